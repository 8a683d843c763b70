// SPDX-License-Identifier: MIT
// vmstat: did any PMD fault in the system fall back meanwhile
// (thp_fault_fallback)? System-wide, so it only corroborates. DAX counts there
// on every kernel measured; ext4 from 6.12 counts two per fallback.
#include <errno.h>

#include "target/daxness.h"
#include "witness/read-counters.h"
#include "witness/witness.h"

#define VMSTAT "/proc/vmstat"
#define KEY "thp_fault_fallback"

struct vmstat_state {
	uint64_t before;
	enum daxness dax;
};

static int read_fallbacks(const struct sysroot *sr, uint64_t *ret)
{
	cleanup_strbuf struct strbuf text = { 0 };
	int rc = sysroot_read(sr, VMSTAT, &text);

	if (rc < 0)
		return rc;
	return counter_find(strbuf_str(&text), text.len, KEY, ret);
}

static int vmstat_arm(void *state, const struct witness_scene *scene,
		      struct error *err)
{
	struct vmstat_state *s = state;
	cleanup_facts struct facts ignored = { 0 };

	s->dax = daxness_probe(scene->map->fd, scene->sr, &ignored);
	int rc = read_fallbacks(scene->sr, &s->before);
	if (rc < 0) {
		error_sys(err, rc, "cannot read %s of %s", KEY, VMSTAT);
		error_hint(
			err,
			"it needs CONFIG_TRANSPARENT_HUGEPAGE and CONFIG_VM_EVENT_COUNTERS");
	}
	return rc;
}

static void vmstat_collect(void *state, const struct witness_scene *scene,
			   struct evidence *ev)
{
	const struct vmstat_state *s = state;
	uint64_t after;
	int rc = read_fallbacks(scene->sr, &after);

	if (rc < 0 || after < s->before) {
		evidence_say(ev, VERDICT_SILENT, "cannot read %s again", KEY);
		return;
	}
	uint64_t delta = after - s->before;
	facts_count(&ev->facts, "vmstat.thp_fault_fallback", VMSTAT, delta,
		    "events");
	if (scene->map->asked.only != PAGE_SIZE_NONE)
		evidence_say(
			ev, VERDICT_SILENT,
			"device-dax does not fall back: what does not fit its alignment is SIGBUS");
	else if (s->dax == DAXNESS_NO)
		evidence_say(ev, VERDICT_SILENT,
			     "not a DAX file: no PMD fault to fall back");
	else if (scene->asked == PAGE_SIZE_PMD)
		evidence_say(ev, delta ? VERDICT_REFUTES : VERDICT_CONFIRMS,
			     "%llu PMD faults fell back, system-wide",
			     (unsigned long long)delta);
	else
		evidence_say(ev, VERDICT_SILENT,
			     "a mapping forced to PTEs tries no PMD");
}

static const struct witness vmstat = {
	.name = "vmstat",
	.summary = "thp_fault_fallback of /proc/vmstat, system-wide",
	.privilege = "none",
	.strength = EVIDENCE_CORROBORATES,
	.passes = WITNESS_REHEARSAL | WITNESS_TIMED,
	.order = 10,
	.state_size = sizeof(struct vmstat_state),
	.arm = vmstat_arm,
	.collect = vmstat_collect,
};

REGISTER(witness, vmstat);
