// SPDX-License-Identifier: MIT
#include "engine/populate.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

int populate_available(int advice, const char *name, struct error *err)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *p = mmap(NULL, page, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return error_sys(err, -errno, "mmap");
	int rc = madvise(p, page, advice) < 0 ? -errno : 0;

	(void)munmap(p, page);
	if (rc == 0)
		return 0;
	error_sys(err, rc, "madvise(%s)", name);
	error_hint(err, "it needs Linux 5.14 or later");
	return rc;
}
