// SPDX-License-Identifier: MIT
// Bus errors as results: address, code, and the guard again afterwards.
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include "base/sigbus.h"

#define PAGES 4

struct area {
	unsigned char *base;
	size_t page;
	int fd;
};

// A mapping of which only the first page has a file behind it. cmocka sets
// its own handlers before every test, so ours goes in here.
static void area_open(struct area *a)
{
	a->page = (size_t)sysconf(_SC_PAGESIZE);
	a->fd = memfd_create("test", MFD_CLOEXEC);
	assert_true(a->fd >= 0);
	assert_int_equal(ftruncate(a->fd, (off_t)a->page), 0);
	a->base = mmap(NULL, PAGES * a->page, PROT_READ | PROT_WRITE,
		       MAP_SHARED, a->fd, 0);
	assert_true(a->base != MAP_FAILED);
	sigbus_install();
}

static void area_close(struct area *a)
{
	(void)munmap(a->base, PAGES * a->page);
	(void)close(a->fd);
}

// 0 when the access came through, 1 when the guard caught it.
static int touch(struct sigbus_guard *guard, volatile unsigned char *at,
		 bool write)
{
	if (SIGBUS_GUARD(guard) != 0)
		return 1;
	if (write)
		*at = 7;
	else
		(void)*at;
	sigbus_leave(guard);
	return 0;
}

TEST(an_access_within_the_file_comes_through)
{
	struct sigbus_guard guard;
	struct area a;

	area_open(&a);
	assert_int_equal(touch(&guard, a.base, true), 0);
	assert_int_equal(a.base[0], 7);
	area_close(&a);
}

TEST(a_load_beyond_the_file_gives_address_and_code)
{
	struct sigbus_guard guard;
	struct area a;

	area_open(&a);
	assert_int_equal(touch(&guard, a.base + a.page + 12, false), 1);
	assert_int_equal(guard.address, (uintptr_t)a.base + a.page + 12);
	assert_int_equal(guard.code, BUS_ADRERR);
	assert_int_equal(guard.lsb, 0);
	area_close(&a);
}

TEST(a_store_beyond_the_file_gives_address_and_code)
{
	struct sigbus_guard guard;
	struct area a;

	area_open(&a);
	assert_int_equal(touch(&guard, a.base + 3 * a.page, true), 1);
	assert_int_equal(guard.address, (uintptr_t)a.base + 3 * a.page);
	assert_int_equal(guard.code, BUS_ADRERR);
	area_close(&a);
}

// The mask is restored by the jump: without it the second error would kill.
TEST(the_guard_can_be_used_again_and_again)
{
	struct sigbus_guard guard;
	struct area a;

	area_open(&a);
	for (volatile unsigned i = 0; i < 100; i++) {
		assert_int_equal(touch(&guard, a.base + a.page + i, i % 2), 1);
		assert_int_equal(guard.address, (uintptr_t)a.base + a.page + i);
		assert_int_equal(touch(&guard, a.base + i, true), 0);
	}
	area_close(&a);
}

struct thread {
	struct area *area;
	size_t at;
	unsigned right; // bus errors whose address was this thread's own
};

static void *thread_main(void *arg)
{
	struct thread *t = arg;
	struct sigbus_guard guard;

	for (volatile unsigned i = 0; i < 200; i++) {
		unsigned char *at = t->area->base + t->at + i;

		if (touch(&guard, at, true) == 1 &&
		    guard.address == (uintptr_t)at)
			t->right++;
	}
	return NULL;
}

TEST(threads_get_their_own_bus_errors)
{
	struct area a;

	area_open(&a);
	struct thread one = { &a, a.page, 0 }, two = { &a, 2 * a.page, 0 };
	pthread_t first, second;
	assert_int_equal(pthread_create(&first, NULL, thread_main, &one), 0);
	assert_int_equal(pthread_create(&second, NULL, thread_main, &two), 0);
	assert_int_equal(pthread_join(first, NULL), 0);
	assert_int_equal(pthread_join(second, NULL), 0);
	assert_int_equal(one.right, 200);
	assert_int_equal(two.right, 200);
	area_close(&a);
}

static int unguarded(void *arg)
{
	struct area *a = arg;
	struct sigbus_guard guard;

	sigbus_install();
	if (touch(&guard, a->base, true) != 0)
		return 1;
	*(volatile unsigned char *)(a->base + a->page) = 1;
	return 0;
}

TEST(outside_of_a_guard_the_signal_keeps_its_effect)
{
	struct area a;

	area_open(&a);
	int status = unit_child(unguarded, &a);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGBUS);
	area_close(&a);
}

TEST(every_code_has_a_name)
{
	assert_string_equal(sigbus_code_name(BUS_ADRALN), "BUS_ADRALN");
	assert_string_equal(sigbus_code_name(BUS_ADRERR), "BUS_ADRERR");
	assert_string_equal(sigbus_code_name(BUS_OBJERR), "BUS_OBJERR");
	assert_string_equal(sigbus_code_name(BUS_MCEERR_AR), "BUS_MCEERR_AR");
	assert_string_equal(sigbus_code_name(BUS_MCEERR_AO), "BUS_MCEERR_AO");
	assert_string_equal(sigbus_code_name(12345), "SIGBUS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_access_within_the_file_comes_through),
		cmocka_unit_test(a_load_beyond_the_file_gives_address_and_code),
		cmocka_unit_test(
			a_store_beyond_the_file_gives_address_and_code),
		cmocka_unit_test(the_guard_can_be_used_again_and_again),
		cmocka_unit_test(threads_get_their_own_bus_errors),
		cmocka_unit_test(
			outside_of_a_guard_the_signal_keeps_its_effect),
		cmocka_unit_test(every_code_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
