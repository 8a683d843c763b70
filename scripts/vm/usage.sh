# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# usage.sh - what --help teaches

usage()
{
	cat <<'EOF'
usage: daxbench vm [OPTIONS] -- COMMAND...
       daxbench vm matrix [OPTIONS]        many kernels, one folder: its --help

Boots a Linux kernel with emulated persistent memory in QEMU, makes a DAX file
system, runs 'daxbench COMMAND...' there and brings back its output, its files
and its exit status. Needs no root, no pmem and, once a kernel is cached, no
network.

  daxbench vm -- run --workload pmd-fault
  daxbench vm --kernel suite:trixie --fs xfs --output r.json -- run --workload pmd-fault
  daxbench vm --kernel ./bzImage --modules ./mods --icount -- check
  daxbench vm --raw-command -- sh -c 'mount | grep dax; uname -r'

Kernel
  --kernel SPEC          a bzImage (with a '/' or a file here), a Debian package
                         (linux-image-6.1.0-40-amd64), or suite:NAME, the newest
                         of bullseye, bookworm, bookworm-backports, trixie,
                         trixie-backports or sid; default: newest of this host's
  --modules DIR          modules of a bzImage: DIR holds lib/modules/RELEASE
  --bzimage              let the image decompress itself, with KASLR; slower than
                         booting the kernel taken out of it, the default
  --append ARGS          more kernel command line
  --print-kernel SPEC    download SPEC, print the path of its image, and end
                         ('' is the default kernel); warms the cache

Memory and file system
  --pmem TYPE            nvdimm (default), virtio or e820
  --namespace MODE       fsdax (default), raw (mounted without dax), devdax, pfn
                         (fsdax in memory mode, made without ndctl)
  --align SIZE           of the namespace: 4K, 2M (default) or 1G
  --size SIZE            of the pmem, default 1G (2G with --align 1G)
  --fs TYPE              ext4 (default), xfs or ext2, on /mnt/dax
  --mkfs-profile WHICH   kernel (default): features that this kernel knows; old:
                         those that Linux 4.4 knows, the same for all kernels
  --mkfs-opts OPTS       instead of the default options of mkfs
  --mount-opts OPTS      instead of 'dax'

Machine
  --mem SIZE             ordinary memory, default 2G
  --cpus N               default 1
  --numa-nodes N         1 (default) or 2: half of memory and CPUs each, the pmem
                         on the last; with --pmem nvdimm
  --accel WHICH          auto (default: KVM if a probe boot works), tcg or kvm
  --machine-check        the guest may ask for machine checks (case X12 of check)
  --icount               time is the count of guest instructions: repeatable
  --timeout SECONDS      end a guest that takes longer, default 300

Command
  --output FILE          add '--output /out/result.json' to the command and
                         put that file here
  --output DIR           the same, with everything else that came back
  --raw-command          COMMAND is run as it is, not by daxbench
  --exec PROGRAM         run this program of the host instead of daxbench
  --load-module NAME     load this kernel module, too (repeatable)
  --copy FILE            bring FILE into the guest's /usr/bin (repeatable); the
                         plan file of 'run --plan FILE.json' comes by itself
Power cut (instead of a command): kill QEMU at random times, boot again, look
for every record that was acknowledged; exit 1 when one is lost
  --power-cut            with the modes below; see daxbench-durable(1)
  --cuts N               in each mode, default 5
  --seed N               of the times and the records, default 1
  --modes LIST           some of map-sync,msync,fsync,dsync,page-cache-fsync,
                         and the controls store,write,page-cache-write

Other
  --keep                 keep the work directory with the pmem image
  -q, --quiet            no progress on stderr
  -h, --help             this text

Exit status: that of the command; 2 for a wrong command line; 3 when there is
no trustworthy result (no kernel, no QEMU, crash, hang, kernel warnings);
128+n after signal n. See daxbench-vm(1).
EOF
}
