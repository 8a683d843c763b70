# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# words.sh - words that a shell takes back as they were

# quote_sh WORD: one shell word, whatever is in it
quote_sh()
{
	printf "'%s'" "${1//\'/\'\\\'\'}"
}

# quote_line WORD...: a command line; words that need no quotes have none
quote_line()
{
	local word space=

	for word; do
		printf '%s' "$space"
		if [[ $word =~ ^[A-Za-z0-9_./:,=+@%-]+$ ]]; then
			printf '%s' "$word"
		else
			quote_sh "$word"
		fi
		space=' '
	done
}
