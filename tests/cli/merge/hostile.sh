# SPDX-License-Identifier: MIT
# Records that are not records: named with the first value that is wrong, and
# nothing is written.
mkdir -p in/cells/a
try() {
	cat >in/cells/a/cell.json
	"$DAXBENCH" merge in
	echo "$?"
}
record='"kernel": {"label": "k", "spec": "k"}, "fs": "ext4", "pmem": "nvdimm", "kind": "run", "side": null, "reason": null, "pair": null, "order": 1, "options": [], "command": ["run"], "state": "done"'
schema='"schema": {"name": "daxbench-cell", "version": 1}'
exec 2>&1
echo '{' | try
echo '{"schema": {"name": "daxbench-result", "version": 1}}' | try
echo '{"schema": {"name": "daxbench-cell", "version": 2}}' | try
echo "{$schema, $record, \"name\": \"a\", \"result\": \"../../etc/passwd\"}" | try
echo "{$schema, $record, \"name\": \"b\", \"result\": null}" | try
echo "{$schema, $record, \"name\": \"a\", \"result\": null}" | sed 's/"order": 1/"order": -1/' | try
echo "{$schema, ${record%\"done\"}\"lost\", \"name\": \"a\", \"result\": null}" | try
echo "{$schema, $record, \"name\": \"a\", \"result\": null}" | try
echo "{$schema, $record, \"name\": \"a\", \"result\": \"gone.json\"}" | try
"$DAXBENCH" merge --output out in
echo "$?"
ls out
rm -r in out
