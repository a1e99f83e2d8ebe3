# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
# The part of tools/vm/kernel that compiles kernels: those that Debian does not
# build, because they look for mistakes, and those that it does not build for
# this release.  Sourced, never run.

# The packages of another Debian suite, without a change to this machine's own
# configuration of apt: a root of its own, with the mirror that apt uses anyway.
# (No file here names a mirror.)
other_suite()
{
	local suite=$1 root=$cache/apt-$1 mirror

	# shellcheck disable=SC2016
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 'Created-By: Packages' |
		head -n 1)
	[ -n "$mirror" ] || die "apt knows no mirror of Debian to ask for $suite"
	mkdir -p "$root"/{lists,cache}
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
		>"$root/sources"
	suite_options=(
		-o "Dir::Etc::sourcelist=$root/sources" -o Dir::Etc::sourceparts=-
		-o "Dir::State::lists=$root/lists" -o "Dir::Cache=$root/cache"
		-o APT::Sandbox::User=root
	)
	[ -n "$(find "$root/updated" -mmin -1440 2>/dev/null)" ] && return
	say "asking the mirror for the packages of $suite"
	apt-get -q "${suite_options[@]}" update >&2 || die "this machine's mirror has no $suite"
	touch "$root/updated"
}

# What tinyconfig and the fragments in tools/vm/config make, and nothing less:
# an option that the kernel renamed or refused must not go missing in silence.
configure()
{
	local fragment line missing=0

	make -s tinyconfig
	for fragment; do
		cat "$top/tools/vm/config/$fragment"
	done >>.config
	make -s olddefconfig 2>&1 | grep -v 'override: reassigning' >&2 || :
	for fragment; do
		while IFS= read -r line; do
			grep -qxF -- "$line" .config && continue
			# What is not offered cannot be set either.
			[[ $line == '# '*' is not set' ]] &&
				! grep -q "^$(cut -d ' ' -f 2 <<<"$line")=" .config && continue
			say "not to be had in this kernel, from tools/vm/config/$fragment: $line"
			missing=1
		done < <(grep -E '^(CONFIG_|# CONFIG_.* is not set)' "$top/tools/vm/config/$fragment")
	done
	[ "$missing" -eq 0 ]
}

# Keep what boots and what modules are built against: the rest takes gigabytes.
prune()
{
	find . \( -name '*.o' -o -name '*.a' -o -name '*.cmd' \) -type f \
		! -path './tools/objtool/*' ! -path './scripts/*' -delete
	find . -mindepth 1 -maxdepth 1 -type d ! -name arch ! -name include \
		! -name scripts ! -name tools ! -name .lacpmod -exec rm -rf {} +
	find arch -mindepth 1 -maxdepth 1 -type d ! -name x86 -exec rm -rf {} +
	find tools -mindepth 1 -maxdepth 1 -type d \
		! -name objtool ! -name include ! -name build ! -name scripts -exec rm -rf {} +
}

# compile_kernel PACKAGE FRAGMENT...: in the current folder
compile_kernel()
{
	local package=$1 start=$SECONDS
	shift

	# Once is enough for it, and would fill the compiler's cache.
	export CCACHE_DISABLE=1
	"$top/tools/vm/setup" --quiet kernel
	say "fetching $package"
	apt-get -q "${suite_options[@]}" -o APT::Sandbox::User=root download "$package" >&2
	dpkg-deb --fsys-tarfile ./*.deb |
		tar -xO --wildcards "./usr/src/$package.tar.xz" |
		tar -xJ --strip-components=1
	rm -f ./*.deb
	say "configuring it from tools/vm/config: $*"
	configure "$@"
	say "compiling it, once; this takes some minutes (log: $cache/compile.log)"
	make -j"$(nproc)" ${kernel_make[@]+"${kernel_make[@]}"} bzImage modules \
		>"$cache/compile.log" 2>&1 || {
		tail -n 30 "$cache/compile.log" >&2
		die "the kernel did not compile"
	}
	make -s INSTALL_MOD_PATH=.lacpmod modules_install >>"$cache/compile.log" 2>&1
	make -s kernelrelease >release
	prune
	say "compiled Linux $(<release) in $(((SECONDS - start) / 60)) min"
}

# compiled NAME PACKAGE FRAGMENT...: set KVER, KIMG, KROOT and KDIR
compiled()
{
	local name=$1 package=$2 version entry
	shift 2

	version=$(apt-cache "${suite_options[@]}" show --no-all-versions "$package" 2>/dev/null |
		sed -n 's/^Version: //p')
	[ -n "$version" ] || die "package $package is not to be had from this machine's mirrors"
	entry=linux-$version-$name-$(cd "$top/tools/vm" && {
		cat "${@/#/config/}"
		printf '%s' ${kernel_make[@]+"${kernel_make[@]}"}
	} | sha256sum | cut -c 1-8)
	"$top/tools/vm/setup" --quiet vm
	# What make and its scripts say is not for those who read our answer.
	fill "$entry" compile_kernel "$package" "$@" >&2
	KROOT=$cache/$entry/.lacpmod
	KVER=$(<"$cache/$entry/release")
	# Not vmlinux: where QEMU would enter that, KASAN has no shadow memory yet.
	KIMG=$cache/$entry/arch/x86/boot/bzImage
	KDIR=$cache/$entry
	printf '%s=%q\n' KVER "$KVER" KIMG "$KIMG" KROOT "$KROOT" KDIR "$KDIR"
}

suite_options=()
debug_kernel()
{
	newest_source linux-source
	compiled debug "$package" base debug
}

# Only lacpmod is instrumented: races between two pieces of the kernel are
# other people's, and would bury ours.
kcsan_kernel()
{
	newest_source linux-source
	kernel_make=(KCSAN_SANITIZE=n)
	compiled kcsan "$package" base kcsan
}

next_kernel()
{
	other_suite trixie-backports
	newest_source linux-source
	compiled next "$package" base debug next
}

# The package that the metapackage stands for today.
newest_source()
{
	local try

	for try in 1 2; do
		package=$(apt-cache "${suite_options[@]}" show --no-all-versions "$1" 2>/dev/null |
			sed -n 's/^Depends: //p' | tr ', |' '\n' | grep -xm 1 'linux-source-[0-9.]*') &&
			return
		[ "$try" -eq 2 ] || apt_update
	done
	die "package $1 is not to be had from this machine's mirrors"
}
