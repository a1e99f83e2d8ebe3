#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The protocol engine's unit tests, inside the kernel: what lacpmod_kunit
# reports in the kernel's log when it is loaded, each case as a test.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# The log's lines since the marker, without their times
reported()
{
	dmesg -t | sed "1,/$marker/d"
}

# Every suite says how many cases it has; it is whole when all have an end.
all_reported()
{
	reported | awk '
		/^ +1\.\./ { split($0, n, /\.\./); planned += n[2] }
		/^ +(not )?ok / { ended++ }
		END { exit !(planned && ended >= planned) }'
}

modinfo lacpmod_kunit >/dev/null 2>&1 || [ -e "$LACPMOD_MODULE_DIR/lacpmod_kunit.ko" ] ||
	ktap_skip_all "this kernel has no KUnit"
marker="lacpmod selftest: unit tests $$"
echo "$marker" >/dev/kmsg
modprobe lacpmod_kunit || {
	ktap_plan 1
	echo "not ok 1 lacpmod_kunit loads"
	exit 1
}
wait_until 120 all_reported || echo "# not all suites have come to an end"
rmmod lacpmod_kunit

# The cases, numbered through, and what they had to say. As many are promised as the
# suites do; a suite that fails for itself is one more.
reported | awk '
	/^ *(KTAP|TAP) / || /^ *# (module|Totals)/ { next }
	/^ +1\.\./ { split($0, n, /\.\./); planned += n[2]; next }
	/^1\.\./ || /^ok / { next }
	/^not ok / {
		if (bad == known) {
			line[++lines] = "not ok " ++tests " " $0
			planned++
			bad++
		}
		known = bad
		next
	}
	/^ +# Subtest: / { suite = $3; next }
	/^ +(not )?ok [0-9]+ / {
		verdict = /^ +not/ ? "not ok" : "ok"
		bad += verdict != "ok"
		sub(/^ +(not )?ok [0-9]+ (- )?/, "")
		line[++lines] = verdict " " ++tests " " suite ": " $0
		next
	}
	/^ / { line[++lines] = "#" $0 }
	END {
		print "KTAP version 1"
		print "1.." planned
		for (i = 1; i <= lines; i++)
			print line[i]
		exit bad || !tests || tests < planned
	}'
