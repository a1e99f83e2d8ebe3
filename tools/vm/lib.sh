# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
# What the scripts in tools/vm share.  Sourced, never run.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cache=${LACPMOD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lacpmod}

# The system's own tools first: a python3 or an ip of somebody's own in front
# of them on PATH lacks the Debian modules that ours come with.
# What was compiled before comes from ccache; modules only where the path is the same.
PATH=/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export CCACHE_DIR=$cache/ccache CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=1G
export LC_ALL=C.UTF-8

# Started by make: what its command line said is in the environment anyway, and
# must not override variables of the kernel's and others' makefiles.
unset MAKEFLAGS MFLAGS MAKELEVEL

say()
{
	printf '%s\n' "$*" >&2
}

die()
{
	say "${0##*/}: $*"
	exit 1
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# Two apt-get at once wait for each other instead of failing.
apt_get()
{
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@"
}

# One update a run is enough; another process's counts as well.
apt_update()
{
	mkdir -p "$cache"
	local stamp=$cache/apt-update
	(
		flock 9
		if [ -n "$(find "$stamp" -mmin -2 2>/dev/null)" ]; then
			exit 0
		fi
		say "refreshing the package lists (apt-get update)"
		apt_get update >&2
		touch "$stamp"
	) 9>"$cache/apt-update.lock"
}

# newest METAPACKAGE PATTERN: set $package to the package of that form that the
# metapackage stands for today, and $version to its version.  None is written down.
newest()
{
	resolve "$@" || { apt_update && resolve "$@"; } ||
		die "package $1 is not to be had from this machine's mirrors"
}

resolve()
{
	local record

	record=$(apt-cache show --no-all-versions "$1" 2>/dev/null) || return 1
	package=$(sed -n 's/^Depends: //p' <<<"$record" | tr ', |' '\n' |
		grep -xm 1 "$2") || return 1
	version=$(sed -n 's/^Version: //p' <<<"$record")
}

# Download one package into the current folder.
download()
{
	apt-get -q -o APT::Sandbox::User=root download "$1" >&2
}

# fill ENTRY COMMAND...: have COMMAND fill the folder $PWD, and only when it is
# whole give it its name, $cache/ENTRY.  A killed run leaves nothing half done,
# and of two runs at once one waits for the other.
fill()
{
	local entry=$cache/$1
	shift

	[ -e "$entry/.complete" ] && return
	mkdir -p "$cache"
	(
		flock 9
		[ -e "$entry/.complete" ] && exit 0
		rm -rf "$entry" "$entry.part"
		mkdir -p "$entry.part"
		cd "$entry.part" || exit 1
		"$@"
		touch .complete
		mv "$entry.part" "$entry"
	) 9>"$entry.lock"
}
