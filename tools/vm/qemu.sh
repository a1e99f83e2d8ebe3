# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034,SC2054
# QEMU's side of tools/vm/run: initramfs, machine, cables.

# initramfs_tree TREE INIT MODULE...: busybox, a first program, and in TREE/modules
# these and what they need; the file order there says in which order
initramfs_tree()
{
	local tree=$1 module

	mkdir -p "$tree/bin" "$tree/modules"
	cp "$(command -v busybox)" "$tree/bin/busybox"
	ln -s busybox "$tree/bin/sh"
	cp "$2" "$tree/init"
	shift 2
	# What is built in is not in the list, and needs not be.
	for module; do
		modprobe -d "$KROOT" -S "$KVER" --show-depends "$module" || :
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' >"$scratch/modules"
	while read -r module; do
		cp "$module" "$tree/modules/"
		echo "${module##*/}"
	done <"$scratch/modules" >"$tree/modules/order"
}

# What tests start over and over: in the machine's memory it need not be asked of
# the host each time.
hot_programs=(
	awk basename bash cat chmod cmp cp cut date diff dirname dmesg env ethtool grep
	head ip kill ln ls mkdir mkfifo mktemp modinfo modprobe ping ps readlink rm rmmod
	sed seq sh sleep sort stat tail tc tcpdump tee timeout touch tr uniq wc xargs
)

# hot_tree TREE: these programs and those of the checkout, what they load, and the
# links that lead there
hot_tree()
{
	local file dir files=()

	for file in "${hot_programs[@]}"; do
		file=$(command -v "$file") || continue
		files+=("$file" "$(readlink -f "$file")")
	done
	for file in tools/lacpmodctl/lacpmodctl selftests/{pdu,traffic,hostile,netlink_hostile}; do
		[ ! -x "$top/$file" ] || files+=("$top/$file")
	done
	while read -r file; do
		files+=("$file" "$(readlink -f "$file")")
	done < <(ldd "${files[@]}" 2>/dev/null | grep -oE '/[^ )]+' | grep -v ':$' | sort -u)
	files+=(/etc/ld.so.cache /etc/netconfig /etc/nsswitch.conf /usr/lib/locale/C.utf8)
	for dir in /bin /sbin /lib /lib64; do
		[ ! -L "$dir" ] || files+=("$dir")
	done

	mkdir -p "$1"
	# By the names that a look-up ends at: /bin may be a link itself.
	for file in "${files[@]}"; do
		[ -e "$file" ] || continue
		[[ $file =~ ^/(bin|sbin|lib|lib64)$ ]] ||
			file=$(realpath "${file%/*}")/${file##*/}
		echo "${file#/}"
	done | sort -u | tar -C / -cf - -T - 2>/dev/null | tar -C "$1" -xf -
}

# An initramfs of busybox, the modules that the host's file system needs, and what
# is to be at hand.
make_initramfs()
{
	local tree=$scratch/initramfs

	initramfs_tree "$tree" "$top/tools/vm/init" \
		virtio_pci virtio_console 9pnet_virtio 9p overlay
	hot_tree "$tree/hot"
	printf "%s='%s'\n" root_modules "/lib/modules/$KVER" kroot "${KROOT//\'/\'\\\'\'}" \
		checkout "${top//\'/\'\\\'\'}" results "${results//\'/\'\\\'\'}" >"$tree/params"
	(cd "$tree" && find . | cpio -o -H newc --quiet) >"$scratch/initrd"
}

# Hardware help, if it works here: on some machines /dev/kvm opens and no
# guest ever runs, so a probe boot decides, once for each boot of the host.
find_accel()
{
	accel=${accel:-${LACPMOD_ACCEL:-}}
	[ -z "$accel" ] || return 0
	accel=tcg
	grep -qwE 'vmx|svm' /proc/cpuinfo && [ -w /dev/kvm ] || return 0

	local known
	known=$cache/kvm-$(</proc/sys/kernel/random/boot_id)
	if [ ! -e "$known" ]; then
		rm -f "$cache"/kvm-*
		mkdir "$scratch/probe" "$scratch/probe/bin"
		cp "$(command -v busybox)" "$scratch/probe/bin/busybox"
		printf '#!/bin/busybox sh\nexec /bin/busybox reboot -f\n' >"$scratch/probe/init"
		chmod +x "$scratch/probe/init"
		(cd "$scratch/probe" && find . | cpio -o -H newc --quiet) >"$scratch/probe.cpio"
		# A guest that stands still is ended by timeout: status 124.
		if timeout -k 2 20 qemu-system-x86_64 -accel kvm -cpu host -m 512 -nodefaults \
			-no-user-config -display none -no-reboot -kernel "$KIMG" \
			-initrd "$scratch/probe.cpio" -append 'panic=-1 quiet' \
			</dev/null >/dev/null 2>&1; then
			echo kvm >"$known"
		else
			echo tcg >"$known"
		fi
	fi
	accel=$(<"$known")
}

# choose_accel: set $accel and $cpu
choose_accel()
{
	find_accel
	cpu=host
	if [ "$accel" = tcg ]; then
		# What a plain processor lacks (SMAP, AVX, strings in microcode) is
		# slow to emulate: programs start in half the time without.
		cpu=${LACPMOD_CPU:-qemu64,+rdrand}
		# Processors that are emulated in turn share what one of them has
		# translated, and together cost half of two that run at once.
		[ -n "${parallel:-}" ] || accel=tcg,thread=single
	fi
}

compile_tsc_khz()
{
	"${CC:-gcc}" -O2 -o tsc-khz "$top/tools/vm/tsc-khz.c"
}

# tsc_option: set $tsc, for the kernel. An emulated processor's time stamp counter
# is this one's; the guest measures it too, but on a busy machine ten times wrong.
# Where the clock counts instructions, the counter does.
tsc_option()
{
	local entry

	tsc=
	if [ "${clock:-real}" = instructions ]; then
		tsc=tsc_early_khz=1000000
		return
	fi
	[[ $accel == tcg* && $(uname -m) == x86_64 ]] || return 0
	entry=tsc-khz-$(cksum <"$top/tools/vm/tsc-khz.c" | cut -d ' ' -f 1)
	fill "$entry" compile_tsc_khz
	tsc=tsc_early_khz=$("$cache/$entry/tsc-khz")
}

# The clock counts instructions: only an emulated processor, and only one, can do
# so. (Of a string instruction it counts every turn; the plain processor has the
# kernel move eight octets in one.) Time passes at once where there is nothing to
# do, and no task hangs that waits for the host.
instruction_clock()
{
	accel=tcg cpus=1
	clock_options=(-icount "shift=0,sleep=off")
	clock_append="sysctl.kernel.hung_task_timeout_secs=0"
}

machine_options()
{
	local clock_options=() clock_append=''

	[ "${clock:-real}" = real ] || instruction_clock
	choose_accel
	tsc_option
	# acpi=noirq: which wire an interrupt would come on takes ACPI a while to
	# find out, half a minute under KASAN; the devices here send messages.
	# norandmaps: what is translated for a program is of use for the next only
	# where that stands at the same address.
	qemu_options=(
		-accel "$accel" -cpu "$cpu" -smp "$cpus" -m "$memory"
		"${clock_options[@]}"
		-nodefaults -no-user-config -display none -no-reboot
		-kernel "$KIMG" -initrd "$scratch/initrd"
		-append "console=ttyS0 loglevel=5 panic=-1 oops=panic log_buf_len=4M mitigations=off norandmaps acpi=noirq no_timer_check random.trust_cpu=on tsc=reliable $tsc watchdog_thresh=30 rcupdate.rcu_cpu_stall_timeout=60 $clock_append ${LACPMOD_APPEND:-}"
		-serial "file:$results/console"
		-device virtio-serial-pci,romfile=
		-chardev "file,id=output,path=/dev/stdout"
		-device virtserialport,chardev=output,name=lacpmod.output
		-virtfs "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"
		-virtfs "local,path=${results//,/,,},mount_tag=results,security_model=none,multidevs=remap"
	)
}

# A cable is two network cards in the same machine on one QEMU hub.  The guest
# pulls and plugs cables itself: a virtio port leads to QEMU's own monitor.
cable_options()
{
	local cable mac slot function

	[ "$links" -gt 0 ] || return 0
	qemu_options+=(
		-chardev "socket,id=monitor,path=$scratch/monitor,server=on,wait=off"
		-mon chardev=monitor,mode=control
		-chardev "socket,id=guestmonitor,path=$scratch/monitor"
		-device virtserialport,chardev=guestmonitor,name=lacpmod.monitor
	)
	for ((cable = 1; cable <= links; cable++)); do
		printf -v mac '52:54:00:0c:%02x' "$cable"
		# Four cables, eight cards, share a PCI slot.
		slot=$((16 + (cable - 1) / 4)) function=$(((cable - 1) % 4 * 2))
		qemu_options+=(
			-netdev "hubport,id=hub${cable}a,hubid=$cable"
			-netdev "hubport,id=hub${cable}b,hubid=$cable"
			-device "virtio-net-pci,id=c${cable}a,netdev=hub${cable}a,mac=$mac:0a,romfile=,vectors=3,addr=$slot.$function,multifunction=on"
			-device "virtio-net-pci,id=c${cable}b,netdev=hub${cable}b,mac=$mac:0b,romfile=,vectors=3,addr=$slot.$((function + 1)),multifunction=on"
		)
		[ -z "$outside" ] || qemu_options+=(
			-netdev "stream,id=out$cable,server=on,addr.type=unix,addr.path=$outside/cable$cable"
			-netdev "hubport,id=hub${cable}out,hubid=$cable,netdev=out$cable"
		)
	done
}
