# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# accel.sh - KVM or TCG, decided by a boot and not by the look of /dev/kvm
#
# In nested clouds /dev/kvm often exists and hangs or aborts. The verdict of
# one probe boot is kept per host boot and QEMU version.

ACCEL_LIMIT_S=6
ACCEL_WHY=

# accel_choose: sets VM_ACCEL to tcg or kvm, and ACCEL_WHY
accel_choose()
{
	case $VM_ACCEL_WISH in
	tcg | kvm)
		VM_ACCEL=$VM_ACCEL_WISH
		ACCEL_WHY="asked for"
		return ;;
	esac
	VM_ACCEL=tcg
	if [ "$VM_ICOUNT" = yes ]; then
		ACCEL_WHY="--icount"
	elif [ ! -e /dev/kvm ]; then
		ACCEL_WHY="no /dev/kvm"
	elif [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ]; then
		ACCEL_WHY="no permission for /dev/kvm"
	else
		cache_locked accel accel_verdict
	fi
}

accel_verdict()
{
	local boot verdict

	boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
	verdict=$CACHE/accel/${boot:-unknown}-${QEMU_VERSION//[^A-Za-z0-9.]/_}
	if [ ! -s "$verdict" ]; then
		rm -f "$CACHE"/accel/*
		accel_probe
		echo "$VM_ACCEL $ACCEL_WHY" > "$verdict.new"
		mv -f "$verdict.new" "$verdict"
	fi
	read -r VM_ACCEL ACCEL_WHY < "$verdict"
}

# Boots the very kernel of this start up to the first lines of /init. Small
# memory: what is asked is whether KVM runs at all.
accel_probe()
{
	local -a saved=("${QEMU_ARGS[@]}")

	say "trying KVM (once per host boot, at most $ACCEL_LIMIT_S s)"
	QEMU_ARGS=(-nodefaults -no-user-config -display none -no-reboot
		-monitor none -machine q35 -accel kvm -cpu host -smp 1 -m 512M
		-kernel "$IMAGE_BOOT" -initrd "$LAYER_TOOLS"
		-append "console=ttyS0,115200 panic=-1 quiet daxbench.probe")
	qemu_start "$WORK/probe.console" "$WORK/probe.wire" $ACCEL_LIMIT_S
	qemu_wait
	QEMU_ARGS=("${saved[@]}")
	if grep -q daxbench-probe-alive "$WORK/probe.console"; then
		VM_ACCEL=kvm
		ACCEL_WHY="a probe boot worked"
	elif [ "$QEMU_STATUS" -eq 124 ]; then
		ACCEL_WHY="KVM hangs: a probe boot did not end in $ACCEL_LIMIT_S s"
	else
		ACCEL_WHY="KVM fails: $(tail -n 1 "$WORK/qemu.out" |
			tr -c '[:print:]\n' ' ' | cut -c 1-200)"
	fi
	say "taking $VM_ACCEL: $ACCEL_WHY"
}
