// SPDX-License-Identifier: MIT
// Where a thread and a page are, and that --numa-node puts them there: of a
// machine with one node that is the other node's absence.
#include "unit.h"

#include <sched.h>
#include <sys/mman.h>

#include "run/node.h"

static bool says(node_set set, const char *want)
{
	cleanup_facts struct facts f = { 0 };
	const char *got;

	node_set_fact(set, &f, "key", "source");
	got = facts_get_text(&f, "key");
	return want ? got && strcmp(got, want) == 0 : got == NULL;
}

TEST(a_set_is_said_as_a_list)
{
	assert_true(says(1, "0"));
	assert_true(says(UINT64_C(1) << 62 | 5, "0,2,62"));
	assert_true(says(0, NULL));
	assert_true(says(NODE_SET_UNKNOWN | 1, NULL));
}

TEST(a_thread_and_a_page_of_its_own_have_a_node)
{
	unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	node_set cpu = node_of_cpu(), memory;

	assert_true(page != MAP_FAILED);
	*page = 1;
	memory = node_of_page(page);
	assert_true(cpu == NODE_SET_UNKNOWN || (cpu && (cpu & (cpu - 1)) == 0));
	assert_true(memory == NODE_SET_UNKNOWN ||
		    (memory && (memory & (memory - 1)) == 0));
	assert_int_equal(munmap(page, 4096), 0);
	assert_true(node_of_page(page) == NODE_SET_UNKNOWN);
}

// What was there before is there again.
TEST(a_node_is_entered_and_left)
{
	struct node_hold hold;
	struct error err = { 0 };
	cpu_set_t before, after;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	int rc = node_enter(0, &hold, &err);
	if (rc < 0) {
		// Without libnuma, or where the kernel does not let us.
		assert_true(err.text[0]);
		return;
	}
	assert_true(node_of_cpu() == 1);
	unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(page != MAP_FAILED);
	*page = 1;
	assert_true(node_of_page(page) == 1);
	assert_int_equal(node_move(0, page, 4096, &err), 0);
	assert_int_equal(munmap(page, 4096), 0);
	node_leave(&hold);
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
}

TEST(a_node_that_is_not_there_is_refused)
{
	struct node_hold hold;
	struct error err = { 0 };

	assert_int_equal(node_enter(1000, &hold, &err), -EOPNOTSUPP);
	assert_contains(err.text, "--numa-node 1000");
	assert_true(err.hint[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_is_said_as_a_list),
		cmocka_unit_test(a_thread_and_a_page_of_its_own_have_a_node),
		cmocka_unit_test(a_node_is_entered_and_left),
		cmocka_unit_test(a_node_that_is_not_there_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
