# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034	# variables are shared between the parts
# shellcheck disable=SC2015	# in 'a && b || fail_env ...' the last never returns
#
# matrix-folder.sh - the folder of a matrix
#
#	index.json         all cells, made of their records by 'daxbench merge'
#	NAME.json          what the command of a cell wrote
#	cells/NAME/        cell.json, its record; console.log, vm.log, vm.facts …
#	.lock              held while cells run
#
# A cell's folder is made beside its place and renamed, so the record that is
# found is whole. It says "waiting" until the cell has ended.

FOLDER_CELLS=

folder_open()
{
	[ "$MX_RESUME" = no ] || [ -d "$MX_OUTPUT/cells" ] ||
		fail_usage "there is no matrix in '$MX_OUTPUT' to go on with"
	mkdir -p -- "$MX_OUTPUT/cells" && [ -w "$MX_OUTPUT/cells" ] ||
		fail_env "cannot write to the folder '$MX_OUTPUT' (--output)"
	MX_OUTPUT=$(realpath -- "$MX_OUTPUT")
	FOLDER_CELLS=$MX_OUTPUT/cells
	exec {FOLDER_LOCK}>"$MX_OUTPUT/.lock" ||
		fail_env "cannot write to the folder '$MX_OUTPUT' (--output)"
	flock -n "$FOLDER_LOCK" ||
		fail_env "another matrix is at work in '$MX_OUTPUT'"
	rm -rf -- "$FOLDER_CELLS"/.new.*
	[ "$MX_RESUME" = yes ] || [ -z "$(ls -A -- "$FOLDER_CELLS")" ] ||
		fail_usage "'$MX_OUTPUT' holds a matrix: add --resume to go on" \
			"with it, or name another folder"
}

# record_put NAME: stdin becomes the record of the cell, at once
record_put()
{
	local record=$FOLDER_CELLS/$1/cell.json

	cat > "$record.new" && [ -s "$record.new" ] &&
		mv -f -- "$record.new" "$record" ||
		fail_env "cannot write '$record'"
}

# The words by which a cell is the same one: kernel, modules, all options
record_of()
{
	local i=$1 k=${CELL_KERNEL[$1]}
	local -a command=("${MX_COMMAND[@]}")

	[ "${CELL_KIND[i]}" = run ] || command=(check)
	jq -n --arg name "${CELL_NAME[i]}" --arg tag "${KERNEL_LABEL[k]}" \
		--arg spec "${MX_KERNELS[k]}" --arg modules "${MX_MODULES[k]}" \
		--arg fs "${CELL_FS[i]}" --arg pmem "${CELL_PMEM[i]}" \
		--arg kind "${CELL_KIND[i]}" --argjson order "${CELL_ORDER[i]}" \
		--argjson unit "${CELL_UNIT[i]}" \
		--argjson pair "${CELL_PAIR[i]:-null}" --arg side "${CELL_SIDE[i]}" \
		--argjson n ${#MX_OPTIONS[@]} \
		'{schema: {name: "daxbench-cell", version: 1}, name: $name,
		kernel: {label: $tag, spec: $spec,
			modules: ($modules | if . == "" then null else . end),
			pinned: null, release: null},
		fs: $fs, pmem: $pmem, kind: $kind, order: $order, unit: $unit,
		pair: $pair, side: ($side | if . == "" then null else . end),
		options: $ARGS.positional[:$n], command: $ARGS.positional[$n:],
		state: "waiting", exit: null, reason: null, result: null,
		started: null, wall_seconds: null, cpu_seconds: null, attempts: 0}' \
		--args -- "${MX_OPTIONS[@]}" "${command[@]}"
}

# Cells of the command line that are not in the folder yet; one that is must
# be the same.
folder_plan()
{
	local i name dir

	for ((i = 0; i < CELLS; i++)); do
		name=${CELL_NAME[i]}
		dir=$FOLDER_CELLS/$name
		if [ -e "$dir/cell.json" ]; then
			record_of "$i" | jq -e --slurpfile old "$dir/cell.json" '
				def same: [.kernel.spec, .kernel.modules, .fs, .pmem, .kind,
					.pair, .side, .options, .command];
				same == ($old[0] | same)' >/dev/null ||
				fail_usage "the cell '$name' of '$MX_OUTPUT' was planned" \
					"with other options"
			continue
		fi
		mkdir -- "$FOLDER_CELLS/.new.$name" &&
			record_of "$i" > "$FOLDER_CELLS/.new.$name/cell.json" &&
			mv -T -- "$FOLDER_CELLS/.new.$name" "$dir" ||
			fail_env "cannot write '$dir'"
	done
	folder_index
}

# folder_select FILTER: TSV of all records, in the order of booting
folder_select()
{
	find "$FOLDER_CELLS" -mindepth 2 -maxdepth 2 -name cell.json \
		! -path '*/.new.*' -print0 |
		xargs -0r jq -s -r "sort_by(.order, .name) | $1"
}

folder_index()
{
	"$DAXBENCH" merge --quiet "$MX_OUTPUT" ||
		fail_env "cannot write the index of '$MX_OUTPUT'"
}
