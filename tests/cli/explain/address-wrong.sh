# SPDX-License-Identifier: MIT
# shellcheck shell=sh
for where in hint: hint:17 hint:-4096 aligned:4096 hin below; do
	"$DAXBENCH" explain --address "$where" .
	[ $? -eq 2 ] || echo "$where was taken"
done
