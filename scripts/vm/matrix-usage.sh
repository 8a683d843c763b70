# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# matrix-usage.sh - what 'daxbench vm matrix --help' teaches

usage_matrix()
{
	cat <<'EOT'
usage: daxbench vm matrix --kernel SPEC… [OPTIONS] --output DIR [-- COMMAND...]

Boots every kernel with every file system and every kind of pmem, a fresh
machine and a fresh image a cell, and gathers the results in one folder, which
'daxbench compare DIR' and 'daxbench report DIR' read whole.

  daxbench vm matrix --kernel suite:bookworm --kernel suite:trixie \
      --fs ext4,xfs --icount --output out -- run --workload pmd-fault,pte-fault
  daxbench vm matrix --resume --output out
  daxbench vm matrix --kernel old/bzImage --modules old --kernel new/bzImage \
      --modules new --pairs 10 --output ab -- run --workload pte-fault

Cells
  --kernel SPEC          as 'daxbench vm' takes it; repeat for several, the
                         first is the base of comparisons
  --modules DIR          modules of the bzImage named before
  --fs LIST              of ext4, xfs, ext2; default ext4
  --pmem LIST            of nvdimm, virtio, e820; default nvdimm
  --pairs N              boot two kernels alternately, N times each, in random
                         order ABBA or BAAB
  --seed N               of that order; default: random, and recorded

What runs in a cell
  -- COMMAND             daxbench COMMAND
  --plan NAME            the same as -- run --plan NAME
  --check                also daxbench check, in cells of their own

How
  --icount, --size, --mem, --cpus, --accel, --namespace, --mkfs-profile,
  --mkfs-opts, --mount-opts, --append, --bzimage, --timeout
                         for every cell, as 'daxbench vm' takes them
  --jobs N               machines at a time, default 1
  --output DIR           the folder of the matrix; it must not hold another
  --resume               go on with the matrix in DIR: boot what waits. With
                         cells on the command line, these are added
  --retry-failed         with --resume: boot failed cells again, too
  --plan-only            boot nothing: print a command line a cell (or a block
                         of pairs) for GNU parallel, Slurm, LAVA or CI; join
                         the folders with 'daxbench merge'
  --first N              number of the first cell or, with --pairs, pair
  --order LETTERS        such as ABBA: of the boots, instead of a random one
  -q, --quiet            no progress on stderr
  -h, --help             this text

Exit status: 0 every cell's command said yes; 1 one said no; 2 for a wrong
command line; 3 a cell failed (its console is in DIR/cells/NAME); 128+n after
signal n. See daxbench-vm(1).
EOT
}
