#!/usr/bin/awk -f
# SPDX-License-Identifier: GPL-2.0
#
# What the kernel's log complains of: usage: complaints.awk [after=N] [LOG...]
# Prints those lines, and with after=N so many that come after each; dmesg_clean() in
# lib.sh and tools/vm/run go by it.
#
# Some parts of the kernel print a trace, and no more, wherever they find no memory.
# That is no complaint if faults.sh has seen to it; for this each selftest says in the
# log that it begins. Whatever else comes of it is one.
BEGIN {
	complaint = "WARNING: |BUG: |BUG at |Oops|general protection fault|Call Trace:"
	complaint = complaint "|Kernel panic|INFO: task .* blocked|rcu: INFO: |UBSAN:|refcount_t:"
	complaint = complaint "|list_(add|del) corruption|(sleeping|scheduling) .*(invalid|atomic)"
	complaint = complaint "|unregister_netdevice: waiting|kmemleak: .* new suspected"
	complaint = complaint "|NETDEV WATCHDOG|Dead loop on virtual device|protocol .* is buggy"
	complaint = complaint "|dst_release:|ODEBUG: Out of memory"

	no_memory = "sysctl could not get directory: .* -12\r?$|percpu: allocation failed"
	no_memory = no_memory "|vmalloc error: |page allocation failure: "
}
/selftest [a-z_]+\.sh begins/ {
	starving = /selftest faults\.sh begins/
	headed = 0
}
# Between this and its trace stand what process it is, and on which machine.
starving && $0 ~ no_memory {
	headed = NR
	within = 3
}
# A device goes to another namespace even if it cannot be renamed in sysfs; registers
# stand before the trace.
starving && /WARNING: .* net\/core\/dev\.c:[0-9]+ __dev_change_net_namespace\+/ {
	headed = NR
	within = 20
	next
}
/Call Trace:/ && headed && NR - headed <= within {
	headed = 0
	if (left-- > 0)
		print
	next
}
$0 ~ complaint {
	print
	left = after
	next
}
left > 0 {
	print
	left--
}
