#!/bin/sh
# SPDX-License-Identifier: MIT
#
# page.sh - the page of `daxbench report` in a browser: it loads without a
# word on the console and without a request, its figures have a size, and
# nothing sticks out at the width of a phone. Needs chromium; without it a
# skip. PAGE_SHOTS=DIR keeps screenshots (light, dark, phone, print).
top_srcdir=${top_srcdir:-.}
. "$top_srcdir/tests/tap.sh"
results=$top_srcdir/tests/cli/report/results
daxbench=${DAXBENCH_BIN:-$PWD/daxbench}

tap_start
browser=$(command -v chromium || command -v chromium-browser || :)
if [ -z "$browser" ]; then
	skip 'page' 'chromium is not installed'
	tap_end
	exit
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# browse ARGUMENTS...: chromium with a profile of its own and no network
browse()
{
	HOME=$work timeout 60 "$browser" --headless --no-sandbox --disable-gpu \
		--hide-scrollbars --user-data-dir="$work/profile" \
		--host-resolver-rules='MAP * ~NOTFOUND' \
		--disable-background-networking --disable-component-update \
		--no-first-run "$@" 2>"$work/stderr"
}

if ! browse --dump-dom about:blank >"$work/blank"; then
	skip 'page' "chromium does not start: $(head -n 1 "$work/stderr")"
	tap_end
	exit
fi
"$daxbench" report --output "$work/page.html" "$results" || exit 1

# A wrapper measures the page from outside, since the page runs no script. It
# writes what it found into its own title.
wrapper()
{
	cat <<WRAPPER
<!DOCTYPE html><body style="margin:0"><iframe id="f" src="$2"
 style="border:0;width:$1px;height:3000px"></iframe><script>
onload = function() {
	var d = document.getElementById('f').contentDocument, bad = 0, n = 0;
	d.querySelectorAll('figure > svg').forEach(function(s) {
		var box = s.getBoundingClientRect();
		n++;
		if (box.width < 200 || box.height < 50) bad++;
		s.querySelectorAll('text').forEach(function(t) {
			var r = t.getBoundingClientRect();
			if (r.left < box.left - 1 || r.right > box.right + 1) bad++;
		});
	});
	document.title = 'figures ' + n + ' bad ' + bad + ' wide ' +
		(d.documentElement.scrollWidth > $1) + ' requests ' +
		document.getElementById('f').contentWindow.performance
			.getEntriesByType('resource').length;
};
</script>
WRAPPER
}

# measured WIDTH PAGE: the title that the wrapper wrote
measured()
{
	wrapper "$1" "$2" >"$work/wrapper.html"
	browse --allow-file-access-from-files --virtual-time-budget=5000 \
		--window-size=1300,3000 --dump-dom "file://$work/wrapper.html" |
		sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p'
}

good='figures 8 bad 0 wide false requests 0'
is 'desktop: figures have a size, no text leaves them, no request' "$good" \
	"$(measured 1200 page.html)"
is 'phone: the same, and nothing sticks out' "$good" "$(measured 375 page.html)"

"$daxbench" report --compare "$results/6.1-ext4.json" \
	--output "$work/verdict.html" "$results/6.12-ext4.json" || exit 1
good='figures 9 bad 0 wide false requests 0'
is 'verdict: the same on a phone' "$good" "$(measured 375 verdict.html)"

# Verdicts of the checks, and sweeps as they are measured here
"$daxbench" report --output "$work/checks.html" "$top_srcdir"/tests/compare/check-*.json ||
	exit 1
is 'checks: the same on a phone' 'figures 0 bad 0 wide false requests 0' \
	"$(measured 375 checks.html)"
cat >"$work/plan.json" <<'PLAN'
{"schema": {"name": "daxbench-plan", "version": 1}, "name": "sweeps", "summary": "block sizes and threads",
 "options": {"repeat": 2, "warmup": 0, "expect": "any", "size": "4m"},
 "runs": [{"workload": "load", "order": ["sequential", "random"], "block_size": "64:*8:32k"},
          {"workload": "read", "threads": "1,2", "block_size": "64k"}]}
PLAN
"$daxbench" run --target shmem --plan "$work/plan.json" --quiet --output "$work/sweeps.json" \
	>"$work/text" || not_ok 'sweeps: run' "$(cat "$work/text")"
"$daxbench" report --output "$work/sweeps.html" "$work/sweeps.json" || exit 1
is 'sweeps: two figures of throughput' 2 \
	"$(grep -cE '<h3>(load by block size|read by threads)</h3>' "$work/sweeps.html")"
good='bad 0 wide false requests 0'
is 'sweeps: no text leaves its figure on a phone' "$good" \
	"$(measured 375 sweeps.html | sed 's/^figures [0-9]* //')"

browse --enable-logging=stderr --v=0 --dump-dom "file://$work/page.html" \
	>"$work/dom"
is 'console: not a word' '' "$(grep -E 'CONSOLE|Refused|violates' "$work/stderr")"
check 'the document is whole' grep -q '</footer>' "$work/dom"

# That the checks can fail.
sed 's|</main>|<img src="x.png"><p style="min-width:2000px">x</p></main>|' \
	"$work/page.html" >"$work/bad.html"
case $(measured 375 bad.html) in
*'wide true requests '*) ok 'refused: a paragraph that is too wide' ;;
*) not_ok 'refused: a paragraph that is too wide' ;;
esac
browse --enable-logging=stderr --v=0 --dump-dom "file://$work/bad.html" \
	>"$work/dom"
check 'refused: its request is told on the console' \
	grep -q 'CONSOLE.*Content Security Policy' "$work/stderr"

if [ -n "${PAGE_SHOTS:-}" ]; then
	browse --window-size=1200,3400 --screenshot="$PAGE_SHOTS/light.png" \
		"file://$work/page.html"
	browse --window-size=1200,3400 --force-dark-mode \
		--blink-settings=preferredColorScheme=0 \
		--screenshot="$PAGE_SHOTS/dark.png" "file://$work/page.html"
	browse --window-size=1200,1300 --screenshot="$PAGE_SHOTS/verdict.png" \
		"file://$work/verdict.html"
	for page in checks sweeps; do
		browse --window-size=1200,2600 --screenshot="$PAGE_SHOTS/$page.png" \
			"file://$work/$page.html"
		wrapper 375 $page.html >"$work/wrapper.html"
		browse --allow-file-access-from-files --window-size=500,3000 \
			--screenshot="$PAGE_SHOTS/$page-phone.png" "file://$work/wrapper.html"
	done
	browse --window-size=1200,2600 --force-dark-mode \
		--blink-settings=preferredColorScheme=0 \
		--screenshot="$PAGE_SHOTS/sweeps-dark.png" "file://$work/sweeps.html"
	wrapper 375 page.html >"$work/wrapper.html"
	browse --window-size=500,3000 --screenshot="$PAGE_SHOTS/phone.png" \
		"file://$work/wrapper.html"
	browse --print-to-pdf="$PAGE_SHOTS/print.pdf" "file://$work/page.html"
fi
tap_end
