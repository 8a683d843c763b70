#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-recipes.sh - the CI recipes of examples/ say what is so: their YAML is
# well-formed, their steps are clean shell, and all but those that install and
# build daxbench are run as they stand: those that build the kernel with tools
# that stand for the real ones (tool-fake), those that judge and publish over
# results as the two boots would make them. The job passes, fails and publishes
# as it should. tests/vm/vm-gate.sh runs the boots. That a kernel of that
# configuration compiles and boots is shown by nothing here.
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
top=$(cd "$top_srcdir" && pwd)
here=$top/tests/recipes
results=$top/tests/compare
python=/usr/bin/python3
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}

tap_start
if ! why=$($python -c 'import yaml' 2>&1); then
	skip 'recipes' "no YAML reader: $(echo "$why" | tail -n 1)"
	tap_end
	exit
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

steps() { $python -B "$here/steps.py" "$top/examples/$recipe" "$@"; }

# Every step is shell that parses, and that shellcheck finds nothing in but
# what the runner sees to (sh -e, its variables) and the list of words in $RUN.
lint()
{
	steps list >"$work/steps" || not_ok "$recipe: steps" 'no list'
	while read -r step; do
		steps script "$step" >"$work/step"
		check "$recipe: '$step' is not empty" test -s "$work/step"
		check "$recipe: '$step' parses" sh -n "$work/step"
		if command -v shellcheck >/dev/null; then
			check "$recipe: '$step' is clean" \
				shellcheck -s sh -e SC2086,SC2154,SC2164 "$work/step"
		else
			skip "$recipe: '$step' is clean" 'shellcheck is not installed'
		fi
	done <"$work/steps"
}

# A place to work in as the runner has it after the steps that build
prepare()
{
	rm -rf "$work/job"
	mkdir -p "$work/job/daxbench/scripts"
	# A link would be followed to the tree, and to the real script.
	cp "$daxbench" "$work/job/daxbench/daxbench"
	cp "$here/daxbench-vm-fake" "$work/job/daxbench/scripts/daxbench-vm"
	chmod +x "$work/job/daxbench/scripts/daxbench-vm"
	mkdir "$work/job/bin"
	for tool in apt-get apt-cache dpkg-deb make; do
		cp "$here/tool-fake" "$work/job/bin/$tool"
	done
	BASE=$results/6.1-ext4-a.json CANDIDATE=$results/$1
	REAL_VM=$top/scripts/daxbench-vm
	export BASE CANDIDATE REAL_VM
	unset DAXBENCH_LIBEXEC
}

# run_step SCRIPT: as the runner does, with the job's variables
run_step()
{
	(
		cd "$work/job" || exit
		GITHUB_STEP_SUMMARY=$work/job/summary GITHUB_ENV=$work/job/env
		PATH=$work/job/daxbench:$work/job/bin:$PATH
		export GITHUB_STEP_SUMMARY GITHUB_ENV PATH
		eval "$(steps variables)"
		# What a step wrote there the next ones have.
		[ ! -f env ] || eval "export $(cat env)"
		sh -e "$1" >>"$work/log" 2>&1
	)
}

# The steps after the build, of either recipe
job_github()
{
	status=0
	mkdir -p "$work/job/linux/scripts"
	cp "$here/tool-fake" "$work/job/linux/scripts/config"
	for step in 'Build the candidate kernel' 'Boot both' Compare; do
		[ "$status" -eq 0 ] || break
		steps script "$step" >"$work/step"
		run_step "$work/step" || status=$?
	done
	steps script Publish >"$work/step"
	run_step "$work/step" || not_ok "$recipe: publishes" "$(cat "$work/log")"
}

job_gitlab()
{
	status=0
	mkdir -p "$work/job/scripts"
	cp "$here/tool-fake" "$work/job/scripts/config"
	steps script script >"$work/step"
	run_step "$work/step" || status=$?
	steps script after_script >"$work/step"
	run_step "$work/step" || not_ok "$recipe: publishes" "$(cat "$work/log")"
}

# job KIND STATUS CANDIDATE: the job ends so, and publishes what it names
job()
{
	: >"$work/log"
	prepare "$3"
	"job_$1"
	if [ "$status" -eq "$2" ]; then
		ok "$recipe: status $2 for $3"
	else
		not_ok "$recipe: status $2 for $3" "$status: $(tail -n 5 "$work/log")"
	fi
	for file in $(steps artifacts); do
		check "$recipe: $file is published for $3" test -s "$work/job/$file"
	done
}

recipe=github-actions.yml
lint
job github 0 6.1-ext4-b.json
job github 1 6.12-ext4.json
job github 3 6.1-xfs.json
check "$recipe: the summary names the verdict" \
	grep -q incomparable "$work/job/summary"

recipe=gitlab-ci.yml
lint
job gitlab 0 6.1-ext4-b.json
job gitlab 1 6.12-ext4.json
check "$recipe: what regressed failed a case" \
	grep -q '<failure .*latency_p50 rose' "$work/job/junit.xml"
job gitlab 3 6.1-xfs.json
tap_end
