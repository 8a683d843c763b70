// SPDX-License-Identifier: MIT
// Groups C and H: a mapping of one file as the memory that a call on another
// file reads from and writes to.
//     daxbench check --case C4,C5,H4
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.h"
#include "check/kit.h"
#include "target/extents.h"

// C4: write(2) from and read(2) into a mapping of another file, buffered and
// O_DIRECT, of sizes around a page and a chunk; both files against models.
struct c4 {
	int fd;
	unsigned char *map, *model,
		*other; // mapped file, and the one called on
	uint64_t size;
	bool direct;
};

static bool direct(struct check *k, int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	NEED(k, flags >= 0, "fcntl");
	flags = on ? flags | O_DIRECT : flags & ~O_DIRECT;
	return fcntl(fd, F_SETFL, flags) == 0;
}

static void c4_row(struct check *k, struct c4 *c, uint64_t buf, uint64_t at,
		   uint64_t len)
{
	if (c->direct && !direct(k, c->fd, true))
		return;
	kit_pwrite(k, c->fd, c->map + buf, len, at);
	(void)direct(k, c->fd, false);
	memcpy(c->other + at, c->model + buf, len);
	// Back, to another place.
	uint64_t to = c->size - len;
	(void)direct(k, c->fd, c->direct);
	kit_pread(k, c->fd, c->map + to, len, at);
	(void)direct(k, c->fd, false);
	memcpy(c->model + to, c->other + at, len);
	kit_same(k, "a read into a mapping of what was written from it",
		 c->map + to, c->model + to, len, to);
}

static void c4(struct check *k)
{
	struct c4 c = { .size = 3 * k->pmd };
	const uint64_t g = k->page;

	for (int fresh = 0; fresh < 2; fresh++) {
		c.fd = kit_file(k);
		c.direct = false;
		c.model = kit_memory(k, c.size);
		c.other = kit_memory(k, c.size);
		kit_lay(k, k->fd, LAYOUT_WRITTEN, 3);
		kit_pattern(c.model, c.size, 0, 1);
		kit_pwrite(k, k->fd, c.model, c.size, 0);
		// A file of holes the first time, of blocks the second.
		if (fresh)
			kit_fallocate(k, c.fd, 0, 0, c.size);
		kit_size(k, c.fd, c.size);
		c.map = kit_map(k, k->fd, 0, c.size);
		kit_touch(k, c.map, true);
		c4_row(k, &c, 100, 3, 1024);
		c4_row(k, &c, 2 * g, 5 * g, g);
		c4_row(k, &c, 9, k->pmd - 7, g + 50);
		c4_row(k, &c, 0, 0, k->pmd + g);
		c.direct = true;
		c4_row(k, &c, 20 * g, 30 * g, g);
		c4_row(k, &c, 0, g, k->pmd + g);
		kit_model(k, "writes from a mapping", c.fd, NULL, c.other,
			  c.size);
		kit_model(k, "reads into a mapping", k->fd, c.map, c.model,
			  c.size);
		kit_drop(k, c.map, c.size);
		(void)close(c.fd);
	}
}
static const struct check_case case_c4 = {
	.id = "C4",
	.statement =
		"reads and writes whose buffer is a mapping of another file move the right bytes",
	.reference =
		"xfstests generic/413, generic/605 (which compare no data)",
	.proof = "test: a pread that changes a byte (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.run = c4,
};
REGISTER(check_case, case_c4);

// C5: FIEMAP puts its answer into a mapping of the file that it asks about.
static void c5(struct check *k)
{
	cleanup_extents struct extents want = { 0 };
	struct error err = { 0 };
	const unsigned room = 16;

	for (int e = LAYOUT_HOLE; e <= LAYOUT_WRITTEN; e++) {
		kit_lay(k, k->fd, (enum layout_extents)e, 1);
		unsigned char *map = kit_map(k, k->fd, 0, k->pmd);
		struct fiemap *f = (struct fiemap *)(map + 3 * k->page);

		f->fm_start = 0;
		f->fm_length = k->pmd;
		f->fm_flags = 0;
		f->fm_extent_count = room;
		f->fm_mapped_extents = 0;
		if (ioctl(k->fd, FS_IOC_FIEMAP, f) < 0)
			check_skip(k, "needs FIEMAP: %m");
		uint64_t got = f->fm_mapped_extents;
		kit_fsync(k, k->fd);
		if (extents_read(&want, k->fd, &err) < 0)
			check_broken(k, "%s", err.text);
		// In a hole the store of the question may or may not be in it.
		EXPECT(k,
		       e == LAYOUT_WRITTEN ? got == want.n && got
					   : got <= want.n,
		       "FIEMAP into the mapping says %llu extents, not %zu",
		       (unsigned long long)got, want.n);
		extents_release(&want);
		want = (struct extents){ 0 };
		kit_drop(k, map, k->pmd);
	}
}
static const struct check_case case_c5 = {
	.id = "C5",
	.statement =
		"FIEMAP into a mapping of the file it asks about ends, with the right count",
	.reference = "xfstests generic/742",
	.proof = "test: an ioctl that does nothing (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = c5,
};
REGISTER(check_case, case_c5);

// H4: the kernel is asked to write into zero pages of a mapping that may only
// be read. It says EFAULT, and no hole anywhere shows the bytes.
static void h4_refused(struct check *k, const char *what, ssize_t n)
{
	EXPECT(k, n < 0 && errno == EFAULT,
	       "%s into zero pages that may only be read: %zd%s%s, not EFAULT",
	       what, n, n < 0 ? ", " : "", n < 0 ? strerror(errno) : "");
}

static void h4(struct check *k)
{
	int other = kit_file(k), fresh = kit_file(k);
	unsigned char *map, *seen, *buf = kit_memory(k, k->page);

	kit_fill(k, other, 0, k->page, 1);
	kit_pattern(buf, k->page, 0, 1);
	kit_size(k, k->fd, k->pmd);
	map = kit_map_with(k, &(struct kit_map){ .fd = k->fd,
						 .len = k->pmd,
						 .prot = PROT_READ });
	kit_touch(k, map, false);
	h4_refused(k, "pread", pread(other, map, k->page, 0));
	if (fcntl(other, F_SETFL, O_DIRECT) == 0)
		h4_refused(k, "O_DIRECT pread", pread(other, map, k->page, 0));
	struct iovec ours = { buf, k->page }, theirs = { map, k->page };
	ssize_t n = process_vm_writev(getpid(), &ours, 1, &theirs, 1, 0);
	if (n >= 0 || (errno != ENOSYS && errno != EPERM))
		h4_refused(k, "process_vm_writev", n);
	kit_zero_range(k, "refused reads", k->fd, map, 0, k->pmd);
	kit_size(k, fresh, k->pmd);
	seen = kit_map(k, fresh, 0, k->pmd);
	kit_zero_range(k, "refused reads, in another hole", fresh, seen, 0,
		       k->pmd);
}
static const struct check_case case_h4 = {
	.id = "H4",
	.statement =
		"the kernel does not write into mapped zero pages that may only be read",
	.reference = "ef947b2529f9; xfstests generic/462",
	.proof = "test: a pread that never fails (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 10,
	.run = h4,
};
REGISTER(check_case, case_h4);

// U1: blocks that held a pattern are freed and allocated again, each way there
// is; what was not written is zero.
static void u1_fill(struct check *k)
{
	kit_size(k, k->fd, 0);
	kit_fill(k, k->fd, 0, k->pmd, 1);
	kit_fsync(k, k->fd);
	kit_size(k, k->fd, 0);
	kit_fsync(k, k->fd);
}

static void u1(struct check *k)
{
	static const struct {
		const char *name;
		bool unwritten, store;
		unsigned len;
	} rows[] = {
		{ "a write of a byte to a hole", false, false, 1 },
		{ "a write of 3 bytes over two pages of holes", false, false,
		  3 },
		{ "a write of a byte to unwritten blocks", true, false, 1 },
		{ "a write of 3 bytes over two unwritten pages", true, false,
		  3 },
		{ "a store of a byte to a hole", false, true, 1 },
		{ "stores over two unwritten pages", true, true, 3 },
		{ "nothing", true, false, 0 },
	};
	unsigned char *model = kit_memory(k, k->pmd);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const uint64_t at[] = { 7 * k->page - 1, k->pmd / 2 + 11 };

		u1_fill(k);
		if (rows[i].unwritten)
			kit_fallocate(k, k->fd, 0, 0, k->pmd);
		kit_size(k, k->fd, k->pmd);
		memset(model, 0, k->pmd);
		unsigned char *map = kit_map(k, k->fd, 0, k->pmd);
		for (size_t j = 0; j < ARRAY_SIZE(at) && rows[i].len; j++) {
			memset(model + at[j], 0x77, rows[i].len);
			if (rows[i].store)
				memset(map + at[j], 0x77, rows[i].len);
			else
				kit_pwrite(k, k->fd, model + at[j], rows[i].len,
					   at[j]);
		}
		kit_model(k, rows[i].name, k->fd, map, model, k->pmd);
		kit_drop(k, map, k->pmd);
	}
}
static const struct check_case case_u1 = {
	.id = "U1",
	.statement =
		"newly allocated blocks show nothing of what they held, however they were allocated",
	.reference = "Documentation/filesystems/dax.rst",
	.proof = "test: a fallocate that shows old data (check-fakes)",
	.source = __FILE__,
	.variants = CHECK_BOTH,
	.limit = 60,
	.run = u1,
};
REGISTER(check_case, case_u1);
