// SPDX-License-Identifier: GPL-2.0
/*
 * What no other tool asks of a device
 *
 * usage: feature hwtstamp DEV get
 *        feature hwtstamp DEV set TX-TYPE RX-FILTER FLAGS
 *        feature mii DEV
 *
 * hwtstamp  ask the hardware for time stamps, or what was asked; prints "TX-TYPE
 *           RX-FILTER FLAGS", as numbers
 * mii       whether there is a link, as MII has it: "up" or "down"
 *
 * Exit status: 0; 1 with the error's name where the kernel refuses; 2 for a
 * wrong command line.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <linux/mii.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int usage(void)
{
	fprintf(stderr, "feature: see the head of feature.c\n");
	return 2;
}

static int refused(const char *what)
{
	fprintf(stderr, "feature: %s: %s\n", what, strerrorname_np(errno));
	return 1;
}

static int ask(const char *dev, unsigned long cmd, struct ifreq *ifr)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	snprintf(ifr->ifr_name, IFNAMSIZ, "%s", dev);
	return ioctl(fd, cmd, ifr);
}

static int hwtstamp(int argc, char **argv)
{
	struct hwtstamp_config config = {};
	struct ifreq ifr = { .ifr_data = (void *)&config };
	unsigned long cmd = SIOCGHWTSTAMP;

	if (argc == 5 && !strcmp(argv[1], "set")) {
		cmd = SIOCSHWTSTAMP;
		config.tx_type = atoi(argv[2]);
		config.rx_filter = atoi(argv[3]);
		config.flags = atoi(argv[4]);
	} else if (argc != 2 || strcmp(argv[1], "get")) {
		return usage();
	}
	if (ask(argv[0], cmd, &ifr))
		return refused("hwtstamp");
	printf("%d %d %d\n", config.tx_type, config.rx_filter, config.flags);
	return 0;
}

static int mii(const char *dev)
{
	struct ifreq ifr = {};
	struct mii_ioctl_data *data = (struct mii_ioctl_data *)&ifr.ifr_data;

	data->reg_num = MII_BMSR;
	if (ask(dev, SIOCGMIIREG, &ifr))
		return refused("mii");
	puts(data->val_out & BMSR_LSTATUS ? "up" : "down");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "hwtstamp"))
		return hwtstamp(argc - 2, argv + 2);
	if (argc == 3 && !strcmp(argv[1], "mii"))
		return mii(argv[2]);
	return usage();
}
