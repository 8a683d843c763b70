// SPDX-License-Identifier: MIT
// old-kernel COMMAND... runs it with no more than Linux 4.4 has: system calls
// that came later answer ENOSYS, flags and ioctls that came later what 4.4
// answers to them. With --probe it says what it can see of that itself.
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __x86_64__
int main(void)
{
	puts("the numbers of system calls are those of x86-64");
	return 77;
}
#else

// mlock2 is the last of 4.4; copy_file_range (4.5), preadv2, pwritev2 (4.6),
// pkeys (4.9), statx (4.11) and all since stand above it.
#define LAST_OF_4_4 325
#define ENCODED_PAGEMAP_SCAN 0xc0606610u
#define VALIDATE 3        // MAP_SHARED_VALIDATE, 4.15
#define MADV_FIRST_NEW 20 // MADV_COLD, 5.4, and POPULATE_*, 5.14
#define MADV_LAST_NEW 25

#define ARG(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define ANSWER(e) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (e))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
// Skip the next n instructions unless the accumulator is k.
#define UNLESS(k, n) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, 0, n)

static struct sock_filter filter[] = {
	LOAD(offsetof(struct seccomp_data, arch)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
	ANSWER(ENOSYS),
	LOAD(offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, LAST_OF_4_4, 0, 1),
	ANSWER(ENOSYS),
	UNLESS(SYS_mmap, 5),
	LOAD(ARG(3)),
	BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf),
	UNLESS(VALIDATE, 1),
	ANSWER(EINVAL),
	ALLOW,
	UNLESS(SYS_ioctl, 4),
	LOAD(ARG(1)),
	UNLESS(ENCODED_PAGEMAP_SCAN, 1),
	ANSWER(ENOTTY),
	ALLOW,
	UNLESS(SYS_madvise, 5),
	LOAD(ARG(2)),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, MADV_FIRST_NEW, 0, 2),
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, MADV_LAST_NEW, 1, 0),
	ANSWER(EINVAL),
	ALLOW,
	ALLOW,
};

static const char *answer(long got)
{
	return got >= 0 ? "works" : strerrorname_np(errno);
}

static int probe(void)
{
	int memory = (int)syscall(SYS_memfd_create, "probe", 0);
	int pagemap = open("/proc/self/pagemap", O_RDONLY);
	char scan[96] = { 96 };

	printf("memfd_create %s\n", answer(memory));
	printf("statx %s\n", answer(syscall(SYS_statx, 0, "", 0, 0, scan)));
	printf("preadv2 %s\n", answer(syscall(SYS_preadv2, 0, 0, 0, 0, 0, 0)));
	printf("io_uring_setup %s\n", answer(syscall(425, 0, 0)));
	printf("PAGEMAP_SCAN %s\n",
	       answer(ioctl(pagemap, ENCODED_PAGEMAP_SCAN, scan)));
	printf("MAP_SHARED_VALIDATE %s\n",
	       mmap(NULL, 4096, PROT_READ, VALIDATE, memory, 0) == MAP_FAILED
		       ? strerrorname_np(errno)
		       : "works");
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("MADV_POPULATE_WRITE %s\n", answer(madvise(p, 4096, 23)));
	printf("MADV_NOHUGEPAGE %s\n", answer(madvise(p, 4096, 15)));
	return 0;
}

int main(int argc, char **argv)
{
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]),
		.filter = filter,
	};

	if (argc < 2)
		return 2;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		printf("no seccomp filter here: %s\n", strerror(errno));
		return 77;
	}
	if (strcmp(argv[1], "--probe") == 0)
		return probe();
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
#endif
