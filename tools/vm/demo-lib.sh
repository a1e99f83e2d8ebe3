# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# What the demonstrations share in the virtual machine. Sourced, never run; each
# has a function `picture` of its own, which shows all there is when one fails.

bad=0

# step TEXT...: what happens now
step()
{
	printf '\n'
	fold -s -w 76 <<<"* $*" | sed 's/ *$//; 2,$s/^/  /'
}

# detail: standard input, moved to the right, in at most 80 columns
detail()
{
	fold -s -w 76 | sed 's/ *$//; s/^/    /'
}

die()
{
	printf '\nThe demonstration failed: %s\n\n' "$*"
	picture
	exit 1
}

# wrong TEXT...: go on, and fail at the end
wrong()
{
	printf '    NOT AS IT SHOULD BE: %s\n' "$*"
	bad=1
}

run()
{
	"$@" || die "$*"
}

now_ms()
{
	echo $((${EPOCHREALTIME/./} / 1000))
}

# seconds MS: as seconds with one decimal
seconds()
{
	echo "$(($1 / 1000)).$(($1 / 100 % 10))"
}
