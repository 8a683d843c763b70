// SPDX-License-Identifier: MIT
// Group M: DAX mappings in core dumps, and DAX files as swap.
//     daxbench vm -- check --case M9 --dangerous
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/outfile.h"
#include "check/kit.h"

// core(5): bits of coredump_filter.
#define DUMP_DAX_PRIVATE 0x80
#define DUMP_DAX_SHARED 0x100

// M9-core: a process with a shared and a private mapping of two pages dumps
// core; each is in the dump exactly if its bit of coredump_filter is set, with
// the bytes it had. Dumps lie in a folder of our own.
struct dump {
	unsigned char *shared, *private;
	unsigned filter;
};

static void skip_unless_core_is_a_file(struct check *k)
{
	char pattern[128] = "";
	int fd = open("/proc/sys/kernel/core_pattern", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, pattern, sizeof(pattern) - 1);

	if (n < 0)
		check_skip(k, "needs /proc/sys/kernel/core_pattern: %m");
	pattern[strcspn(pattern, "\n")] = '\0';
	(void)close(fd);
	if (strcmp(pattern, "core") != 0)
		check_skip(k, "needs core_pattern 'core', it is '%s'", pattern);
}

noreturn static void die(const struct dump *d)
{
	const struct rlimit any = { RLIM_INFINITY, RLIM_INFINITY };
	char text[16];
	int n = snprintf(text, sizeof(text), "%#x", d->filter);
	int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, (size_t)n) != n ||
	    setrlimit(RLIMIT_CORE, &any) < 0)
		_exit(1);
	(void)signal(SIGABRT, SIG_DFL);
	(void)raise(SIGABRT);
	_exit(2);
}

// The one file in the folder: "core", or "core.PID".
static int open_core(struct check *k, int folder, pid_t pid, char *name,
		     size_t size)
{
	(void)snprintf(name, size, "core");
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		(void)snprintf(name, size, "core.%d", (int)pid);
		fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	}
	NEED(k, fd >= 0, "the core dump");
	return fd;
}

// Of the segment at that address; 0 bytes: it is not in the dump.
static uint64_t dumped(struct check *k, int fd, const void *at,
		       uint64_t *ret_where)
{
	Elf64_Ehdr e;
	Elf64_Phdr p;

	kit_pread(k, fd, &e, sizeof(e), 0);
	for (unsigned i = 0; i < e.e_phnum; i++) {
		kit_pread(k, fd, &p, sizeof(p), e.e_phoff + i * sizeof(p));
		if (p.p_type != PT_LOAD || p.p_vaddr != (uintptr_t)at)
			continue;
		*ret_where = p.p_offset;
		return p.p_filesz;
	}
	return 0;
}

static void want_dumped(struct check *k, int fd, const char *what,
			const unsigned char *at, unsigned gen, bool want)
{
	const uint64_t len = 2 * k->page;
	unsigned char *got = kit_memory(k, len), *model = kit_memory(k, len);
	uint64_t where = 0, n = dumped(k, fd, at, &where);

	EXPECT(k, n == (want ? len : 0),
	       "%llu bytes of the %s mapping are in the dump, not %llu",
	       (unsigned long long)n, what,
	       (unsigned long long)(want ? len : 0));
	if (!want)
		return;
	kit_pread(k, fd, got, len, where);
	kit_pattern(model, len, 0, gen);
	kit_same(k, what, got, model, len, 0);
}

static void m9_core(struct check *k)
{
	const uint64_t len = 2 * k->page;
	int folder = kit_folder(k), status;
	struct dump d = { 0 };
	char name[32];

	skip_unless_core_is_a_file(k);
	NEED(k, fchdir(folder) == 0, "fchdir");
	kit_fill(k, k->fd, 0, len, 1);
	d.shared = kit_map(k, k->fd, 0, len);
	d.private = kit_map_with(k, &(struct kit_map){ .fd = k->fd,
						       .len = len,
						       .flags = MAP_PRIVATE });
	kit_pattern(d.private, len, 0, 2);
	for (unsigned bits = 0; bits < 4; bits++) {
		d.filter = (bits & 1 ? DUMP_DAX_SHARED : 0) |
			   (bits & 2 ? DUMP_DAX_PRIVATE : 0);
		pid_t pid = fork();
		NEED(k, pid >= 0, "fork");
		if (pid == 0)
			die(&d);
		NEED(k, waitpid(pid, &status, 0) == pid, "waitpid");
		if (!WIFSIGNALED(status) || !WCOREDUMP(status))
			check_skip(k, "needs a process that may dump core");
		int fd = open_core(k, folder, pid, name, sizeof(name));
		want_dumped(k, fd, "shared", d.shared, 1, bits & 1);
		want_dumped(k, fd, "private", d.private, 2, bits & 2);
		(void)close(fd);
		NEED(k, unlinkat(folder, name, 0) == 0, name);
	}
}
static const struct check_case case_m9_core = {
	.id = "M9-core",
	.statement =
		"a core dump holds shared and private DAX mappings exactly as bits 7 and 8 of coredump_filter say",
	.reference = "core(5); 5037835c1f3e",
	.proof =
		"test: a write to coredump_filter that does nothing (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 30,
	.dax_only = true,
	.run = m9_core,
};
REGISTER(check_case, case_m9_core);

// M9-swap: a file with a swap header, its blocks written, under a name, which
// swapon asks for. As root, since others are refused for that.
static void m9_swap(struct check *k)
{
	static const char signature[] = "SWAPSPACE2", name[] = "swap";
	const uint64_t size = 8 * k->pmd;
	const uint32_t version = 1, last = (uint32_t)(size / k->page - 1);
	unsigned char *head = kit_memory(k, k->page);
	int folder = kit_folder(k);

	if (geteuid() != 0)
		check_skip(k, "needs root");
	NEED(k, fchdir(folder) == 0, "fchdir");
	int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	NEED(k, fd >= 0, name);
	kit_fill(k, fd, 0, size, 1);
	memcpy(head + 1024, &version, sizeof(version));
	memcpy(head + 1028, &last, sizeof(last));
	memcpy(head + k->page - 10, signature, 10);
	kit_pwrite(k, fd, head, k->page, 0);
	kit_fsync(k, fd);
	int rc = swapon(name, 0) < 0 ? errno : 0;
	if (rc == 0)
		NEED(k, swapoff(name) == 0, "swapoff");
	if (rc == EPERM || rc == ENOSYS)
		check_skip(k, "needs the right to swap: %s", strerror(rc));
	EXPECT(k, rc == EINVAL, "swapon of a DAX file: %s, not %s",
	       rc ? strerror(rc) : "done", strerror(EINVAL));
}
static const struct check_case case_m9_swap = {
	.id = "M9-swap",
	.statement = "swapon of a DAX file is EINVAL",
	.reference = "swapon(2); mm/swapfile.c",
	.proof = "control: succeeds on the page cache (vm-injected)",
	.source = __FILE__,
	.variants = CHECK_ANY,
	.limit = 20,
	.danger =
		"asks the kernel to swap to a file, and takes it back if it does",
	.dax_only = true,
	.run = m9_swap,
};
REGISTER(check_case, case_m9_swap);
