#!/bin/bash
# SPDX-License-Identifier: MIT
#
# vm-failure.sh - no result is never a success, and nothing stays behind

# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

plan 26
need_vm ""
# The same cache, but with a run directory of its own: other tests may be
# running machines of theirs.
cache=$tmp/cache
mkdir "$cache"
for part in "${DAXBENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daxbench}"/*; do
	[ "${part##*/}" = run ] || ln -s "$part" "$cache/"
done
export DAXBENCH_CACHE=$cache

# work_dirs: how many starts have a work directory
work_dirs()
{
	find "$cache/run" -mindepth 1 -maxdepth 1 -newer "$tmp" | wc -l
}

run_vm --raw-command -- sh -c 'echo c > /proc/sysrq-trigger; sleep 100'
is "$status" 3 "a guest that crashes is exit 3"
said 'kernel says: Kernel panic - not syncing: sysrq' "the panic is named"
said '^  \| .*RIP: 0033:' "the console's last lines are shown"

started=$SECONDS
run_vm --timeout 40 --raw-command -- sh -c 'echo guest-is-up >&2; sleep 1000'
ok $((status == 3 && SECONDS - started < 80)) "a guest that hangs is exit 3"
said 'no result after 40 s' "the limit is named"
said '^guest-is-up' "what it said before is forwarded"

start_vm --raw-command -- sh -c 'echo guest-is-up >&2; sleep 1000'
until_true 60 guest_runs
ok $(($? == 0)) "stderr is forwarded while the command runs"
started=$SECONDS
kill -KILL "$(qemu_of "$vm_pid")"
end_vm
ok $((status == 3 && SECONDS - started < 20)) "a killed QEMU is exit 3 at once"
said 'QEMU was killed' "it is named"
is "$(work_dirs)" 0 "no work directory stays behind"

for signal in TERM:143 HUP:129 INT:130; do
	start_vm --raw-command -- sh -c 'echo guest-is-up >&2; sleep 1000'
	until_true 60 guest_runs
	qemu=$(qemu_of "$vm_pid")
	kill "-${signal%:*}" "$vm_pid"
	end_vm
	is "$status" "${signal#*:}" "SIG${signal%:*}: the exit status tells it"
	until_true 5 is_gone "$qemu"
	ok $(($? == 0)) "SIG${signal%:*}: QEMU is gone"
	is "$(work_dirs)" 0 "SIG${signal%:*}: no work directory stays behind"
done

start_vm --raw-command -- sh -c 'echo guest-is-up >&2; sleep 1000'
until_true 60 guest_runs
qemu=$(qemu_of "$vm_pid")
kill -KILL "$vm_pid"
end_vm 2>/dev/null
until_true 5 is_gone "$qemu"
ok $(($? == 0)) "QEMU dies with a killed daxbench-vm"

run_vm --raw-command -- sh -c 'echo "WARNING: CPU: 0 PID: 1 at fs/dax.c:1" > /dev/kmsg'
is "$status" 3 "a success under a kernel warning is exit 3"
said 'kernel says: WARNING: CPU: 0' "the warning is named"
is "$(work_dirs)" 0 "what the killed one left was swept"

run_vm --accel tcg --raw-command -- sh -c 'echo "watchdog: BUG: soft lockup - CPU#0 stuck for 23s!" > /dev/kmsg'
is "$status" 0 "a stall of an emulated processor is not held against the kernel"
said 'held up by a busy host: watchdog: BUG: soft lockup' "but it is said"

run_vm --namespace raw --mount-opts dax --raw-command -- true
ok $((status == 3 && $(grep -c 'mount -t ext4 .* failed' "$tmp/stderr") &&
	$(grep -c 'DAX unsupported' "$tmp/stderr"))) \
	"a mount that fails is exit 3 with the kernel's reason"
done_testing
