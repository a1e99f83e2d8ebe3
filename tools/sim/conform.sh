#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Holds the engine against conformance.tsv, prints KTAP, and counts
#
# conform.sh BUILD ENGINE HISTORIES SEED
#
# ENGINE is the folder of its sources, whose comments have the tables, too.

set -u

build=$1
engine=$2
histories=$3
seed=$4

log=$build/conform.log
part=$build/conform.part
broken=0

# keep PATTERN COMMAND...: show of its output what matches. A program that fails
# without a line that says so counts as a failure of its own.
keep() {
	pattern=$1
	shift
	"$@" >"$part" 2>&1
	status=$?
	grep -E "$pattern" "$part" | tee -a "$log"
	if [ $status -ne 0 ] && ! grep -E "$pattern" "$part" | grep -q '^    not ok'; then
		cat "$part"
		echo "# exit status $status: $*"
		broken=$((broken + 1))
	fi
}

: >"$log"
keep '' "$(dirname "$0")/tables.py" "$engine" conformance.tsv
keep '^ *#.*transitions|^ok|^not ok' "$build/plain/unit"
# The charts of transitions, not the properties: those are make check's.
keep 'every transition|->|that the table' \
	"$build/plain/sim" --histories "$histories" --seed "$seed"
keep '' "$build/plain/conform"
rm -f "$part"

passed=$(grep -c '^    ok ' "$log")
failed=$(($(grep -c '^    not ok ' "$log") + broken))
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
