// SPDX-License-Identifier: MIT
// The verdict of a case, its files and comparisons; mappings are in
// kit-map.c.
#include "check/kit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "target/blocks.h"
#include "target/scratch.h"

noreturn static void ATTR_PRINTF(3, 0)
	report(struct check *k, enum check_outcome outcome, const char *fmt,
	       va_list ap)
{
	k->report.outcome = outcome;
	if (fmt)
		(void)vsnprintf(k->report.text, sizeof(k->report.text), fmt,
				ap);
	_exit(write_all(k->report_fd, &k->report, sizeof(k->report)) < 0);
}

#define REPORT(outcome)                                                        \
	do {                                                                   \
		va_list ap;                                                    \
		va_start(ap, fmt);                                             \
		report(k, outcome, fmt, ap);                                   \
	} while (0)

void check_fail(struct check *k, const char *fmt, ...)
{
	REPORT(CHECK_FAIL);
}

void check_skip(struct check *k, const char *fmt, ...)
{
	REPORT(CHECK_SKIP);
}

void check_broken(struct check *k, const char *fmt, ...)
{
	REPORT(CHECK_BROKEN);
}

void check_pass(struct check *k)
{
	k->report.outcome = CHECK_PASS;
	_exit(write_all(k->report_fd, &k->report, sizeof(k->report)) < 0);
}

void check_note(struct check *k, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(k->report.text, sizeof(k->report.text), fmt, ap);
	va_end(ap);
}

int kit_file(struct check *k)
{
	struct error err = { 0 };
	int fd;

	if (scratch_open(k->set->directory, &fd, &err) < 0)
		check_broken(k, "%s", err.text);
	return fd;
}

int kit_device(struct check *k)
{
	int fd = open(k->set->device, O_RDWR | O_CLOEXEC);

	NEED(k, fd >= 0, k->set->device);
	return fd;
}

void kit_size(struct check *k, int fd, uint64_t size)
{
	if (ftruncate(fd, (off_t)size) < 0)
		check_broken(k, "ftruncate to %llu: %m",
			     (unsigned long long)size);
}

void kit_forecast(struct check *k, int fd, uint64_t size, struct forecast *ret)
{
	struct error err = { 0 };

	if (!k->set->forecaster)
		check_broken(k, "nothing is known of the blocks below");
	// By store, since loads of unwritten blocks show the zero page.
	*ret = (struct forecast){ 0 };
	if (forecast_add(k->set->forecaster, fd, 0, size, true, ret, &err) < 0)
		check_broken(k, "%s", err.text);
}

void kit_lay(struct check *k, int fd, enum layout_extents extents,
	     uint64_t chunks)
{
	const struct layout layout = { .size = chunks * k->pmd,
				       .extents = extents };
	struct error err = { 0 };
	int rc = blocks_lay(fd, &layout, &err);

	if (rc == -EOPNOTSUPP || rc == -ENOSPC)
		check_skip(k, "%s", err.text);
	if (rc < 0)
		check_broken(k, "%s", err.text);
	if (k->variant != CHECK_PMD || k->set->page_cache ||
	    extents == LAYOUT_HOLE)
		return;
	cleanup_forecast struct forecast f = { 0 };
	kit_forecast(k, fd, layout.size, &f);
	if (f.pte)
		check_skip(k, "needs blocks that a PMD can map: %s", f.reason);
}

void kit_fallocate(struct check *k, int fd, int mode, uint64_t at, uint64_t len)
{
	if (fallocate(fd, mode, (off_t)at, (off_t)len) == 0)
		return;
	if (errno == EOPNOTSUPP)
		check_skip(k, "needs fallocate mode %#x, not on %s", mode,
			   k->set->fs);
	check_broken(k, "fallocate mode %#x at %llu, %llu bytes: %m", mode,
		     (unsigned long long)at, (unsigned long long)len);
}

int kit_open_again(int fd, int flags)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_CLOEXEC);
}

uint64_t kit_take_all(struct check *k, int fd)
{
	uint64_t at = 0;

	for (uint64_t piece = k->pmd * 64; piece >= k->page;) {
		if (fallocate(fd, 0, (off_t)at, (off_t)piece) == 0)
			at += piece;
		else if (errno == ENOSPC)
			piece /= 2;
		else if (errno != EINTR)
			check_skip(k, "needs fallocate until ENOSPC: %m");
	}
	return at;
}

void kit_fsync(struct check *k, int fd)
{
	NEED(k, fsync(fd) == 0, "fsync");
}

void kit_pwrite(struct check *k, int fd, const void *buf, uint64_t len,
		uint64_t at)
{
	ssize_t n = pwrite(fd, buf, len, (off_t)at);

	if (n < 0 && errno == ENOSPC)
		check_skip(k, "needs more free space");
	EXPECT(k, n == (ssize_t)len, "pwrite of %llu bytes at %llu: %zd, %m",
	       (unsigned long long)len, (unsigned long long)at, n);
}

void kit_pread(struct check *k, int fd, void *buf, uint64_t len, uint64_t at)
{
	ssize_t n = pread(fd, buf, len, (off_t)at);

	EXPECT(k, n == (ssize_t)len, "pread of %llu bytes at %llu: %zd, %m",
	       (unsigned long long)len, (unsigned long long)at, n);
}

void *kit_memory(struct check *k, uint64_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	NEED(k, p != MAP_FAILED, "mmap of ordinary memory");
	return p;
}

unsigned char kit_byte(uint64_t at, unsigned gen)
{
	// Not periodic in pages, chunks or bytes of a word.
	return (unsigned char)(1 +
			       (at + at / 251 + at / 65521 + gen * 37) % 255);
}

void kit_pattern(unsigned char *buf, uint64_t len, uint64_t at, unsigned gen)
{
	// As kit_byte() says, without its divisions: they would be most of
	// the time of a case.
	uint64_t a = at % 251, b = at % 65521;
	unsigned v = kit_byte(at, gen) - 1u;

	for (uint64_t i = 0; i < len; i++) {
		buf[i] = (unsigned char)(1 + v);
		v++;
		if (++a == 251) {
			a = 0;
			v++;
		}
		if (++b == 65521) {
			b = 0;
			v++;
		}
		if (v >= 255)
			v -= 255;
	}
}

void kit_fill(struct check *k, int fd, uint64_t at, uint64_t len, unsigned gen)
{
	unsigned char *buf = kit_memory(k, len);

	kit_pattern(buf, len, at, gen);
	kit_pwrite(k, fd, buf, len, at);
	(void)munmap(buf, len);
}

void kit_same(struct check *k, const char *what, const unsigned char *got,
	      const unsigned char *want, uint64_t len, uint64_t at)
{
	uint64_t i = 0, wrong = 0, first = 0;

	if (memcmp(got, want, len) == 0)
		return;
	for (; i < len; i++)
		if (got[i] != want[i] && wrong++ == 0)
			first = i;
	check_fail(k,
		   "%s: byte %llu is %#x, not %#x; %llu of %llu bytes differ",
		   what, (unsigned long long)(at + first), got[first],
		   want[first], (unsigned long long)wrong,
		   (unsigned long long)len);
}

void kit_zeros(struct check *k, const char *what, const unsigned char *got,
	       uint64_t len, uint64_t at)
{
	// Each byte equals the one before it, and the first is 0.
	if (len == 0 || (got[0] == 0 && memcmp(got, got + 1, len - 1) == 0))
		return;
	kit_same(k, what, got, kit_memory(k, len), len, at);
}

// A file is read in pieces: memory that was never touched costs more than what
// is compared in it.
#define PIECE (UINT64_C(64) << 10)

static void same_in_file(struct check *k, const char *what, int fd,
			 const unsigned char *model, uint64_t at, uint64_t len)
{
	static unsigned char piece[PIECE];

	for (uint64_t done = 0; done < len; done += PIECE) {
		uint64_t n = len - done < PIECE ? len - done : PIECE;

		kit_pread(k, fd, piece, n, at + done);
		if (model)
			kit_same(k, what, piece, model + done, n, at + done);
		else
			kit_zeros(k, what, piece, n, at + done);
	}
}

void kit_model(struct check *k, const char *what, int fd,
	       const unsigned char *map, const unsigned char *model,
	       uint64_t len)
{
	char where[160];

	(void)snprintf(where, sizeof(where), "pread after %s", what);
	same_in_file(k, where, fd, model, 0, len);
	if (!map)
		return;
	(void)snprintf(where, sizeof(where), "mapping after %s", what);
	kit_same(k, where, map, model, len, 0);
}

void kit_zero_range(struct check *k, const char *what, int fd,
		    const unsigned char *map, uint64_t at, uint64_t len)
{
	char where[160];

	(void)snprintf(where, sizeof(where), "pread after %s", what);
	same_in_file(k, where, fd, NULL, at, len);
	if (!map)
		return;
	(void)snprintf(where, sizeof(where), "mapping after %s", what);
	kit_zeros(k, where, map + at, len, at);
}
