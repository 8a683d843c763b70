// SPDX-License-Identifier: MIT
#include "run/tlb.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SOURCE "perf_event_open(2)"

static int open_counter(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HW_CACHE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_CACHE_DTLB |
			  PERF_COUNT_HW_CACHE_OP_READ << 8 |
			  PERF_COUNT_HW_CACHE_RESULT_MISS << 16,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	long fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1,
			  PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : (int)fd;
}

static const char *why_not(int code)
{
	switch (-code) {
	case EACCES:
	case EPERM:
		return "not permitted: needs /proc/sys/kernel/perf_event_paranoid at 2 or less, or CAP_PERFMON";
	case ENOENT:
	case EOPNOTSUPP:
		return "this CPU, or this virtual machine, has no such counter";
	case ENOSYS:
		return "this kernel has no perf_event_open";
	default:
		return strerror(-code);
	}
}

void tlb_note(struct facts *facts)
{
	int fd = open_counter();

	if (fd < 0)
		facts_unknown(facts, TLB_LOAD_MISSES, SOURCE,
			      fact_status_of(fd), "%s", why_not(fd));
	else
		(void)close(fd);
}

void tlb_open(struct tlb_counter *t)
{
	t->fd = open_counter();
}

void tlb_close(struct tlb_counter *t)
{
	if (t->fd >= 0)
		(void)close(t->fd);
	t->fd = -1;
}

void tlb_start(const struct tlb_counter *t)
{
	if (t->fd >= 0)
		(void)ioctl(t->fd, PERF_EVENT_IOC_ENABLE, 0);
}

void tlb_stop(const struct tlb_counter *t)
{
	if (t->fd >= 0)
		(void)ioctl(t->fd, PERF_EVENT_IOC_DISABLE, 0);
}

bool tlb_read(const struct tlb_counter *t, double *ret_load_misses)
{
	struct {
		uint64_t value, enabled, running;
	} got;

	if (t->fd < 0 || read(t->fd, &got, sizeof(got)) != sizeof(got) ||
	    !got.running)
		return false;
	*ret_load_misses =
		(double)got.value * (double)got.enabled / (double)got.running;
	return true;
}
