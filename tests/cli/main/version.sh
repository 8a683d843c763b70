# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A version, the optional libraries with + or -, the compiler, and the build ID
# that readelf(1) finds in the program, too.
id=$(readelf --notes "$DAXBENCH" | sed -n 's/.*Build ID: //p')
"$DAXBENCH" --version | sed -E \
	-e 's/^(daxbench) [0-9]+\.[0-9]+\.[0-9]+$/\1 VERSION/' \
	-e 's/^(libraries:)( [+-][a-z]+){5}$/\1 FIVE/' \
	-e 's/^(compiler:) .+/\1 ONE/' \
	-e "s/^(build:) ${id:-linked without a build ID}\$/\\1 AS READELF SAYS/"
