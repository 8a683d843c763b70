// SPDX-License-Identifier: MIT
// A device-dax instance: persistent memory without a file system, mapped by
// entries of its alignment and by nothing else. It holds what it holds, so it
// is only loaded from unless --destroy-data was given; it can be neither read,
// written, synced nor laid out by system calls.
//     daxbench run --target /dev/dax0.0 --workload first-touch --access read
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "platform/daxnode.h"
#include "platform/path-facts.h"
#include "target/target.h"

#define SYSFS "sysfs align"

static bool recognises(const char *spec)
{
	static const char nodes[] = "/dev/dax";
	struct stat st;

	if (stat(spec, &st) == 0)
		return S_ISCHR(st.st_mode);
	return strncmp(spec, nodes, strlen(nodes)) == 0;
}

static int look(struct target *t, struct daxnode *node, struct error *err)
{
	struct stat st;

	if (stat(t->path, &st) < 0) {
		int rc = -errno;

		error_sys(err, rc, "target '%s'", t->path);
		error_hint(
			err,
			"`daxbench inspect` and ndctl list -X name the device-dax instances there are; ndctl create-namespace -m devdax makes one");
		return rc;
	}
	unsigned maj = major(st.st_rdev), min = minor(st.st_rdev);

	if (daxnode_is(t->sr, maj, min))
		return daxnode_read(node, t->sr, maj, min, err);
	error_usage(
		err,
		"target '%s' is a character device, but no device-dax instance",
		t->path);
	error_hint(
		err,
		"give --target /dev/daxN.M, or a directory on a DAX mount; `daxbench inspect` names what there is");
	return -EINVAL;
}

static int open_node(struct target *t, int flags, struct error *err)
{
	int fd = open(t->path, flags | O_CLOEXEC);

	if (fd < 0) {
		int rc = -errno;

		error_sys(err, rc, "cannot open '%s' for %s", t->path,
			  flags == O_RDONLY ? "loads" : "stores");
		error_hint(
			err,
			rc == -ENXIO || rc == -ENODEV
				? "it is disabled or used as system memory: daxctl list shows the mode, daxctl reconfigure-device -m devdax changes it"
				: "its permissions must allow it to you: run as root, or let its owner change them");
		return rc;
	}
	if (t->fd >= 0)
		(void)close(t->fd);
	t->fd = fd;
	return 0;
}

// A device is mapped by entries as large as its alignment; by none between
// the sizes that the processor has.
static int know_entry(struct target *t, uint64_t align, struct error *err)
{
	struct geometry *geo = &t->geo;

	if (align == geo->page_bytes) {
		t->only = PAGE_SIZE_PTE;
	} else if (align == geo->pmd_bytes) {
		t->only = PAGE_SIZE_PMD;
	} else if (align == geo->pud_bytes) {
		t->only = PAGE_SIZE_PUD;
		geo->chunk_bytes = geo->pud_bytes;
	} else {
		error_set(
			err, -EOPNOTSUPP,
			"'%s' is aligned to %llu bytes, which is no size of a page-table entry here",
			t->path, (unsigned long long)align);
		error_hint(err, "make the namespace anew: ndctl "
				"create-namespace -m devdax -a 2M");
		return -EOPNOTSUPP;
	}
	return 0;
}

static int open_devdax(struct target *t, const char *where, struct error *err)
{
	struct daxnode node;

	t->path = xstrdup(where);
	int rc = look(t, &node, err);
	if (rc == 0)
		rc = know_entry(t, node.align, err);
	if (rc == 0)
		rc = path_facts(&t->facts, t->sr, where, err);
	if (rc == 0)
		rc = open_node(t, O_RDONLY, err);
	if (rc < 0)
		return rc;
	t->capacity = node.size;
	facts_bytes(&t->facts, "device.size", "sysfs size", node.size);
	facts_bytes(&t->facts, "device.align", SYSFS, node.align);
	facts_text(&t->facts, "device.maps_by", SYSFS, page_size_name(t->only));
	facts_bool(&t->facts, "file.dax", "device-dax", true);
	return 0;
}

// Nothing is laid out; what was asked for must only fit.
static int prepare(struct target *t, int fd ATTR_UNUSED,
		   const struct layout *layout, struct error *err)
{
	char size[BYTES_TEXT_MAX], have[BYTES_TEXT_MAX];

	if (layout->size <= t->capacity)
		return 0;
	error_usage(err, "--size %s is more than '%s' has, %s",
		    format_bytes(layout->size, size), t->path,
		    format_bytes(t->capacity, have));
	error_hint(err, "use a smaller --size");
	return -EINVAL;
}

static int allow_stores(struct target *t, bool destroy, struct error *err)
{
	if (t->stores_allowed)
		return 0;
	if (!destroy) {
		error_usage(err,
			    "stores would overwrite what is on the device '%s'",
			    t->path);
		error_hint(
			err,
			"add --destroy-data if all of it may be lost; loads (--access read) need nothing");
		return -EPERM;
	}
	int rc = open_node(t, O_RDWR, err);
	t->stores_allowed = rc == 0;
	return rc;
}

static const struct target_class target_devdax = {
	.name = "devdax",
	.summary =
		"a device-dax instance (--target /dev/dax0.0; stores need --destroy-data)",
	.recognises = recognises,
	.open = open_devdax,
	.prepare = prepare,
	.allow_stores = allow_stores,
};
REGISTER(target_class, target_devdax);
