// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel says about a request: an error number and, in extended
 * acknowledgments, a message, the attribute that it refused and the policy
 * that the attribute broke. Put together they name attribute, value and what
 * is allowed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lacpmodctl.h"

/* NLMSGERR_ATTR_MISS_TYPE, which headers before Linux 6.1 lack. */
#define ATTR_MISS_TYPE 5

/**
 * struct verdict - what an acknowledgment says
 * @error: error number, 0 for success
 * @message: the kernel's words, or NULL
 * @field: what is known of the attribute that it refused, or NULL
 * @attr: that attribute in the request
 * @missing: the attribute that the request lacks, or NULL
 * @has_range: whether the policy names a range
 * @min: smallest and
 * @max: largest value that is allowed
 */
struct verdict {
	int error;
	const char *message;
	const struct field *field;
	const struct nlattr *attr;
	const struct field *missing;
	bool has_range;
	uint64_t min;
	uint64_t max;
};

static void take_policy(struct verdict *v, const struct nlattr *policy)
{
	const struct nlattr *attr;
	bool min = false, max = false;

	mnl_attr_for_each_nested(attr, policy) {
		if (mnl_attr_get_payload_len(attr) != sizeof(uint64_t))
			continue;
		if (mnl_attr_get_type(attr) == NL_POLICY_TYPE_ATTR_MIN_VALUE_U) {
			v->min = mnl_attr_get_u64(attr);
			min = true;
		}
		if (mnl_attr_get_type(attr) == NL_POLICY_TYPE_ATTR_MAX_VALUE_U) {
			v->max = mnl_attr_get_u64(attr);
			max = true;
		}
	}
	v->has_range = min && max;
}

/* Offsets count from the start of the request; a nest may be meant, too. */
static void take_offset(struct verdict *v, const struct request *req,
			uint32_t offset)
{
	const struct nlattr *attr, *inner;
	const struct field *field;

	mnl_attr_for_each(attr, req->nlh, GENL_HDRLEN) {
		field = field_of(req->set, mnl_attr_get_type(attr));
		if ((size_t)((const char *)attr - req->buf) == offset) {
			v->attr = attr;
			v->field = field;
		}
		if (!field || field->kind != KIND_NEST)
			continue;
		mnl_attr_for_each_nested(inner, attr) {
			if ((size_t)((const char *)inner - req->buf) != offset)
				continue;
			v->attr = inner;
			v->field = field_of(field->nest,
					    mnl_attr_get_type(inner));
		}
	}
}

static void take_attr(struct verdict *v, const struct request *req,
		      const struct nlattr *attr)
{
	switch (mnl_attr_get_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			v->message = mnl_attr_get_str(attr);
		break;
	case NLMSGERR_ATTR_OFFS:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			take_offset(v, req, mnl_attr_get_u32(attr));
		break;
	case NLMSGERR_ATTR_POLICY:
		take_policy(v, attr);
		break;
	case ATTR_MISS_TYPE:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			v->missing = field_of(req->set,
					      mnl_attr_get_u32(attr));
		break;
	}
}

/*
 * NLMSG_ERROR carries an error number, the request or only its header, and
 * then attributes; NLMSG_DONE an error number and attributes.
 */
static struct verdict judge(const struct request *req,
			    const struct nlmsghdr *nlh)
{
	size_t len = mnl_nlmsg_get_payload_len(nlh);
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	const void *attrs;
	struct verdict v = {};
	size_t skip = sizeof(int);

	if (len < sizeof(int))
		return v;
	v.error = abs(err->error);
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		skip = sizeof(*err);
		if (len < skip)
			return v;
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
			skip += NLMSG_ALIGN(mnl_nlmsg_get_payload_len(&err->msg));
	}
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || skip >= len)
		return v;
	attrs = (const char *)err + skip;
	mnl_attr_for_each_payload(attrs, len - skip)
		take_attr(&v, req, attr);
	return v;
}

/* The object that a request is about: its own name attribute. */
static const char *subject_of(const struct request *req)
{
	const struct nlattr *attr;
	const struct field *field;

	mnl_attr_for_each(attr, req->nlh, GENL_HDRLEN) {
		field = field_of(req->set, mnl_attr_get_type(attr));
		if (field && !strcmp(field->name, "ifname"))
			return mnl_attr_get_str(attr);
	}
	return NULL;
}

/* The value that was asked for, in the words of the command line. */
static const char *asked_value(const struct verdict *v)
{
	static const uint8_t zero[MAC_LEN];

	switch (v->field->kind) {
	case KIND_STRING:
		return safe(mnl_attr_get_str(v->attr));
	case KIND_MAC:
		if (v->field->zero && !memcmp(mnl_attr_get_payload(v->attr),
					      zero, MAC_LEN))
			return v->field->zero;
		return mac_text(mnl_attr_get_payload(v->attr));
	case KIND_NEST:
		return "";
	default:
		return field_text(v->field, attr_value(v->attr, v->field));
	}
}

static const char *range_text(const struct verdict *v)
{
	struct names allowed = { NULL, 0 };

	if (v->field && v->field->kind == KIND_WORD && v->min <= v->max &&
	    v->max < v->field->names->n) {
		allowed.word = v->field->names->word + v->min;
		allowed.n = v->max - v->min + 1;
		return text("allowed are %s", list_text(&allowed, "and"));
	}
	/* Bits that may be set are in the largest value of them all. */
	if (v->field && v->field->kind == KIND_STATE)
		return text("allowed are some of %s, or %s",
			    field_text(v->field, v->max), v->field->zero);
	if (!v->field)
		return text("allowed are %llu to %llu",
			    (unsigned long long)v->min,
			    (unsigned long long)v->max);
	if (v->field->zero && !v->min && v->max)
		return text("allowed are %s and %s to %s", v->field->zero,
			    field_text(v->field, v->field->least ?
						 v->field->least : 1),
			    field_text(v->field, v->max));
	return text("allowed are %s to %s", field_text(v->field, v->min),
		    field_text(v->field, v->max));
}

static const char *error_text(int error)
{
	switch (error) {
	case EPERM:
	case EACCES:
		return "not permitted: that needs CAP_NET_ADMIN in the network namespace";
	case EEXIST:
		return "there is a device of that name";
	case ENODEV:
		return "no such device";
	case EOPNOTSUPP:
		return "the kernel's lacpmod cannot do that";
	default:
		return strerror(error);
	}
}

static const char *cause_of(const struct verdict *v)
{
	if (v->has_range && (v->error == ERANGE || !v->message))
		return range_text(v);
	if (v->message)
		return safe(v->message);
	if (v->missing)
		return text("%s is missing", keyword_of(v->missing));
	return error_text(v->error);
}

/* "min-links 99: ", unless it is the subject or the kernel says it itself. */
static const char *setting_of(const struct verdict *v, const char *cause)
{
	const char *keyword, *value;

	if (!v->field || !strcmp(v->field->name, "ifname"))
		return "";
	keyword = keyword_of(v->field);
	value = asked_value(v);
	if (strstr(cause, keyword) && strstr(cause, value))
		return "";
	return text("%s%s%s: ", keyword, *value ? " " : "", value);
}

/**
 * extack_report - print what the kernel says about a request
 * @req: the request
 * @answer: NLMSG_ERROR or NLMSG_DONE, the end of the answer to it
 *
 * Return: RC_OK if the request was done, perhaps with a warning; RC_FAILED if
 * it was refused.
 */
int extack_report(const struct request *req, const struct nlmsghdr *answer)
{
	const struct verdict v = judge(req, answer);
	const char *subject = subject_of(req);
	const char *cause = cause_of(&v);

	if (!v.error && !v.message)
		return RC_OK;
	if (req->quiet)
		return v.error ? RC_FAILED : RC_OK;
	error("%s%s%s%s%s", v.error ? "" : "warning: ",
	      subject ? safe(subject) : "", subject ? ": " : "",
	      setting_of(&v, cause), cause);
	return v.error ? RC_FAILED : RC_OK;
}
