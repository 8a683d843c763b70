// SPDX-License-Identifier: MIT
#include "platform/kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/alloc.h"
#include "base/cleanup.h"

int kernel_release(const struct sysroot *sr, char **ret_release)
{
	int rc = sysroot_read_line(sr, KERNEL_RELEASE_PATH, ret_release);
	struct utsname u;

	if (rc == 0 || !sysroot_live(sr))
		return rc;
	if (uname(&u) < 0)
		return -errno;
	*ret_release = xstrdup(u.release);
	return 0;
}

// Documentation/admin-guide/tainted-kernels.rst; bit 0 is P when set.
static const char taint_letters[] = "PFSRMBUDAWCIOELKXTNJ";

char *kernel_taint_letters(uint64_t taint, char buf[KERNEL_TAINT_MAX])
{
	char *p = buf;

	_Static_assert(sizeof(taint_letters) < KERNEL_TAINT_MAX, "they fit");
	for (size_t i = 0; i < sizeof(taint_letters) - 1; i++)
		if (taint >> i & 1)
			*p++ = taint_letters[i];
	if (taint >> (sizeof(taint_letters) - 1))
		*p++ = '?';
	*p = '\0';
	return buf;
}

int kernel_config_path(const struct sysroot *sr, char **ret_path)
{
	static const char *const forms[] = {
		"/boot/config-%s",
		"/lib/modules/%s/config",
		"/usr/lib/modules/%s/config",
	};
	cleanup_free char *release = NULL;
	int rc = kernel_release(sr, &release);

	// A release is one path component; a captured one may be anything.
	if (rc == 0 && !strchr(release, '/'))
		for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
			const char *end = strstr(forms[i], "%s");
			cleanup_free char *path =
				xasprintf("%.*s%s%s", (int)(end - forms[i]),
					  forms[i], release, end + 2);

			if (sysroot_exists(sr, path)) {
				*ret_path = TAKE_PTR(path);
				return 0;
			}
		}
	return sysroot_exists(sr, "/proc/config.gz") ? -EOPNOTSUPP : -ENOENT;
}

static void config_line(const char *line, const char *const *names, size_t n,
			char *letters)
{
	static const char prefix[] = "CONFIG_";

	if (strncmp(line, prefix, sizeof(prefix) - 1) != 0)
		return;
	line += sizeof(prefix) - 1;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]);

		if (strncmp(line, names[i], len) != 0 || line[len] != '=')
			continue;
		char v = line[len + 1];
		letters[i] = v && strchr("ymn", v) ? v : '?';
	}
}

int kernel_config_read(const struct sysroot *sr, const char *path,
		       const char *const *names, size_t n, char *ret_letters)
{
	cleanup_file FILE *file = sysroot_fopen(sr, path);
	cleanup_free char *line = NULL;
	size_t cap = 0;

	if (!file)
		return -errno;
	memset(ret_letters, 'n', n);
	while (getline(&line, &cap, file) > 0)
		config_line(line, names, n, ret_letters);
	return ferror(file) ? -EIO : 0;
}
