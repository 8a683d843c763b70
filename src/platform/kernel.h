// SPDX-License-Identifier: MIT
// Which kernel runs here, for everything that depends on its version or on
// how it was built.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sysroot.h"

#define KERNEL_RELEASE_PATH "/proc/sys/kernel/osrelease"
#define KERNEL_TAINT_MAX 32 // bytes that always hold the letters

// "6.1.0-52-amd64"; caller frees.
int kernel_release(const struct sysroot *sr,
		   char **ret_release) ATTR_MUST_CHECK;
// The letters of the taint bits ("PFOE"), "" for none, '?' for one that is
// newer than this list. Returns buf.
char *kernel_taint_letters(uint64_t taint, char buf[KERNEL_TAINT_MAX]);
// The first file that may hold this kernel's configuration as text; caller
// frees. -ENOENT none, -EOPNOTSUPP only a compressed one.
int kernel_config_path(const struct sysroot *sr,
		       char **ret_path) ATTR_MUST_CHECK;
// For each name the letter of "CONFIG_NAME=y|m|n" in that file; one that is
// not set or not listed is 'n', any other value '?'.
int kernel_config_read(const struct sysroot *sr, const char *path,
		       const char *const *names, size_t n,
		       char *ret_letters) ATTR_MUST_CHECK;
