// SPDX-License-Identifier: MIT
#include "run/room.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>

#include "base/parse.h"

uint64_t room_size(uint64_t asked, uint64_t room, uint64_t chunk_bytes)
{
	uint64_t size = asked;

	while (size >= chunk_bytes && size > room / 4 * 3)
		size /= 2;
	return size / chunk_bytes * chunk_bytes;
}

// With what our own files hold, which the next layout replaces. Memory without
// a limit of its own ends where that of the machine does.
static int room_of(const struct target *target, uint64_t *ret_bytes,
		   struct error *err)
{
	struct statvfs fs;
	struct sysinfo memory;
	struct stat st;
	uint64_t ours = 0;

	if (target->capacity) {
		*ret_bytes = target->capacity;
		return 0;
	}
	for (unsigned i = 0; i < target_files(target); i++)
		if (fstat(target_file(target, i), &st) == 0)
			ours += (uint64_t)st.st_blocks * 512;
	if (fstatvfs(target->fd, &fs) < 0 || sysinfo(&memory) < 0)
		return error_sys(err, -errno,
				 "cannot tell what is free on the target");
	*ret_bytes = ours +
		     (fs.f_blocks ? (uint64_t)fs.f_bavail * fs.f_frsize
				  : (uint64_t)memory.freeram * memory.mem_unit);
	return 0;
}

int run_plan_shrink(struct run_plan *plan, const struct target *target,
		    struct error *err)
{
	char room_text[BYTES_TEXT_MAX];
	uint64_t chunk = geometry_chunk_bytes(&target->geo), room = 0;

	if (!plan->fit)
		return 0;
	int rc = room_of(target, &room, err);
	if (rc < 0)
		return rc;
	// Of a shared block the store makes a second one.
	if (plan->layout.extents == LAYOUT_SHARED)
		room /= 2;
	uint64_t size = room_size(plan->layout.size, room, chunk);
	if (size / chunk < plan->threads)
		return error_set(
			err, -EOPNOTSUPP,
			"no size fits: %s are free on the target, and every thread needs a chunk",
			format_bytes_approx(room, room_text));
	plan->asked_size = plan->layout.size;
	plan->layout.size = size;
	return 0;
}
