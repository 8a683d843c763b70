// SPDX-License-Identifier: MIT
// Ownership by attribute: a resource is released when its variable leaves
// scope; TAKE_PTR/TAKE_FD hand it over. Types define their own cleanup_x
// beside themselves with DEFINE_CLEANUP.
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define DEFINE_CLEANUP(name, type, release)                                    \
	static inline void name##_cleanup_(type *p)                            \
	{                                                                      \
		release(p);                                                    \
	}

#define DEFINE_CLEANUP_PTR(name, type, destroy)                                \
	static inline void name##_cleanup_(type **p)                           \
	{                                                                      \
		if (*p)                                                        \
			destroy(*p);                                           \
	}

static inline void cleanup_free_fn(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_close_fn(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

static inline void cleanup_file_fn(FILE **f)
{
	if (*f)
		(void)fclose(*f);
}

static inline void cleanup_dir_fn(DIR **d)
{
	if (*d)
		(void)closedir(*d);
}

#define cleanup_free CLEANUP(cleanup_free_fn)
#define cleanup_close CLEANUP(cleanup_close_fn)
#define cleanup_file CLEANUP(cleanup_file_fn)
#define cleanup_dir CLEANUP(cleanup_dir_fn)

#define TAKE_PTR(p)                                                            \
	({                                                                     \
		__typeof__(p) taken_ = (p);                                    \
		(p) = NULL;                                                    \
		taken_;                                                        \
	})

#define TAKE_FD(fd)                                                            \
	({                                                                     \
		int taken_ = (fd);                                             \
		(fd) = -1;                                                     \
		taken_;                                                        \
	})
