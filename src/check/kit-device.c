// SPDX-License-Identifier: MIT
#include "check/kit-device.h"

#include <errno.h>
#include <string.h>

const char *kit_errno(int code)
{
	return code ? strerror(code) : "success";
}

unsigned char *kit_unit_room(struct check *k, uint64_t len)
{
	const uint64_t unit = kit_unit(k), near = 2 * k->pmd;
	void *space = mmap(NULL, len + unit + 2 * near, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	NEED(k, space != MAP_FAILED, "mmap of address space");
	uintptr_t at = (uintptr_t)space + near;
	return (unsigned char *)((at + unit - 1) / unit * unit);
}

int kit_unit_try(struct check *k, const struct kit_unit_map *m,
		 unsigned char **ret)
{
	uint64_t len = m->len ? m->len : kit_unit(k);
	int prot = m->prot ? m->prot : PROT_READ | PROT_WRITE;
	int flags = m->flags ? m->flags : MAP_SHARED;
	unsigned char *where = NULL;

	if (!m->anywhere) {
		where = kit_unit_room(k, len + m->shift) + m->shift;
		flags |= MAP_FIXED;
	}
	void *got = mmap(where, len, prot, flags, k->fd, (off_t)m->at);

	if (got == MAP_FAILED)
		return errno;
	*ret = got;
	return 0;
}

unsigned char *kit_unit_map(struct check *k, const struct kit_unit_map *m)
{
	unsigned char *map = NULL;
	int code = kit_unit_try(k, m, &map);

	if (code)
		check_broken(k, "mmap of the device: %s", strerror(code));
	return map;
}

unsigned char *kit_unit_first(struct check *k)
{
	return kit_unit_map(k, &(struct kit_unit_map){ 0 });
}
