#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Runs the fuzzers, one after the other, and counts: each is one test
#
# check.sh BUILD; what to run and for how long is in the environment, see the
# Makefile

set -u

build=$1
passed=0
failed=0

export ASAN_OPTIONS=quarantine_size_mb=16 UBSAN_OPTIONS=print_stacktrace=1

# limits TARGET: when to stop
limits() {
	if [ -n "$FUZZ_RUNS" ]; then
		echo "-runs=$FUZZ_RUNS"
		return
	fi
	case $1 in
	pdu | lag) echo "-max_total_time=$FUZZ_SECONDS" ;;
	*) echo "-max_total_time=$((FUZZ_SECONDS / 6 + 1))" ;;
	esac
}

# shape TARGET: how long an input may be, and how the next one is chosen; to weigh
# each as libFuzzer does takes longer than most histories
shape() {
	case $1 in
	pdu) echo "-max_len=300" ;;
	lag) echo "-max_len=128 -entropic=0" ;;
	*) echo "-max_len=256" ;;
	esac
}

# fuzz TARGET: the inputs that it comes to are not kept, so that the same seed
# goes the same way
fuzz() {
	log=$build/$1.log
	inputs=$(find "$build/seeds/$1" -type f | sort | paste -sd, -)
	start=$(date +%s)
	# shellcheck disable=SC2046
	"$build/$1" -seed="$FUZZ_SEED" "$(limits "$1")" \
		$(shape "$1") -timeout=60 -rss_limit_mb=2048 \
		-artifact_prefix="$build/crashes/$1-" -print_final_stats=1 \
		-seed_inputs="$inputs" >"$log" 2>&1 </dev/null
	status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	what="$1: ${runs:-no} executions in $(($(date +%s) - start)) s, seed $FUZZ_SEED"

	if [ $status -eq 0 ] && [ "${runs:-0}" -gt 0 ]; then
		passed=$((passed + 1))
		echo "ok $((passed + failed)) $what"
		return
	fi
	failed=$((failed + 1))
	grep -aE 'not so|ERROR:|runtime error|^ *#[0-9]* .* in |Test unit' "$log" |
		head -n 20 | sed 's/^/# /'
	echo "# exit status $status, all of it in $log"
	echo "not ok $((passed + failed)) $what"
}

mkdir -p "$build/crashes"
for target in $FUZZ_TARGETS; do
	fuzz "$target"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
