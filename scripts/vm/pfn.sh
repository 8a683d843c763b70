# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# pfn.sh - the info block that gives a raw namespace struct pages, without
# ndctl: a "pfn" namespace in memory mode, which kernels from 4.6 on find by
# themselves when the namespace is bound
#
# struct nd_pfn_sb of drivers/nvdimm/pfn.h, version 1.2, at 4 KiB: signature,
# UUID, that of the parent (none), flags, version, offset of the data, number
# of pages, mode, padding, alignment; the last 8 bytes are the checksum.

PFN_MODE_RAM=1
PFN_ALIGN=2097152

# pfn_words BYTES VALUE: as little-endian words of 4 bytes, onto PFN_WORDS
pfn_words()
{
	local bytes=$1 value=$2

	PFN_WORDS+=($((value & 0xffffffff)))
	[ "$bytes" -eq 4 ] || PFN_WORDS+=($((value >> 32)))
}

pfn_put()
{
	local word

	for word; do
		printf '%b' "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' \
			$((word & 255)) $((word >> 8 & 255)) \
			$((word >> 16 & 255)) $((word >> 24 & 255)))"
	done
}

# pfn_block MIB: the block of a namespace of that size, on stdout
pfn_block()
{
	local size=$(($1 * 1048576)) word low=0 high=0
	local -a PFN_WORDS=()

	# "NVDIMM_PFN_INFO", a UUID that is not nil, no parent
	PFN_WORDS=($((0x4944564e)) $((0x505f4d4d)) $((0x495f4e46)) $((0x004f464e)))
	PFN_WORDS+=($((0x62786164)) $((0x68636e65)) $((0x6e667062)) 1 0 0 0 0)
	pfn_words 4 0			# flags
	pfn_words 4 $((2 << 16 | 1))	# version 1.2
	pfn_words 8 $PFN_ALIGN		# data
	pfn_words 8 $(((size - PFN_ALIGN) / 4096))
	pfn_words 4 $PFN_MODE_RAM
	pfn_words 4 0			# padding in front
	pfn_words 4 0			# and behind
	pfn_words 4 $PFN_ALIGN
	# Fletcher's sum over the whole block; what is not written is zero
	for ((word = 0; word < 1024; word++)); do
		low=$((low + ${PFN_WORDS[word]:-0} & 0xffffffff))
		high=$((high + low & 0xffffffff))
	done
	pfn_put "${PFN_WORDS[@]}"
	head -c $((4096 - 8 - 4 * ${#PFN_WORDS[@]})) /dev/zero
	pfn_put $low $high
}
