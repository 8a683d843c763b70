// SPDX-License-Identifier: MIT
#include "explain/base.h"

#include <errno.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/sigbus.h"
#include "target/extents.h"
#include "witness/read-pagemap.h"

#define SECTOR_BYTES 512u

static void say(struct scene *s, bool known, uint64_t offset, char *how)
{
	free(s->base.how);
	s->base = (struct device_base){ known, offset, how };
}

static int first_written(void *context, const struct extent *e)
{
	struct extent *found = context;
	const uint32_t unfit = FIEMAP_EXTENT_UNWRITTEN | FIEMAP_EXTENT_UNKNOWN |
			       FIEMAP_EXTENT_DELALLOC | FIEMAP_EXTENT_ENCODED |
			       FIEMAP_EXTENT_NOT_ALIGNED;

	if (e->flags & unfit)
		return 0;
	*found = *e;
	return 1;
}

// The entry of the page at that file offset, through a mapping of the whole
// chunk: it leaves behind what any aligned load leaves.
static int entry_at(const struct scene *s, int fd, uint64_t offset,
		    const struct sysroot *sr, uint64_t *ret)
{
	const uint64_t pmd = s->geo.pmd_bytes, start = offset / pmd * pmd;
	cleanup_close int pagemap = pagemap_open(sr);
	struct sigbus_guard guard;
	int rc = 0;

	if (pagemap < 0)
		return pagemap;
	unsigned char *room =
		mmap(NULL, 2 * pmd, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED)
		return -errno;
	uintptr_t at = ((uintptr_t)room + pmd - 1) / pmd * pmd;
	volatile unsigned char *map =
		mmap((void *)at, pmd, PROT_READ, MAP_SHARED | MAP_FIXED, fd,
		     (off_t)start);
	if (map == MAP_FAILED)
		rc = -errno;
	if (rc == 0 && SIGBUS_GUARD(&guard) == 0) {
		(void)map[offset - start];
		sigbus_leave(&guard);
		rc = pagemap_read(pagemap, at + (offset - start),
				  s->geo.page_bytes, ret, 1);
	} else if (rc == 0) {
		rc = -EIO;
	}
	(void)munmap(room, 2 * pmd);
	return rc;
}

static bool by_page_frame(struct scene *s, int fd, const struct sysroot *sr)
{
	struct extent e = { 0 };
	uint64_t entry = 0;

	if (extents_walk(fd, 0, FIEMAP_MAX_OFFSET, first_written, &e, NULL) !=
	    1)
		return false;
	if (entry_at(s, fd, e.logical, sr, &entry) < 0 ||
	    !(entry & PAGEMAP_PRESENT) || PAGEMAP_PFN(entry) == 0)
		return false;
	uint64_t base = PAGEMAP_PFN(entry) * s->geo.page_bytes - e.physical;

	say(s, true, base % s->geo.pmd_bytes,
	    xasprintf(
		    "page frame of file offset %llu in /proc/self/pagemap against FIEMAP",
		    (unsigned long long)e.logical));
	return true;
}

uint64_t base_partition_start(const struct sysroot *sr, unsigned major,
			      unsigned minor)
{
	cleanup_free char *path =
		xasprintf("/sys/dev/block/%u:%u/start", major, minor);
	uint64_t sectors = 0;

	return sysroot_read_u64(sr, path, &sectors) < 0
		       ? 0
		       : sectors * SECTOR_BYTES;
}

// A pfn device's data starts on a multiple of its alignment.
void base_by_sysfs(struct device_base *ret, const struct sysroot *sr,
		   unsigned major, unsigned minor, uint64_t pmd_bytes)
{
	cleanup_free char *own =
		xasprintf("/sys/dev/block/%u:%u/device/align", major, minor);
	cleanup_free char *of_disk =
		xasprintf("/sys/dev/block/%u:%u/../device/align", major, minor);
	uint64_t start = base_partition_start(sr, major, minor), align = 0;
	int rc = sysroot_read_u64(sr, own, &align);

	*ret = (struct device_base){ 0 };
	if (rc < 0)
		rc = sysroot_read_u64(sr, of_disk, &align);
	if (rc < 0)
		ret->how = xstrdup(
			"sysfs shows no alignment of the namespace, and page frames are root's to read (or no page of the file is written yet)");
	else if (align == 0 || align % pmd_bytes)
		ret->how = xasprintf(
			"the namespace is aligned to %llu bytes only, and page frames are root's to read (or no page of the file is written yet)",
			(unsigned long long)align);
	else
		*ret = (struct device_base){
			true, start % pmd_bytes,
			xasprintf(
				"sysfs: namespace aligned to %llu bytes, partition starts at byte %llu",
				(unsigned long long)align,
				(unsigned long long)start)
		};
}

void base_calibrate(struct scene *s, int fd, const struct sysroot *sr,
		    unsigned major, unsigned minor, bool may_touch)
{
	// Each part of a device-mapper table has one of its own.
	if (s->dm || (may_touch && by_page_frame(s, fd, sr)))
		return;
	free(s->base.how);
	base_by_sysfs(&s->base, sr, major, minor, s->geo.pmd_bytes);
}

void base_calibrate_own(struct scene *s, int fd, const struct sysroot *sr,
			const struct answers *a)
{
	cleanup_free char *page = xcalloc(1, s->geo.page_bytes);
	bool written =
		pwrite(fd, page, s->geo.page_bytes, 0) > 0 && fsync(fd) == 0;

	base_calibrate(s, fd, sr, a->major, a->minor, written);
}
