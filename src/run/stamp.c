// SPDX-License-Identifier: MIT
#include "run/stamp.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/rng.h"
#include "target/blocks.h"

static bool writes(const struct run_plan *plan)
{
	enum op_kind kind = run_plan_op(plan);

	return kind == OP_WRITE || kind == OP_TXN;
}

bool stamp_applies(const struct run_plan *plan)
{
	return plan->workload->unit == UNIT_BLOCK &&
	       (writes(plan) || run_plan_op(plan) == OP_READ);
}

// Eight bytes, over and over; a block may start at any of them.
static void stamp_of(uint64_t seed, unsigned char ret[8])
{
	struct rng rng = { ~seed };
	uint64_t word = rng_next(&rng);

	memcpy(ret, &word, 8);
}

void stamp_fill(unsigned char *buffer, size_t len, uint64_t seed)
{
	unsigned char stamp[8];

	stamp_of(seed, stamp);
	for (size_t i = 0; i < len; i++)
		buffer[i] = stamp[i % 8];
}

// What must stand at every offset that is a multiple of eight.
static void expected_of(const struct run_plan *plan, uint64_t seed,
			unsigned char ret[8])
{
	enum layout_extents extents = plan->layout.extents;
	bool written = extents == LAYOUT_WRITTEN ||
		       extents == LAYOUT_WRITTEN_CLEAN ||
		       extents == LAYOUT_SHARED;

	if (writes(plan))
		stamp_of(seed, ret);
	else
		memset(ret, written ? BLOCKS_FILL : 0, 8);
}

static int compare(const unsigned char *data, size_t len, uint64_t offset,
		   const unsigned char expected[8], struct error *err)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] != expected[(offset + i) % 8])
			return error_set(err, -EILSEQ,
					 "verification: file offset %" PRIu64
					 " holds 0x%02x, not 0x%02x",
					 offset + i, data[i],
					 expected[(offset + i) % 8]);
	return 0;
}

int stamp_check_block(const struct run_plan *plan, const unsigned char *block,
		      struct error *err)
{
	unsigned char expected[8];

	expected_of(plan, 0, expected);
	if (compare(block, (size_t)plan->block, 0, expected, err) == 0)
		return 0;
	error_hint(err, "counted within the block that was read last");
	return -EILSEQ;
}

int stamp_check(const struct run_plan *plan, const struct stamp_place *place,
		uint64_t seed, struct error *err)
{
	unsigned char data[64 << 10], expected[8];
	uint64_t to = place->to;

	expected_of(plan, seed, expected);
	if (plan->layout.extents == LAYOUT_DEVICE)
		return compare(place->map->addr, (size_t)to, 0, expected, err);
	for (uint64_t at = place->from; at < to;) {
		size_t want = to - at < sizeof(data) ? (size_t)(to - at)
						     : sizeof(data);
		ssize_t n = pread(place->fd, data, want, (off_t)at);

		if (interrupt_pending())
			return error_set(err, -EINTR, "interrupted");
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_sys(
				err, -errno,
				"verification: cannot read file offset %" PRIu64,
				at);
		if (n == 0)
			return error_set(
				err, -EILSEQ,
				"verification: the file ends at %" PRIu64, at);
		int rc = compare(data, (size_t)n, at, expected, err);
		if (rc < 0)
			return rc;
		at += (uint64_t)n;
	}
	return 0;
}
