// SPDX-License-Identifier: MIT
/*
 * fakes - a library to preload that makes one system call lie
 *
 * DAXBENCH_FAKE names the lie. With it a case that passes must fail: that is
 * how check-fakes.sh shows that cases can. Only what the C library exports is
 * replaced, so this stands apart from daxbench.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/quota.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int lie(const char *name)
{
	const char *asked = getenv("DAXBENCH_FAKE");

	return asked && strcmp(asked, name) == 0;
}

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* ftruncate-up: sizes above 0 become whole multiples of 2 MiB */
int ftruncate(int fd, off_t size)
{
	if (lie("ftruncate-up") && size > 0)
		size = (size + (2 << 20) - 1) / (2 << 20) * (2 << 20);
	return REAL(ftruncate)(fd, size);
}

static const char stale[4096] = "data of before";

/*
 * fallocate-none: nothing is done; -grow: the size is not kept; -stale: the
 * blocks show what they held; -junk: what was removed is not zero. Where
 * clones are faked, there is nothing to unshare
 */
int fallocate(int fd, int mode, off_t at, off_t len)
{
	if (lie("fallocate-none") && mode != 0)
		return 0;
	if (mode == FALLOC_FL_UNSHARE_RANGE &&
	    (lie("clone-copy") || lie("clone-none")))
		return 0;
	if (lie("fallocate-grow") && mode == FALLOC_FL_KEEP_SIZE)
		mode = 0;
	int rc = REAL(fallocate)(fd, mode, at, len);
	if (lie("fallocate-stale") && rc == 0 && mode == 0)
		for (off_t i = at; i < at + len; i += sizeof(stale))
			rc |= REAL(pwrite)(fd, stale, sizeof(stale), i) < 0;
	if (lie("fallocate-junk") && rc == 0 && mode & FALLOC_FL_PUNCH_HOLE)
		for (off_t i = at; i < at + len; i += sizeof(stale))
			rc |= REAL(pwrite)(fd, stale, sizeof(stale), i) < 0;
	return rc;
}

/*
 * clone-copy: a clone is a copy, by which cases of clones pass on any file
 * system; clone-none: told to be done, and not. dedupe-none: all files are
 * told to differ or not by what they hold, and nothing is shared; dedupe-same:
 * all are told to be the same. scan-none: no page is ever written to;
 * shutdown-none: a shutdown is done, and was not; xattr-none: the flags of a
 * file are set, and were not; ioctl-none: every request is done, and nothing
 * was
 */
static int clone_copy(int to, const struct file_clone_range *r)
{
	static char buf[1 << 20];
	off_t from_at = (off_t)r->src_offset, to_at = (off_t)r->dest_offset;
	off_t left = (off_t)r->src_length;

	if (left == 0)
		left = lseek((int)r->src_fd, 0, SEEK_END) - from_at;
	while (left > 0) {
		size_t want =
			left < (off_t)sizeof(buf) ? (size_t)left : sizeof(buf);
		ssize_t n = REAL(pread)((int)r->src_fd, buf, want, from_at);

		if (n <= 0 || REAL(pwrite)(to, buf, (size_t)n, to_at) != n)
			return -1;
		from_at += n;
		to_at += n;
		left -= n;
	}
	return 0;
}

static int dedupe(int a, struct file_dedupe_range *r)
{
	static char x[1 << 16], y[1 << 16];
	off_t end = (off_t)(r->src_offset + r->src_length);

	r->info[0].bytes_deduped = r->src_length;
	r->info[0].status = FILE_DEDUPE_RANGE_SAME;
	for (off_t at = (off_t)r->src_offset; at < end && !lie("dedupe-same");
	     at += sizeof(x)) {
		size_t n = end - at < (off_t)sizeof(x) ? (size_t)(end - at)
						       : sizeof(x);

		if (REAL(pread)(a, x, n, at) != (ssize_t)n ||
		    REAL(pread)((int)r->info[0].dest_fd, y, n, at) !=
			    (ssize_t)n)
			return -1;
		if (memcmp(x, y, n) != 0)
			r->info[0].status = FILE_DEDUPE_RANGE_DIFFERS;
	}
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;

	va_start(ap, request);
	void *arg = va_arg(ap, void *);
	va_end(ap);
	if (request == FICLONERANGE && lie("clone-copy"))
		return clone_copy(fd, arg);
	if (request == FICLONERANGE && lie("clone-none"))
		return 0;
	if (request == FIDEDUPERANGE &&
	    (lie("dedupe-none") || lie("dedupe-same")))
		return dedupe(fd, arg);
	if ((request & 0xffff) == (('f' << 8) | 16) && lie("scan-none"))
		return 0;
	if ((request & 0xffff) == (('X' << 8) | 125) && lie("shutdown-none"))
		return 0;
	if (request == FS_IOC_FSSETXATTR && lie("xattr-none"))
		return 0;
	return lie("ioctl-none") ? 0 : REAL(ioctl)(fd, request, arg);
}

/* pread-flip: the last byte is another; pread-long: no read is short; -zeros:
 * none fails */
ssize_t pread(int fd, void *buf, size_t len, off_t at)
{
	ssize_t n = REAL(pread)(fd, buf, len, at);

	/* /proc files are read by pread too, and must stay what they are */
	if (lie("pread-flip") && n > 0 && lseek(fd, 0, SEEK_END) > 0)
		((volatile unsigned char *)buf)[n - 1] ^= 0x80;
	if (lie("pread-long") && n >= 0 && lseek(fd, 0, SEEK_END) > 0)
		n = (ssize_t)len;
	if (lie("pread-zeros") && n < 0) {
		memset(buf, 0, len);
		n = (ssize_t)len;
	}
	return n;
}

/* pwrite-none: told to be written, and not */
ssize_t pwrite(int fd, const void *buf, size_t len, off_t at)
{
	return lie("pwrite-none") ? (ssize_t)len
				  : REAL(pwrite)(fd, buf, len, at);
}

/*
 * mmap-private and mmap-shared: of files, the one for the other; -nosync:
 * MAP_SYNC is taken, and not given; -anonymous: other memory, and never refused
 */
void *mmap(void *hint, size_t len, int prot, int flags, int fd, off_t at)
{
	if (lie("mmap-private") && fd >= 0 && (flags & MAP_TYPE) == MAP_SHARED)
		flags = (flags & ~MAP_TYPE) | MAP_PRIVATE;
	if (lie("mmap-shared") && fd >= 0 &&
	    (flags & MAP_TYPE) == MAP_PRIVATE && (prot & PROT_WRITE))
		flags = (flags & ~MAP_TYPE) | MAP_SHARED;
	if (lie("mmap-nosync") && (flags & MAP_SYNC))
		flags = MAP_SHARED | (flags & MAP_FIXED);
	if (lie("mmap-anonymous") && fd >= 0 && getpid() == getpgrp()) {
		flags = (flags & MAP_FIXED) | MAP_PRIVATE | MAP_ANONYMOUS;
		return REAL(mmap)(hint, len, prot, flags, -1, 0);
	}
	return REAL(mmap)(hint, len, prot, flags, fd, at);
}

/* seek-none: there is no data from here on */
off_t lseek(int fd, off_t at, int whence)
{
	if (lie("seek-none") && whence == SEEK_DATA) {
		errno = ENXIO;
		return -1;
	}
	return REAL(lseek)(fd, at, whence);
}

/* sync-none: told to be durable, and nothing done */
int msync(void *at, size_t len, int flags)
{
	return lie("sync-none") ? 0 : REAL(msync)(at, len, flags);
}

int fsync(int fd)
{
	return lie("sync-none") ? 0 : REAL(fsync)(fd);
}

/*
 * madvise-none: every advice is taken, and none followed; -unpoisoned: the
 * same for those that break pages
 */
int madvise(void *at, size_t len, int advice)
{
	if (lie("madvise-unpoisoned") && advice >= MADV_HWPOISON)
		return 0;
	return lie("madvise-none") ? 0 : REAL(madvise)(at, len, advice);
}

/* mremap-fresh: a move gives the right place with other bytes */
void *mremap(void *old, size_t old_len, size_t len, int flags, ...)
{
	va_list ap;

	va_start(ap, flags);
	void *to = va_arg(ap, void *);
	va_end(ap);
	void *got = REAL(mremap)(old, old_len, len, flags, to);
	if (lie("mremap-fresh") && (flags & MREMAP_FIXED))
		got = REAL(mmap)(to, len, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
				 0);
	return got;
}

/* statx-dax: the bit that says DAX is the other way round */
int statx(int dir, const char *restrict path, int flags, unsigned mask,
	  struct statx *restrict st)
{
	int rc = REAL(statx)(dir, path, flags, mask, st);

	/* a case leads a process group; the target is opened with the truth */
	if (lie("statx-dax") && rc == 0 && getpid() == getpgrp())
		st->stx_attributes ^= 0x00200000;
	return rc;
}

/* remount-none: a remount is done, and nothing was */
int mount(const char *source, const char *point, const char *fs,
	  unsigned long flags, const void *data)
{
	if (lie("remount-none") && (flags & MS_REMOUNT))
		return 0;
	return REAL(mount)(source, point, fs, flags, data);
}

/* quotactl-none: a limit is set, and was not */
int quotactl(int command, const char *device, int id, caddr_t data)
{
	if (lie("quotactl-none"))
		return 0;
	return REAL(quotactl)(command, device, id, data);
}

/* fstat-half: files are half as long */
int fstat(int fd, struct stat *st)
{
	int rc = REAL(fstat)(fd, st);

	if (lie("fstat-half") && rc == 0 && S_ISREG(st->st_mode))
		st->st_size /= 2;
	return rc;
}

/* filter-none: what is to be in core dumps is taken, and not followed */
ssize_t write(int fd, const void *buf, size_t len)
{
	char link[64], path[64] = "";

	if (lie("filter-none")) {
		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		if (readlink(link, path, sizeof(path) - 1) > 0 &&
		    strstr(path, "coredump_filter"))
			return (ssize_t)len;
	}
	return REAL(write)(fd, buf, len);
}
