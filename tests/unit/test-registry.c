// SPDX-License-Identifier: MIT
// The registered records: all that the Makefile lists and nothing else. A
// record that the linker dropped would be missing without a word.
#include "unit.h"

#include "check/check.h"
#include "engine/engine.h"
#include "explain/rule.h"
#include "platform/platform.h"
#include "run/plan.h"
#include "target/target.h"
#include "witness/witness.h"
#include "workload/workload.h"

#define count_of(kind)                                                         \
	({                                                                     \
		unsigned n_ = 0;                                               \
		registry_for_each (it, kind)                                   \
			n_ += *it != NULL;                                     \
		n_;                                                            \
	})

// Name and summary there, the name unlike any other of its kind.
#define check_names(kind)                                                      \
	registry_for_each (it, kind) {                                         \
		assert_name((*it)->name, (*it)->summary);                      \
		registry_for_each (other, kind)                                \
			if (other != it)                                       \
				assert_string_not_equal((*it)->name,           \
							(*other)->name);       \
	}

static void assert_name(const char *name, const char *summary)
{
	assert_non_null(name);
	assert_true(name[0]);
	assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
			 strlen(name));
	assert_non_null(summary);
	assert_true(summary[0]);
	assert_null(strchr(summary, '\n'));
}

// Cases share files: each record says which is its own.
static unsigned files_of_checks(void)
{
	unsigned n = 0;

	registry_for_each (it, check_case) {
		bool first = true;

		registry_for_each (before, check_case) {
			if (before == it)
				break;
			if (strcmp((*before)->source, (*it)->source) == 0)
				first = false;
		}
		n += first;
	}
	return n;
}

TEST(all_records_of_the_makefile_are_linked)
{
	unsigned registered = count_of(workload) + count_of(engine) +
			      count_of(witness) + count_of(target_class) +
			      count_of(probe) + count_of(rule) +
			      files_of_checks();

	assert_int_equal(registered, atoi(getenv("PLUGINS")));
}

TEST(every_kind_has_records)
{
	assert_true(count_of(workload) > 0);
	assert_true(count_of(engine) > 0);
	assert_true(count_of(witness) > 0);
	assert_true(count_of(target_class) > 0);
	assert_true(count_of(probe) > 0);
	assert_true(count_of(rule) > 0);
}

TEST(names_are_plain_unique_and_have_a_summary)
{
	check_names(workload);
	check_names(engine);
	check_names(witness);
	check_names(target_class);
	check_names(probe);
	check_names(rule);
}

TEST(every_check_says_what_it_needs_to)
{
	assert_true(count_of(check_case) > 0);
	registry_for_each (it, check_case) {
		const struct check_case *c = *it;

		assert_non_null(c->run);
		assert_non_null(check_group_title(c->id[0]));
		assert_non_null(c->statement);
		assert_null(strchr(c->statement, '#'));
		assert_non_null(c->reference);
		assert_non_null(c->proof);
		assert_true(c->variants != 0);
		assert_true(c->limit > 0);
		registry_for_each (other, check_case)
			if (other != it)
				assert_string_not_equal(c->id, (*other)->id);
	}
}

TEST(every_engine_has_a_loop)
{
	registry_for_each (it, engine)
		assert_non_null((*it)->submit);
}

TEST(every_workload_can_be_planned)
{
	registry_for_each (it, workload) {
		assert_non_null((*it)->description);
		assert_non_null((*it)->begin);
		assert_non_null((*it)->fill);
		assert_true((*it)->asked == PAGE_SIZE_PMD ||
			    (*it)->asked == PAGE_SIZE_PTE ||
			    (*it)->asked == PAGE_SIZE_ANY ||
			    (*it)->asked == PAGE_SIZE_NONE);
		// What is mapped to be read alone cannot be stored to before.
		assert_true((*it)->access == ACCESS_WRITE ||
			    ((*it)->stage != STAGE_STORE_SYNC &&
			     (*it)->stage != STAGE_STORE_ALL));
		assert_true((*it)->access == ACCESS_EITHER ||
			    (*it)->write == ((*it)->access == ACCESS_WRITE));
		// Without a mapping there are no entries and nothing to touch.
		if ((*it)->asked == PAGE_SIZE_NONE) {
			assert_int_equal((*it)->unit, UNIT_BLOCK);
			assert_int_equal((*it)->stage, STAGE_NONE);
		}
	}
}

// Its defaults alone are a run that is not refused.
TEST(every_workload_runs_with_the_engine_it_names)
{
	const struct geometry geo = { 4096, 2 << 20, 1 << 30, "a test", 0 };

	registry_for_each (it, workload) {
		const struct run_plan plan = {
			.workload = *it,
			.engine = engine_find((*it)->engine),
			.layout = { .size = 2 << 20,
				    .extents = (*it)->extents },
			.page = (*it)->asked == PAGE_SIZE_ANY ? PAGE_SIZE_PMD
							      : (*it)->asked,
			.write = (*it)->write,
			.block = 4096,
			.writes = 4,
			.depth = 1,
			.threads = (*it)->parties ? (*it)->parties : 1,
			.sharing = (*it)->sharing,
		};
		struct error err = { 0 };

		assert_non_null(plan.engine);
		assert_int_equal(run_plan_check(&plan, &geo, &err), 0);
	}
}

TEST(every_engine_can_do_something_and_says_why_if_it_cannot_run)
{
	registry_for_each (it, engine) {
		struct error err = { 0 };

		assert_true((*it)->ops != 0);
		assert_false((*it)->close && !(*it)->open);
		if ((*it)->available && (*it)->available(&err) < 0)
			assert_true(err.text[0]);
		// One byte is loaded and stored through a mapping only.
		if (!(*it)->mapped)
			assert_int_equal((*it)->ops & (OP_BIT(OP_LOAD) |
						       OP_BIT(OP_STORE)),
					 0);
	}
}

TEST(every_witness_collects_in_some_pass)
{
	const unsigned both = WITNESS_REHEARSAL | WITNESS_TIMED;

	registry_for_each (it, witness) {
		assert_non_null((*it)->collect);
		assert_non_null((*it)->privilege);
		assert_true(((*it)->passes & both) != 0);
		assert_int_equal((*it)->passes & ~both, 0);
		// What is armed with a state has one to be released.
		assert_true(!(*it)->disarm || (*it)->arm);
	}
}

TEST(every_target_class_opens_and_prepares)
{
	unsigned without_prefix = 0;

	registry_for_each (it, target_class) {
		assert_non_null((*it)->open);
		assert_non_null((*it)->prepare);
		without_prefix += !(*it)->prefix && !(*it)->recognises;
	}
	assert_int_equal(without_prefix, 1); // fsdax takes plain directories
}

// One prefix that begins another would take its targets.
TEST(no_prefix_of_a_target_begins_another)
{
	registry_for_each (it, target_class) {
		registry_for_each (other, target_class) {
			const char *a = (*it)->prefix, *b = (*other)->prefix;

			if (it != other && a && b)
				assert_int_not_equal(strncmp(a, b, strlen(a)),
						     0);
		}
	}
}

TEST(every_probe_collects)
{
	registry_for_each (it, probe)
		assert_non_null((*it)->collect);
}

int main(void)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(all_records_of_the_makefile_are_linked),
		cmocka_unit_test(every_kind_has_records),
		cmocka_unit_test(names_are_plain_unique_and_have_a_summary),
		cmocka_unit_test(every_check_says_what_it_needs_to),
		cmocka_unit_test(every_engine_has_a_loop),
		cmocka_unit_test(every_workload_can_be_planned),
		cmocka_unit_test(every_workload_runs_with_the_engine_it_names),
		cmocka_unit_test(
			every_engine_can_do_something_and_says_why_if_it_cannot_run),
		cmocka_unit_test(every_witness_collects_in_some_pass),
		cmocka_unit_test(every_target_class_opens_and_prepares),
		cmocka_unit_test(no_prefix_of_a_target_begins_another),
		cmocka_unit_test(every_probe_collects),
	};

	if (!getenv("PLUGINS"))
		unit_skip(tests, ARRAY_SIZE(tests),
			  "all_records_of_the_makefile_are_linked",
			  "PLUGINS is not set, run it by make check");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
