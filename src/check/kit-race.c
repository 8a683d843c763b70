// SPDX-License-Identifier: MIT
#include "check/kit-race.h"

#include <errno.h>
#include <pthread.h>

#include "base/clock.h"

const char known_sigbus[] =
	"a store that races with another fault of its page can end in SIGBUS inside the file; seen on 6.16 to 7.3, not on 6.12, no fix is known";
const char known_warning[] =
	"faults that race with writes and freed blocks make the kernel warn in dax_disassociate_entry (once a boot); seen on 7.2 and 7.3, no fix is known";
// fs/ext4/extents.c of 7.3.4: ext4_split_convert_extents() ends with
// ext4_es_insert_extent(), before ext4_map_create_blocks() zeroes the blocks.
const char known_zeroed_late[] =
	"ext4 says in its extent status tree that blocks are written before it has zeroed them: what others write there meanwhile is lost in the file; seen on 7.2 and 7.3, not on 6.17, no fix is known";

const struct check_known known_race[] = {
	{ KERNEL(6, 15), 0, NULL, "signal 7", known_sigbus },
	{ KERNEL(4, 10), 0, NULL, "right after a write",
	  "a write does not take the mapped zero page away when another thread's store has just allocated the block: loads after the write show zeros until that store's fault is done; seen on 5.10 to 7.3, no fix is known" },
	{ KERNEL(6, 15), 0, NULL, "dax_disassociate_entry", known_warning },
	{ KERNEL(7, 0), 0, "ext4", "pread", known_zeroed_late },
	{ 0 },
};

struct runner {
	struct race *race;
	void (*body)(struct race *r, unsigned who);
	pthread_barrier_t *start;
	unsigned who;
};

static void *thread_main(void *arg)
{
	struct runner *r = arg;

	(void)pthread_barrier_wait(r->start);
	r->body(r->race, r->who);
	return NULL;
}

void race_run(struct race *r, unsigned n,
	      void (*body)(struct race *r, unsigned who))
{
	struct runner runners[RACE_MAX];
	pthread_t threads[RACE_MAX];
	pthread_barrier_t start;

	r->n = n;
	(void)pthread_barrier_init(&start, NULL, n);
	for (unsigned i = 0; i < n; i++) {
		runners[i] = (struct runner){ r, body, &start, i };
		errno = pthread_create(&threads[i], NULL, thread_main,
				       &runners[i]);
		NEED(r->k, errno == 0, "pthread_create");
	}
	for (unsigned i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_barrier_destroy(&start);
}

struct race race_new(struct check *k, void *shared, unsigned ms)
{
	struct race r = { .k = k,
			  .shared = shared,
			  .deadline =
				  clock_wall_ns() + ms * UINT64_C(1000000) };

	for (unsigned i = 0; i < RACE_MAX; i++)
		r.rng[i].state = rng_next(&k->rng);
	return r;
}

bool race_time_left(const struct race *r)
{
	return clock_wall_ns() < r->deadline;
}
