// SPDX-License-Identifier: GPL-2.0
/*
 * lacpmodctl lag path: which way a frame would leave a LAG. A frame is built of
 * what the command line says of it; the kernel is asked what it makes of it.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lacpmodctl.h"

#define TPID_S		0x88a8
#define VID_MAX		4094
#define ETHERTYPE_LEAST	0x600	/* below, it is a length */
#define ETHERTYPE_MPLS	0x8847
#define ETHERTYPE_MPLS_MC 0x8848
#define ETHERTYPE_PPPOE	0x8864

/* What the command line says of the frame. */
enum word {
	WORD_SRC,
	WORD_DST,
	WORD_PROTO,
	WORD_SPORT,
	WORD_DPORT,
	WORD_SPI,
	WORD_SMAC,
	WORD_DMAC,
	WORD_VLAN,
	WORD_SVLAN,
	WORD_ETHERTYPE,
	WORDS,
};

static const char *const words[WORDS] = {
	"src", "dst", "proto", "sport", "dport", "spi", "smac", "dmac", "vlan",
	"svlan", "ethertype",
};

static const struct names word_names = { words, WORDS };

/**
 * struct spec - a frame in words
 * @arg: the words, by what they are for; NULL where there is none
 * @family: AF_INET, AF_INET6, or 0 for no IP
 * @src: source address
 * @dst: destination address
 * @proto: IP protocol
 * @number: what is a number of the words
 * @smac: source MAC address
 * @dmac: destination MAC address
 */
struct spec {
	const char *arg[WORDS];
	int family;
	uint8_t src[16];
	uint8_t dst[16];
	uint8_t proto;
	uint32_t number[WORDS];
	uint8_t smac[MAC_LEN];
	uint8_t dmac[MAC_LEN];
};

/**
 * struct frame - a frame as octets
 * @len: how many
 * @octet: these
 */
struct frame {
	size_t len;
	uint8_t octet[128];
};

static const struct {
	const char *name;
	uint8_t number;
} protocols[] = {
	{ "icmp", IPPROTO_ICMP }, { "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP }, { "dccp", IPPROTO_DCCP },
	{ "gre", IPPROTO_GRE }, { "esp", IPPROTO_ESP },
	{ "ah", IPPROTO_AH }, { "icmpv6", IPPROTO_ICMPV6 },
	{ "sctp", IPPROTO_SCTP }, { "udplite", IPPROTO_UDPLITE },
};

static bool has_ports(uint8_t proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_UDPLITE || proto == IPPROTO_SCTP ||
	       proto == IPPROTO_DCCP;
}

/* What an encap hash looks into. */
static bool is_tunnel(const struct spec *spec)
{
	switch (spec->proto) {
	case IPPROTO_IPIP:
	case IPPROTO_IPV6:
	case IPPROTO_GRE:
	case IPPROTO_MPLS:
		return true;
	case IPPROTO_UDP:
		return spec->number[WORD_DPORT] == 4789 ||	/* VXLAN */
		       spec->number[WORD_DPORT] == 8472 ||	/* Linux's own */
		       spec->number[WORD_DPORT] == 6081 ||	/* Geneve */
		       spec->number[WORD_DPORT] == 2152;	/* GTP-U */
	}
	return false;
}

/* What follows these counts as well, but for layer2. */
static bool has_more(uint16_t ethertype)
{
	return ethertype == ETHERTYPE_IP || ethertype == ETHERTYPE_IPV6 ||
	       ethertype == ETHERTYPE_MPLS || ethertype == ETHERTYPE_MPLS_MC ||
	       ethertype == ETHERTYPE_PPPOE;
}

/* The kernel looks through these to what follows. */
static bool is_extension(const struct spec *spec)
{
	if (spec->family != AF_INET6)
		return false;
	switch (spec->proto) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_AH:
	case IPPROTO_DSTOPTS:
		return spec->arg[WORD_PROTO];
	}
	return false;
}

static bool has_spi(uint8_t proto)
{
	return proto == IPPROTO_ESP || proto == IPPROTO_AH;
}

/* Pairs of a word and what it says. */
static int read_words(struct args *args, struct spec *spec)
{
	while (args->argc) {
		int word = match(args_next(args), &word_names, args->what);

		if (word < 0)
			return RC_USAGE;
		if (spec->arg[word])
			return usage("%s: %s is given twice", args->what,
				     words[word]);
		spec->arg[word] = args_next(args);
		if (!spec->arg[word])
			return usage("%s: %s needs a value", args->what,
				     words[word]);
	}
	return RC_OK;
}

static int read_number(struct spec *spec, const char *what, enum word word,
		       uint32_t min, uint32_t max)
{
	const char *arg = spec->arg[word];
	uint64_t value;

	if (!arg)
		return RC_OK;
	if (!parse_number(arg, &value))
		return usage("%s: %s: '%s' is not a number", what, words[word],
			     safe(arg));
	if (value < min || value > max)
		return usage("%s: %s %s: allowed are %u to %u", what,
			     words[word], safe(arg), min, max);
	spec->number[word] = value;
	return RC_OK;
}

static int read_mac(const struct spec *spec, const char *what, enum word word,
		    uint8_t *mac)
{
	if (!spec->arg[word] || parse_mac(spec->arg[word], mac))
		return RC_OK;
	return usage("%s: %s: '%s' is not a MAC address", what, words[word],
		     safe(spec->arg[word]));
}

static int family_of(const char *arg, uint8_t *address)
{
	if (inet_pton(AF_INET, arg, address) == 1)
		return AF_INET;
	return inet_pton(AF_INET6, arg, address) == 1 ? AF_INET6 : 0;
}

static int read_addresses(struct spec *spec, const char *what)
{
	int family[2] = {};
	int i;

	if (!spec->arg[WORD_SRC] != !spec->arg[WORD_DST])
		return usage("%s: an IP packet has both src and dst", what);
	if (!spec->arg[WORD_SRC])
		return RC_OK;
	for (i = 0; i < 2; i++) {
		const char *arg = spec->arg[WORD_SRC + i];

		family[i] = family_of(arg, i ? spec->dst : spec->src);
		if (!family[i])
			return usage("%s: %s: '%s' is not an IP address", what,
				     words[WORD_SRC + i], safe(arg));
	}
	if (family[0] != family[1])
		return usage("%s: src and dst are not of one kind, IPv4 or IPv6",
			     what);
	spec->family = family[0];
	return RC_OK;
}

static int read_proto(struct spec *spec, const char *what)
{
	const char *name[ARRAY_SIZE(protocols)];
	const struct names names = { name, ARRAY_SIZE(name) };
	const char *arg = spec->arg[WORD_PROTO];
	unsigned int i;
	int k, rc;

	if (!arg)
		return RC_OK;
	if (!isalpha((unsigned char)*arg)) {
		rc = read_number(spec, what, WORD_PROTO, 0, UINT8_MAX);
		spec->proto = spec->number[WORD_PROTO];
		return rc;
	}
	for (i = 0; i < names.n; i++)
		name[i] = protocols[i].name;
	k = match(arg, &names, text("%s: %s", what, words[WORD_PROTO]));
	if (k < 0)
		return RC_USAGE;
	spec->proto = protocols[k].number;
	return RC_OK;
}

/* What goes with what, whatever the hash is. */
static int check_words(const struct spec *spec, const char *what)
{
	if (spec->arg[WORD_PROTO] && !spec->family)
		return usage("%s: proto goes with src and dst", what);
	if ((spec->arg[WORD_SPORT] || spec->arg[WORD_DPORT]) &&
	    !has_ports(spec->proto))
		return usage("%s: sport and dport go with proto tcp, udp, udplite, sctp or dccp",
			     what);
	if (spec->arg[WORD_SPI] && !has_spi(spec->proto))
		return usage("%s: spi goes with proto esp or ah", what);
	if (spec->arg[WORD_ETHERTYPE] && spec->family)
		return usage("%s: ethertype is for frames that are no IP, without src and dst",
			     what);
	if (spec->number[WORD_ETHERTYPE] == ETHERTYPE_VLAN ||
	    spec->number[WORD_ETHERTYPE] == TPID_S)
		return usage("%s: ethertype is what follows the tags, which are vlan and svlan",
			     what);
	return RC_OK;
}

static int read_spec(struct args *args, struct spec *spec)
{
	const char *what = args->what;
	int rc = read_words(args, spec);

	return rc ?: read_addresses(spec, what) ?:
	       read_proto(spec, what) ?:
	       read_number(spec, what, WORD_SPORT, 0, UINT16_MAX) ?:
	       read_number(spec, what, WORD_DPORT, 0, UINT16_MAX) ?:
	       read_number(spec, what, WORD_SPI, 0, UINT32_MAX) ?:
	       read_number(spec, what, WORD_VLAN, 1, VID_MAX) ?:
	       read_number(spec, what, WORD_SVLAN, 1, VID_MAX) ?:
	       read_number(spec, what, WORD_ETHERTYPE, ETHERTYPE_LEAST,
			   UINT16_MAX) ?:
	       read_mac(spec, what, WORD_SMAC, spec->smac) ?:
	       read_mac(spec, what, WORD_DMAC, spec->dmac) ?:
	       check_words(spec, what);
}

/* Some of what the LAG's hash counts cannot be said at all. */
static int check_hidden(const struct spec *spec, const char *what,
			unsigned int hash)
{
	const char *name = name_of(&hash_names, hash);

	switch (hash) {
	case LACPMOD_HASH_ENCAP23:
	case LACPMOD_HASH_ENCAP34:
		if (spec->family && is_tunnel(spec))
			return usage("%s: with the hash %s what is in the tunnel counts, which cannot be said here",
				     what, name);
		break;
	case LACPMOD_HASH_LAYER23:
	case LACPMOD_HASH_LAYER34:
	case LACPMOD_HASH_FLOW:
		break;
	default:
		return RC_OK;
	}
	if (hash != LACPMOD_HASH_LAYER23 && is_extension(spec))
		return usage("%s: over IPv6 proto %s is an extension header: with the hash %s what follows it counts, say that",
			     what, safe(spec->arg[WORD_PROTO]), name);
	if (has_more(spec->number[WORD_ETHERTYPE]))
		return usage("%s: with the hash %s what follows ethertype %s counts: for IP, say src and dst",
			     what, name, safe(spec->arg[WORD_ETHERTYPE]));
	return RC_OK;
}

/* What it counts otherwise must have been said: there is no guessing it. */
static int check_missing(const struct spec *spec, const char *what,
			 unsigned int hash)
{
	const char *missing = NULL;
	bool macs = !spec->family, layer4 = false;

	switch (hash) {
	case LACPMOD_HASH_LAYER2:
	case LACPMOD_HASH_LAYER23:
	case LACPMOD_HASH_ENCAP23:
		macs = true;
		break;
	case LACPMOD_HASH_LAYER34:
	case LACPMOD_HASH_ENCAP34:
	case LACPMOD_HASH_FLOW:
		layer4 = spec->family;
		break;
	default:
		return RC_OK;
	}
	if (macs && !spec->arg[WORD_DMAC])
		missing = words[WORD_DMAC];
	else if (macs && !spec->family && !spec->arg[WORD_ETHERTYPE])
		missing = words[WORD_ETHERTYPE];
	else if (layer4 && !spec->arg[WORD_PROTO])
		missing = words[WORD_PROTO];
	else if (layer4 && has_ports(spec->proto) &&
		 (!spec->arg[WORD_SPORT] || !spec->arg[WORD_DPORT]))
		missing = "sport and dport";
	else if (layer4 && has_spi(spec->proto) && !spec->arg[WORD_SPI])
		missing = words[WORD_SPI];
	if (!missing)
		return RC_OK;
	return usage("%s: with the hash %s %s counts, say what it is", what,
		     name_of(&hash_names, hash), missing);
}

static int check_hash(const struct spec *spec, const char *what,
		      unsigned int hash)
{
	return check_hidden(spec, what, hash) ?:
	       check_missing(spec, what, hash);
}

/* Frames come from the LAG's own address, unless it is said otherwise. */
static void take_own_mac(struct spec *spec, const char *name)
{
	struct ifreq request = {};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	memcpy(request.ifr_name, name, strlen(name));
	if (!ioctl(fd, SIOCGIFHWADDR, &request))
		memcpy(spec->smac, request.ifr_hwaddr.sa_data, MAC_LEN);
	close(fd);
}

static void put_octets(struct frame *frame, const void *octets, size_t len)
{
	memcpy(frame->octet + frame->len, octets, len);
	frame->len += len;
}

static void put_be16(struct frame *frame, uint16_t value)
{
	value = htons(value);
	put_octets(frame, &value, sizeof(value));
}

static void put_be32(struct frame *frame, uint32_t value)
{
	value = htonl(value);
	put_octets(frame, &value, sizeof(value));
}

static void put_ethernet(struct frame *frame, const struct spec *spec)
{
	put_octets(frame, spec->dmac, MAC_LEN);
	put_octets(frame, spec->smac, MAC_LEN);
	if (spec->arg[WORD_SVLAN]) {
		put_be16(frame, TPID_S);
		put_be16(frame, spec->number[WORD_SVLAN]);
	}
	if (spec->arg[WORD_VLAN]) {
		put_be16(frame, ETHERTYPE_VLAN);
		put_be16(frame, spec->number[WORD_VLAN]);
	}
	if (spec->arg[WORD_ETHERTYPE])
		put_be16(frame, spec->number[WORD_ETHERTYPE]);
	else if (spec->family == AF_INET)
		put_be16(frame, ETHERTYPE_IP);
	else
		put_be16(frame, spec->family ? ETHERTYPE_IPV6 :
					       ETHERTYPE_LOOPBACK);
}

#define PAYLOAD	12	/* ports, or a header of IPsec */

static void put_ip(struct frame *frame, const struct spec *spec)
{
	const uint8_t ipv4[] = {
		0x45, 0, 0, 20 + PAYLOAD, 0, 0, 0, 0, 64, spec->proto, 0, 0,
	};
	const uint8_t ipv6[] = { 0x60, 0, 0, 0, 0, PAYLOAD, spec->proto, 64 };
	size_t len = spec->family == AF_INET ? 4 : 16;

	if (spec->family == AF_INET)
		put_octets(frame, ipv4, sizeof(ipv4));
	else
		put_octets(frame, ipv6, sizeof(ipv6));
	put_octets(frame, spec->src, len);
	put_octets(frame, spec->dst, len);
}

static void put_payload(struct frame *frame, const struct spec *spec)
{
	size_t end = frame->len + PAYLOAD;

	if (spec->proto == IPPROTO_AH)
		put_be32(frame, IPPROTO_NONE << 24 | 1 << 16);
	if (has_spi(spec->proto)) {
		put_be32(frame, spec->number[WORD_SPI]);
	} else {
		put_be16(frame, spec->number[WORD_SPORT]);
		put_be16(frame, spec->number[WORD_DPORT]);
	}
	frame->len = end;
}

static void make_frame(struct frame *frame, const struct spec *spec)
{
	put_ethernet(frame, spec);
	if (!spec->family)
		return;
	put_ip(frame, spec);
	put_payload(frame, spec);
}

static void print_path(const struct attrs *path)
{
	printf("%s: conversation %s, ",
	       safe(attr_str(path, LACPMOD_A_PATH_IFNAME)),
	       num_text(path, LACPMOD_A_PATH_CONVERSATION));
	if (!attr_has(path, LACPMOD_A_PATH_PORT_IFNAME)) {
		puts("no port: the frame would be dropped");
		return;
	}
	printf("port %s%s\n",
	       safe(attr_str(path, LACPMOD_A_PATH_PORT_IFNAME)),
	       attr_num(path, LACPMOD_A_PATH_LIVE) ? "" :
			", for want of a link on the conversation's own");
}

static void json_path(const struct attrs *path)
{
	static const uint16_t list[] = {
		LACPMOD_A_PATH_IFINDEX, LACPMOD_A_PATH_IFNAME,
		LACPMOD_A_PATH_CONVERSATION, LACPMOD_A_PATH_PORT_IFINDEX,
		LACPMOD_A_PATH_PORT_IFNAME, LACPMOD_A_PATH_LIVE,
	};
	size_t i;

	json_begin(NULL, '{');
	for (i = 0; i < ARRAY_SIZE(list); i++)
		json_field(path, list[i]);
	json_end('}');
}

static int ask(const char *name, const struct frame *frame)
{
	struct records answer = {};
	struct request req;
	int rc;

	request_init(&req, LACPMOD_CMD_LAG_PATH, &path_set);
	mnl_attr_put_strz(req.nlh, LACPMOD_A_PATH_IFNAME, name);
	mnl_attr_put(req.nlh, LACPMOD_A_PATH_FRAME, frame->len, frame->octet);
	rc = nl_do(&req, &answer);
	if (!rc && !answer.n) {
		error("%s: the kernel does not say which way the frame would leave",
		      safe(name));
		rc = RC_FAILED;
	}
	if (!rc && options.json)
		json_path(&answer.record[0]);
	else if (!rc)
		print_path(&answer.record[0]);
	records_free(&answer);
	return rc;
}

/**
 * lag_path - which way a frame would leave a LAG
 * @args: the LAG, and what is to be said of the frame
 *
 * Return: exit status.
 */
int lag_path(struct args *args)
{
	struct frame frame = {};
	struct records lags = {};
	struct spec spec = {};
	const char *name;
	int rc;

	rc = parse_ifname(args, "NAME", &name);
	if (!rc)
		rc = read_spec(args, &spec);
	if (!rc)
		rc = get_lags(name, &lags);
	if (!rc && lags.n)
		rc = check_hash(&spec, args->what,
				attr_num(&lags.record[0], LACPMOD_A_LAG_HASH));
	records_free(&lags);
	if (rc)
		return rc;
	if (!spec.arg[WORD_SMAC])
		take_own_mac(&spec, name);
	make_frame(&frame, &spec);
	return ask(name, &frame);
}
