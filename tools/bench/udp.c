// SPDX-License-Identifier: GPL-2.0
/*
 * What it costs to send a datagram through connected UDP sockets
 *
 * usage: udp ADDRESS COUNT FLOWS
 *
 * Sends COUNT datagrams of 18 octets, with their headers frames of 64, to
 * ADDRESS through FLOWS connected sockets by turns, and prints how many
 * picoseconds of CLOCK_MONOTONIC one took. A tenth as many are sent before.
 * Exit status 1 if any could not be sent.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORT		20000
#define FLOWS_MAX	1024

static int sockets[FLOWS_MAX];
static unsigned int flows;

static void die(const char *what)
{
	fprintf(stderr, "udp: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void open_sockets(const char *address)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	unsigned int i;

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1) {
		fprintf(stderr, "udp: '%s' is no IPv4 address\n", address);
		exit(2);
	}
	for (i = 0; i < flows; i++) {
		to.sin_port = htons(PORT + i);
		sockets[i] = socket(AF_INET, SOCK_DGRAM, 0);
		if (sockets[i] < 0 ||
		    connect(sockets[i], (struct sockaddr *)&to, sizeof(to)))
			die("cannot connect");
	}
}

static void send_some(unsigned int count)
{
	static const char payload[18];
	unsigned int i, at = 0;

	for (i = 0; i < count; i++) {
		if (send(sockets[at], payload, sizeof(payload), 0) < 0)
			die("cannot send");
		if (++at == flows)
			at = 0;
	}
}

static unsigned long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

int main(int argc, char **argv)
{
	unsigned long long start;
	unsigned int count;

	if (argc != 4)
		return 2;
	count = strtoul(argv[2], NULL, 10);
	flows = strtoul(argv[3], NULL, 10);
	if (!count || !flows || flows > FLOWS_MAX)
		return 2;

	open_sockets(argv[1]);
	send_some(count / 10);
	start = now();
	send_some(count);
	printf("%llu\n", (now() - start) * 1000 / count);
	return 0;
}
