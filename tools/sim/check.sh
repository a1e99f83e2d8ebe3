#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Runs the engine's tests, prints their KTAP, and counts
#
# check.sh BUILD HISTORIES SEED SAN_HISTORIES CHANGES EACH

set -u

build=$1
histories=$2
seed=$3
san_histories=$4
changes=$5
each=$6

log=$build/check.log
broken=0

# Run a program whose output is the test result. One that fails without saying
# which test has failed counts as a failure of its own.
run() {
	"$@" >"$build/part.log" 2>&1
	status=$?
	cat "$build/part.log"
	cat "$build/part.log" >>"$log"
	if [ $status -ne 0 ] && ! grep -q '^    not ok' "$build/part.log"; then
		echo "# exit status $status: $*"
		broken=$((broken + 1))
	fi
}

# Run a program as one test, and show its output only where it fails.
run_as_one() {
	name=$1
	shift
	if "$@" >"$build/part.log" 2>&1; then
		echo "    ok $name" | tee -a "$log"
		return
	fi
	grep -v '^ *ok' "$build/part.log"
	echo "    not ok $name" | tee -a "$log"
}

count() {
	grep -c -E "$1" "$log"
}

: >"$log"
run "$build/plain/unit"
run_as_one "1 unit tests, with sanitizers" "$build/san/unit"
run_as_one "2 a quarter of the scenes of the tables, with sanitizers" "$build/san/conform" 4
run_as_one "3 scenes, with sanitizers" "$build/san/sim" --scenes
run_as_one "4 $san_histories histories, with sanitizers" \
	"$build/san/sim" --histories "$san_histories" --seed "$seed" --no-cover
run_as_one "5 buckets after $changes changes" "$build/plain/deal" "$changes" "$seed"
run_as_one "6 buckets after $((changes / 50)) changes, with sanitizers" \
	"$build/san/deal" "$((changes / 50))" "$seed"
run "$build/plain/sim" --scenes --converge "$each" --histories "$histories" \
	--seed "$seed"
rm -f "$build/part.log"

skipped=$(count '^    ok .*# SKIP')
passed=$(($(count '^    ok ') - skipped))
failed=$(($(count '^    not ok ') + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
