// SPDX-License-Identifier: MIT
#include "target/ballast.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/interrupt.h"
#include "base/parse.h"
#include "base/rng.h"
#include "target/scratch.h"

#define SOURCE "fallocate(2)"

static int available(int fd, uint64_t *ret, struct error *err)
{
	struct statvfs fs;

	if (fstatvfs(fd, &fs) < 0)
		return error_sys(err, -errno, "statvfs");
	*ret = (uint64_t)fs.f_bavail * fs.f_frsize;
	return 0;
}

// All there is. The last bytes that statvfs tells of are often not to be had:
// then a little less is asked for.
static int take_all(int fd, uint64_t unit, uint64_t *ret_taken,
		    struct error *err)
{
	uint64_t bytes = 0;
	int rc = available(fd, &bytes, err);

	for (bytes = bytes / unit * unit; rc == 0 && bytes;) {
		if (interrupt_pending())
			return error_set(err, -EINTR, "interrupted");
		if (fallocate(fd, 0, 0, (off_t)bytes) == 0) {
			*ret_taken = bytes;
			return 0;
		}
		if (errno != ENOSPC && errno != EINTR)
			return error_sys(err, -errno, "fallocate");
		uint64_t less = bytes / 64 / unit * unit;

		bytes -= less ? less : unit;
		if (ftruncate(fd, 0) < 0)
			return error_sys(err, -errno, "ftruncate");
	}
	return rc < 0 ? rc
		      : error_set(err, -ENOSPC,
				  "there is no free space to age");
}

// Sizes evenly spread over powers of two from least to most.
static uint64_t piece_bytes(struct rng *rng, const struct ballast_plan *plan)
{
	unsigned doublings = 0;

	while (plan->least << (doublings + 1) <= plan->most)
		doublings++;
	return plan->least << rng_below(rng, doublings + 1);
}

// Pieces may overlap: what is free is asked of the file system at the end.
static int give_back(int fd, uint64_t taken, const struct ballast_plan *plan,
		     uint64_t *ret_pieces, struct error *err)
{
	struct rng rng = { plan->seed };
	uint64_t goal = taken / 100 * (100 - plan->keep_percent);
	uint64_t given = 0, pieces = 0;

	while (given < goal) {
		uint64_t len = piece_bytes(&rng, plan);
		uint64_t at =
			rng_below(&rng, taken / plan->least) * plan->least;

		if (interrupt_pending())
			return error_set(err, -EINTR, "interrupted");
		if (len > taken - at)
			len = taken - at;
		if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			      (off_t)at, (off_t)len) < 0)
			return error_sys(err, -errno, "punching a hole");
		given += len;
		pieces++;
	}
	*ret_pieces = pieces;
	return fsync(fd) < 0 ? error_sys(err, -errno, "fsync") : 0;
}

static int check_room(int fd, const struct ballast_plan *plan,
		      uint64_t *ret_free, struct error *err)
{
	char have[BYTES_TEXT_MAX], need[BYTES_TEXT_MAX];
	int rc = available(fd, ret_free, err);

	if (rc < 0 || *ret_free >= plan->need)
		return rc;
	error_set(err, -ENOSPC,
		  "an aged file system has %s free, the run needs %s",
		  format_bytes_approx(*ret_free, have),
		  format_bytes(plan->need, need));
	error_hint(err, "use a smaller --age, or ask for less with --size");
	return -ENOSPC;
}

int ballast_open(const char *directory, const struct ballast_plan *plan,
		 int *ret_fd, struct facts *facts, struct error *err)
{
	cleanup_close int fd = -1;
	uint64_t taken = 0, pieces = 0, left = 0;
	int rc = scratch_open(directory, &fd, err);

	if (rc == 0)
		rc = take_all(fd, plan->least, &taken, err);
	if (rc == 0)
		rc = give_back(fd, taken, plan, &pieces, err);
	if (rc == 0)
		rc = check_room(fd, plan, &left, err);
	if (rc < 0)
		return error_wrap(err, "aging '%s'", directory);
	facts_count(facts, "age.keep_percent", "command line",
		    plan->keep_percent, "percent");
	facts_bytes(facts, "age.taken", SOURCE, taken);
	facts_count(facts, "age.pieces", SOURCE, pieces, "holes");
	facts_bytes(facts, "age.free", "statvfs(3)", left);
	*ret_fd = fd;
	fd = -1;
	return 0;
}
