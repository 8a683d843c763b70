# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# cpu.sh - the processor of the machine
#
# Under TCG it is named feature by feature: "-cpu max" is what a version of
# QEMU happens to know, so a newer one boots another machine, and kernels choose
# their code by these flags (how a page is cleared, how many levels a page table
# has). The list is what TCG of QEMU 7.2 knows and a server with persistent
# memory has. Whoever changes it changes every count: raise the version, which
# the guest sees as the model of its CPU and which is a fact of every result.

CPU_TCG_VERSION=1
CPU_TCG_FEATURES=(
	ssse3 sse4.1 sse4.2 popcnt movbe aes pclmulqdq abm	# code of libraries
	xsave xsaveopt xgetbv1 avx avx2 f16c fma bmi1 bmi2
	erms rdtscp arat pdpe1gb fsgsbase lahf-lm		# what kernels choose by
	smep smap umip
	clflushopt clwb						# flushes of pmem
	rdrand							# or the first getrandom(2) waits
)

# cpu_model: what follows -cpu
cpu_model()
{
	local feature

	if [ "$VM_ACCEL" = kvm ]; then
		echo host
		return
	fi
	printf 'qemu64,-svm,model-id=daxbench-tcg-%s' "$CPU_TCG_VERSION"
	for feature in "${CPU_TCG_FEATURES[@]}"; do
		printf ',+%s' "$feature"
	done
}
