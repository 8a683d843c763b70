# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Refused, not ignored, whichever it is.
for option in '--submit-batch 1' '--uring-buffers plain' '--uring-file plain' --sqpoll; do
	# shellcheck disable=SC2086	# an option and its value
	"$DAXBENCH" run --workload read --target shmem $option
	echo "status $?"
done
