# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A version, the optional libraries with + or -, the compiler.
"$DAXBENCH" --version | sed -E \
	-e 's/^(daxbench) [0-9]+\.[0-9]+\.[0-9]+$/\1 VERSION/' \
	-e 's/^(libraries:)( [+-][a-z]+){5}$/\1 FIVE/' \
	-e 's/^(compiler:) .+/\1 ONE/'
