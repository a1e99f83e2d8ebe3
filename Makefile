# SPDX-License-Identifier: GPL-2.0
#
# lacpmod from the user's side.  What the module consists of is in Kbuild.

KVER	?= $(shell uname -r)
KDIR	?= /lib/modules/$(KVER)/build

# Where the module is installed.  KDIR says for which release it was built, which
# Debian's headers have right in this one file; once they are gone, KVER does.
dest	= $(if $(DESTDIR),$(abspath $(DESTDIR)))
release	= $(or $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' \
		"$(KDIR)/include/generated/utsrelease.h" 2>/dev/null),$(KVER))
moddir	= $(dest)/lib/modules/$(release)

.PHONY: all modules tools install install-modules install-tools \
	uninstall uninstall-modules uninstall-tools \
	clean help demo demo-pxe lint check check-debug check-next check-kcsan \
	check-long check-sim check-conformance check-mutants check-fuzz check-spec \
	check-install interwork bench

all: modules tools

modules:
	@test -e "$(KDIR)/Makefile" || { \
		echo "There are no kernel headers in $(KDIR)."; \
		echo "On Debian: apt-get install linux-headers-amd64 (for the kernel that it brings),"; \
		echo "or linux-headers-$(KVER); elsewhere: make KDIR=/path/to/headers."; \
		echo "To try lacpmod in a virtual machine, without headers here: make demo"; \
		exit 1; } >&2
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:
	$(MAKE) -C tools/lacpmodctl

# A distribution keeps the key that its kernels are signed with to itself; with
# modules_install an absent key gives a page of errors, and no signature.
sig_key	= $(shell sed -n 's/^CONFIG_MODULE_SIG_KEY="*\([^"]*\)"*$$/\1/p' "$(KDIR)/include/config/auto.conf")
unsigned = $(if $(filter pkcs11:%,$(sig_key))$(wildcard $(filter /%,$(sig_key)) $(KDIR)/$(sig_key)),,CONFIG_MODULE_SIG_ALL=)

# Where the kernel itself is not, its indexes are not either: a folder in which a
# package is put together. They belong to the kernel's package and must not be
# in it; it runs depmod when it is installed.
define depmod
	@if [ -e "$(moddir)/modules.order" ]; then \
		echo "  DEPMOD  $(moddir)"; \
		PATH="$$PATH:/usr/sbin:/sbin" depmod $(if $(dest),-b "$(dest)") $(release); \
	else \
		echo "No kernel in $(moddir): not running depmod there."; \
	fi
endef

install: install-modules install-tools

install-modules: modules
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH="$(dest)" INSTALL_MOD_DIR=updates \
		cmd_depmod= quiet_cmd_depmod= $(unsigned) modules_install
	$(depmod)

install-tools:
	$(MAKE) -C tools/lacpmodctl install DESTDIR="$(dest)"

uninstall: uninstall-modules uninstall-tools

uninstall-modules:
	rm -f $(foreach name,lacpmod lacpmod_kunit,\
		$(patsubst %,"$(moddir)/updates/$(name).%",ko ko.gz ko.xz ko.zst))
	@! [ -d "$(moddir)/updates" ] || rmdir --ignore-fail-on-non-empty "$(moddir)/updates"
	$(depmod)

uninstall-tools:
	$(MAKE) -C tools/lacpmodctl uninstall DESTDIR="$(dest)"

clean:
	@test ! -e "$(KDIR)/Makefile" || $(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C tools/lacpmodctl clean
	$(MAKE) -C tools/sim clean
	$(MAKE) -C tools/fuzz clean
	$(MAKE) -C tools/bench clean
	rm -rf build

demo:
	@tools/vm/demo

demo-pxe:
	@tools/vm/demo-pxe

check:
	@tools/check

# All selftests on the kernel that looks for mistakes.
check-debug:
	@TESTS="$${TESTS:-$$(tools/vm/selftests --list | tr '\n' ' ') partners races scale faults}" \
		KERNELS=debug QUICK=1 SELFTEST_TIMEOUT=1800 tools/check

# The newest kernel, and one that looks for data races: both are compiled, which
# takes a while the first time.
check-next:
	@KERNELS=next QUICK=1 TIERS= tools/check

check-kcsan:
	@KERNELS=kcsan QUICK=1 TIERS= tools/check

# All tests, with many more repetitions, on the kernel that looks for mistakes. Those
# that hold times beside nothing else come last and one by one, so that their sum
# stands below that of the others.
long	= KERNELS=debug PARALLEL=yes SELFTEST_TIMEOUT=7200
check-long:
	@status=0; \
	$(long) TESTS="$$(tools/vm/selftests --list | tr '\n' ' ') partners races faults" TIERS= \
		ROUNDS=1000 MOVES=30 HOSTILE_SECONDS=60 NETLINK_MESSAGES=10000 CONVERGENCES=10 \
		tools/check || status=1; \
	$(long) TESTS=scale TIERS=firmware SCALE_SECONDS=300 JOBS=1 \
		RESULTS=build/results/alone tools/check || status=1; \
	exit $$status

check-sim:
	$(MAKE) -C tools/sim check

check-install:
	@tools/vm/install-test $(KERNELS)

check-fuzz:
	@tools/vm/setup --quiet build fuzz
	$(MAKE) -C tools/fuzz check

check-conformance:
	$(MAKE) -C tools/sim conformance

check-mutants:
	$(MAKE) -s -C tools/sim tests
	@nice tools/mutants/mutants.py $(FILES)

check-spec:
	@tools/ynl-regen --check

lint:
	@tools/vm/lint

interwork:
	@tools/vm/interwork

# BENCH names some of its sections; QUICK=1 does less of each.
bench:
	@tools/bench/run $(BENCH)

help:
	@echo 'lacpmod: link aggregation (LACP, IEEE 802.1AX) for Linux'
	@echo
	@echo 'Build for this machine:'
	@echo '  make             lacpmod.ko and tools/lacpmodctl/lacpmodctl'
	@echo '  make modules     the module alone'
	@echo '  make tools       lacpmodctl alone'
	@echo '  make clean       remove everything that was built'
	@echo
	@echo 'Install (with dkms instead: see README.md):'
	@echo '  make install     both, and the manual page'
	@echo '  make uninstall   remove what that has put there'
	@echo '  make install-modules, install-tools, uninstall-modules, uninstall-tools'
	@echo '                   the module alone, lacpmodctl alone'
	@echo
	@echo 'See it work, in a virtual machine that is fetched and set up as needed:'
	@echo '  make demo        bundle three links with the kernel'\''s bonding driver, pull one'
	@echo '  make demo-pxe    a server boots from the network over a LAG, by UEFI and iPXE'
	@echo
	@echo 'Check (installs what it needs):'
	@echo '  make check       lint, check-spec, check-sim, check-conformance, check-fuzz,'
	@echo '                   lacpmodctl'\''s own tests, and the selftests in virtual machines'
	@echo '  make check-debug all selftests on a kernel that looks for mistakes, slowly'
	@echo '  make check-next  the unit tests and ten of the selftests on the newest kernel'
	@echo '                   that Debian has'
	@echo '  make check-kcsan 14 of the selftests on a kernel that looks for data races'
	@echo '  make lint        compiler warnings, sparse, coccinelle, checkpatch, shellcheck'
	@echo '  make check-long  the selftests with many repetitions, for some hours; then,'
	@echo '                   on their own, scale and demo-pxe: two sums'
	@echo '  make check-spec  the generated netlink code matches its specification'
	@echo '  make check-sim   the protocol engine in user space: unit tests, simulation'
	@echo '  make check-install'
	@echo '                   on its own: make install and dkms, used in virtual machines,'
	@echo '                   on 6.1 and 6.12'
	@echo '  make check-fuzz  the engine and lacpmodctl, fed by libFuzzer; tools/fuzz'
	@echo '  make check-conformance'
	@echo '                   the engine against the standard'\''s tables, row by row'
	@echo '  make check-mutants'
	@echo '                   does a test notice every small fault in the engine? (not'
	@echo '                   in make check: minutes)'
	@echo
	@echo 'Measure:'
	@echo '  make interwork   how long it takes, and what is lost, with bonding, teamd, Open vSwitch'
	@echo '                   and iPXE, beside what bonding takes in our place (half an hour)'
	@echo '  make bench       what lacpmod costs beside bonding, in instructions, and beside team'
	@echo '                   and macvlan; Documentation/benchmark.rst'
	@echo
	@echo 'Variables:'
	@echo '  KDIR=DIR         kernel headers or build tree (/lib/modules/KVER/build)'
	@echo '  KVER=RELEASE     kernel to build for (the running one)'
	@echo '  PREFIX=DIR       install: where lacpmodctl goes (/usr/local)'
	@echo '  DESTDIR=DIR      install: put all of it under this folder, to make a package'
	@echo '  TESTS="a b"      check: these selftests only, and no other tier'
	@echo '  KERNELS="6.1 debug 6.12"  check: on which kernels, of these, kcsan and next (all'
	@echo '                   selftests on the first, a choice on the others); check-install:'
	@echo '                   on 6.1 or 6.12 only'
	@echo '  QUICK=1          check: fewer repetitions on the first kernel, too'
	@echo '  JOBS=N           check: so many at once (one more than there are processors)'
	@echo '  PARALLEL=yes     check: emulate a machine'\''s processors at the same time'
	@echo '  FILES="mux.c"    check-mutants: these of the engine'\''s files only'
	@echo '  RUNS=N           interwork: times that everything is done (3)'
	@echo '  BENCH="transmit receive"  bench: these sections only, of transmit receive idle'
	@echo '                   control failover spread; QUICK=1: less of each; KERNEL=6.12:'
	@echo '                   on another kernel than 6.1'
	@echo '  FUZZ_SECONDS=30  check-fuzz: for pdu and lag, the others have a sixth of it;'
	@echo '                   FUZZ_RUNS=N: executions instead; FUZZ_SEED=S (1)'
	@echo '  FUZZ_TARGETS="lag"  check-fuzz: these only, of pdu lag replies words'
