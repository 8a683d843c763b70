// SPDX-License-Identifier: MIT
// Transactions: a few writes that lie apart, made durable together.
//     daxbench run --workload txn-sync --engine pmem --sync --block-size 64
//     daxbench run --workload txn-sync --engine fsync --block-size 64
#include "workload/touch.h"

// A step of the share is a transaction: its writes take as many bytes
// together. They lie in equal parts of the chunk, each at the same place.
static size_t txn_fill(void *state, const struct workload_share *share,
		       struct batch *batch)
{
	uint64_t pmd = geometry_chunk_bytes(&share->geo);

	batch->reach = 0;
	size_t n = touch_fill(state, share, batch);

	for (size_t i = 0; i < n; i++) {
		uint64_t within = batch->offset[i] % pmd;

		batch->offset[i] += within / share->writes - within;
	}
	return n;
}

static const struct workload txn_sync = {
	.name = "txn-sync",
	.summary = "transactions of a few writes, each made durable as one",
	.description =
		"Every entry is stored to and the range msynced, untimed. An operation is a\n"
		"transaction: --writes blocks of --block-size bytes in equal parts of a chunk,\n"
		"then one msync, fsync or fdatasync, or with pmem a flush of each and one fence.\n"
		"Every byte is written once. Latency is that of a transaction.",
	.asked = PAGE_SIZE_ANY,
	.unit = UNIT_BLOCK,
	.stage = STAGE_STORE_SYNC,
	.access = ACCESS_WRITE,
	.op = OP_TXN,
	.durable = true,
	.stationary = true,
	.engine = "fsync",
	.write = true,
	.extents = LAYOUT_WRITTEN,
	.state_size = sizeof(struct touch_state),
	.begin = touch_begin,
	.fill = txn_fill,
};
REGISTER(workload, txn_sync);
