# SPDX-License-Identifier: GPL-2.0
#
# lacpmod from the user's side.  What the module consists of is in Kbuild.

KVER	?= $(shell uname -r)
KDIR	?= /lib/modules/$(KVER)/build

.PHONY: all modules tools clean help demo check check-next check-kcsan \
	check-sim check-spec lint

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

clean:
	@test ! -e "$(KDIR)/Makefile" || $(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C tools/lacpmodctl clean
	$(MAKE) -C tools/sim clean
	rm -rf build

demo:
	@tools/vm/demo

check:
	@tools/check

# The newest kernel, and one that looks for data races: both are compiled, which
# takes a while the first time.
check-next:
	@KERNELS=next QUICK=1 TIERS= tools/check

check-kcsan:
	@KERNELS=kcsan QUICK=1 TIERS= tools/check

check-sim:
	$(MAKE) -C tools/sim check

check-spec:
	@tools/ynl-regen --check

lint:
	@tools/vm/lint

help:
	@echo 'lacpmod: link aggregation (LACP, IEEE 802.1AX) for Linux'
	@echo
	@echo 'Build for this machine:'
	@echo '  make             lacpmod.ko and tools/lacpmodctl/lacpmodctl'
	@echo '  make modules     the module alone'
	@echo '  make tools       lacpmodctl alone'
	@echo '  make clean       remove everything that was built'
	@echo
	@echo 'See it work, in a virtual machine that is fetched and set up as needed:'
	@echo '  make demo        bundle three links with the kernel'\''s bonding driver, pull one'
	@echo
	@echo 'Check (installs what it needs):'
	@echo '  make check       everything below, and the selftests in a virtual machine'
	@echo '  make check-next  the selftests on the newest kernel that Debian has'
	@echo '  make check-kcsan the selftests on a kernel that looks for data races'
	@echo '  make lint        compiler warnings, sparse, checkpatch'
	@echo '  make check-spec  the generated netlink code matches its specification'
	@echo '  make check-sim   the protocol engine in user space: unit tests, simulation'
	@echo
	@echo 'Variables:'
	@echo '  KDIR=DIR         kernel headers or build tree (/lib/modules/KVER/build)'
	@echo '  KVER=RELEASE     kernel to build for (the running one)'
	@echo '  KERNELS="6.1 6.12 debug"  check: on which kernels'
	@echo '  TESTS="a b"      check: these selftests only, and no other tier'
