// SPDX-License-Identifier: MIT
// The other control: anonymous shared memory (a memfd). Whether it gets huge
// pages is the kernel's shmem_enabled setting, recorded in the result.
//     daxbench run --target shmem
#include <errno.h>
#include <sys/mman.h>

#include "base/alloc.h"
#include "target/blocks.h"
#include "target/target.h"

#define SHMEM_ENABLED "/sys/kernel/mm/transparent_hugepage/shmem_enabled"

static int another(struct target *t ATTR_UNUSED, int *ret_fd, struct error *err)
{
	int fd = memfd_create("daxbench", MFD_CLOEXEC);

	if (fd < 0)
		return error_sys(err, -errno, "memfd_create");
	*ret_fd = fd;
	return 0;
}

static int open_shmem(struct target *t, const char *where, struct error *err)
{
	cleanup_free char *enabled = NULL;

	if (where[0]) {
		error_usage(err, "unknown target 'shmem%s'", where);
		error_hint(err, "use --target shmem");
		return -EINVAL;
	}
	t->path = xstrdup("");
	int rc = another(t, &t->fd, err);
	if (rc < 0)
		return rc;
	rc = sysroot_read_line(t->sr, SHMEM_ENABLED, &enabled);
	if (rc < 0)
		facts_unknown(&t->facts, "thp.shmem_enabled", SHMEM_ENABLED,
			      fact_status_of(rc), "cannot be read");
	else
		facts_text(&t->facts, "thp.shmem_enabled", SHMEM_ENABLED,
			   enabled);
	facts_bool(&t->facts, "file.dax", "memfd_create(2)", false);
	return 0;
}

static int prepare(struct target *t ATTR_UNUSED, int fd,
		   const struct layout *layout, struct error *err)
{
	return blocks_lay(fd, layout, err);
}

static const struct target_class target_shmem = {
	.name = "shmem",
	.summary = "shared memory, to compare with (--target shmem)",
	.prefix = "shmem",
	.open = open_shmem,
	.prepare = prepare,
	.another = another,
};
REGISTER(target_class, target_shmem);
