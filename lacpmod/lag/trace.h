/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: the LACPDUs of every port, what becomes of the frames that it
 * receives, and every transition of its machines
 */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM lacpmod

#if !defined(_LACPMOD_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _LACPMOD_TRACE_H

#include <linux/etherdevice.h>
#include <linux/tracepoint.h>

#include "lag.h"

#define show_lacp_state(state)						\
	__print_flags(state, "|",					\
		      { LACPMOD_STATE_ACTIVITY, "activity" },		\
		      { LACPMOD_STATE_TIMEOUT, "timeout" },		\
		      { LACPMOD_STATE_AGGREGATION, "aggregation" },	\
		      { LACPMOD_STATE_SYNCHRONIZATION, "synchronization" }, \
		      { LACPMOD_STATE_COLLECTING, "collecting" },	\
		      { LACPMOD_STATE_DISTRIBUTING, "distributing" },	\
		      { LACPMOD_STATE_DEFAULTED, "defaulted" },		\
		      { LACPMOD_STATE_EXPIRED, "expired" })

#define show_lacp_subtype(subtype)					\
	__print_symbolic(subtype,					\
			 { LACP_SUBTYPE_LACP, "LACPDU" },		\
			 { LACP_SUBTYPE_MARKER, "Marker" })

#define show_lacp_verdict(verdict)					\
	__print_symbolic(verdict,					\
			 { LACP_TRUNCATED, "truncated" },		\
			 { LACP_ACTOR_LENGTH, "actor-length" },		\
			 { LACP_PARTNER_LENGTH, "partner-length" },	\
			 { LACP_COLLECTOR_LENGTH, "collector-length" },	\
			 { LACP_BAD_MARKER, "bad-marker" },		\
			 { LACP_ACCEPTED, "accepted" },			\
			 { LACP_IGNORED, "ignored" },			\
			 { LACP_UNKNOWN, "unknown" },			\
			 { LACP_ILLEGAL, "illegal" })

#define show_lacp_machine(machine)					\
	__print_symbolic(machine,					\
			 { LACP_MACHINE_RX, "rx" },			\
			 { LACP_MACHINE_PERIODIC, "periodic" },		\
			 { LACP_MACHINE_SELECTED, "selected" },		\
			 { LACP_MACHINE_MUX, "mux" },			\
			 { LACP_MACHINE_ACTOR_CHURN, "actor-churn" },	\
			 { LACP_MACHINE_PARTNER_CHURN, "partner-churn" })

/* One table for all machines: which has what states is the table's business. */
#define lacp_machine_state(machine, state)	((machine) << 4 | (state))

#define show_lacp_machine_state(machine, state)				\
	__print_symbolic(lacp_machine_state(machine, state),		\
	{ lacp_machine_state(LACP_MACHINE_RX,				\
			     LACPMOD_RX_STATE_INITIALIZE), "initialize" }, \
	{ lacp_machine_state(LACP_MACHINE_RX,				\
			     LACPMOD_RX_STATE_PORT_DISABLED), "port-disabled" }, \
	{ lacp_machine_state(LACP_MACHINE_RX,				\
			     LACPMOD_RX_STATE_EXPIRED), "expired" },	\
	{ lacp_machine_state(LACP_MACHINE_RX,				\
			     LACPMOD_RX_STATE_LACP_DISABLED), "lacp-disabled" }, \
	{ lacp_machine_state(LACP_MACHINE_RX,				\
			     LACPMOD_RX_STATE_DEFAULTED), "defaulted" }, \
	{ lacp_machine_state(LACP_MACHINE_RX,				\
			     LACPMOD_RX_STATE_CURRENT), "current" },	\
	{ lacp_machine_state(LACP_MACHINE_PERIODIC,			\
			     LACPMOD_PERIODIC_STATE_NO_PERIODIC), "no-periodic" }, \
	{ lacp_machine_state(LACP_MACHINE_PERIODIC,			\
			     LACPMOD_PERIODIC_STATE_FAST_PERIODIC), "fast-periodic" }, \
	{ lacp_machine_state(LACP_MACHINE_PERIODIC,			\
			     LACPMOD_PERIODIC_STATE_SLOW_PERIODIC), "slow-periodic" }, \
	{ lacp_machine_state(LACP_MACHINE_PERIODIC,			\
			     LACPMOD_PERIODIC_STATE_PERIODIC_TX), "periodic-tx" }, \
	{ lacp_machine_state(LACP_MACHINE_SELECTED,			\
			     LACPMOD_SELECTED_UNSELECTED), "unselected" }, \
	{ lacp_machine_state(LACP_MACHINE_SELECTED,			\
			     LACPMOD_SELECTED_SELECTED), "selected" },	\
	{ lacp_machine_state(LACP_MACHINE_SELECTED,			\
			     LACPMOD_SELECTED_STANDBY), "standby" },	\
	{ lacp_machine_state(LACP_MACHINE_MUX,				\
			     LACPMOD_MUX_STATE_DETACHED), "detached" },	\
	{ lacp_machine_state(LACP_MACHINE_MUX,				\
			     LACPMOD_MUX_STATE_WAITING), "waiting" },	\
	{ lacp_machine_state(LACP_MACHINE_MUX,				\
			     LACPMOD_MUX_STATE_ATTACHED), "attached" },	\
	{ lacp_machine_state(LACP_MACHINE_MUX,				\
			     LACPMOD_MUX_STATE_COLLECTING), "collecting" }, \
	{ lacp_machine_state(LACP_MACHINE_MUX,				\
			     LACPMOD_MUX_STATE_DISTRIBUTING), "distributing" }, \
	{ lacp_machine_state(LACP_MACHINE_MUX,				\
			     LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING), \
			     "collecting-distributing" },		\
	{ lacp_machine_state(LACP_MACHINE_ACTOR_CHURN,			\
			     LACPMOD_CHURN_STATE_CHURN_MONITOR), "churn-monitor" }, \
	{ lacp_machine_state(LACP_MACHINE_ACTOR_CHURN,			\
			     LACPMOD_CHURN_STATE_NO_CHURN), "no-churn" }, \
	{ lacp_machine_state(LACP_MACHINE_ACTOR_CHURN,			\
			     LACPMOD_CHURN_STATE_CHURN), "churn" },	\
	{ lacp_machine_state(LACP_MACHINE_PARTNER_CHURN,		\
			     LACPMOD_CHURN_STATE_CHURN_MONITOR), "churn-monitor" }, \
	{ lacp_machine_state(LACP_MACHINE_PARTNER_CHURN,		\
			     LACPMOD_CHURN_STATE_NO_CHURN), "no-churn" }, \
	{ lacp_machine_state(LACP_MACHINE_PARTNER_CHURN,		\
			     LACPMOD_CHURN_STATE_CHURN), "churn" })

/* Programs that read the events know the numbers only. */
TRACE_DEFINE_ENUM(LACPMOD_STATE_ACTIVITY);
TRACE_DEFINE_ENUM(LACPMOD_STATE_TIMEOUT);
TRACE_DEFINE_ENUM(LACPMOD_STATE_AGGREGATION);
TRACE_DEFINE_ENUM(LACPMOD_STATE_SYNCHRONIZATION);
TRACE_DEFINE_ENUM(LACPMOD_STATE_COLLECTING);
TRACE_DEFINE_ENUM(LACPMOD_STATE_DISTRIBUTING);
TRACE_DEFINE_ENUM(LACPMOD_STATE_DEFAULTED);
TRACE_DEFINE_ENUM(LACPMOD_STATE_EXPIRED);
TRACE_DEFINE_ENUM(LACP_TRUNCATED);
TRACE_DEFINE_ENUM(LACP_ACTOR_LENGTH);
TRACE_DEFINE_ENUM(LACP_PARTNER_LENGTH);
TRACE_DEFINE_ENUM(LACP_COLLECTOR_LENGTH);
TRACE_DEFINE_ENUM(LACP_BAD_MARKER);
TRACE_DEFINE_ENUM(LACP_ACCEPTED);
TRACE_DEFINE_ENUM(LACP_IGNORED);
TRACE_DEFINE_ENUM(LACP_UNKNOWN);
TRACE_DEFINE_ENUM(LACP_ILLEGAL);
TRACE_DEFINE_ENUM(LACP_MACHINE_RX);
TRACE_DEFINE_ENUM(LACP_MACHINE_PERIODIC);
TRACE_DEFINE_ENUM(LACP_MACHINE_SELECTED);
TRACE_DEFINE_ENUM(LACP_MACHINE_MUX);
TRACE_DEFINE_ENUM(LACP_MACHINE_ACTOR_CHURN);
TRACE_DEFINE_ENUM(LACP_MACHINE_PARTNER_CHURN);
TRACE_DEFINE_ENUM(LACPMOD_RX_STATE_INITIALIZE);
TRACE_DEFINE_ENUM(LACPMOD_RX_STATE_PORT_DISABLED);
TRACE_DEFINE_ENUM(LACPMOD_RX_STATE_EXPIRED);
TRACE_DEFINE_ENUM(LACPMOD_RX_STATE_LACP_DISABLED);
TRACE_DEFINE_ENUM(LACPMOD_RX_STATE_DEFAULTED);
TRACE_DEFINE_ENUM(LACPMOD_RX_STATE_CURRENT);
TRACE_DEFINE_ENUM(LACPMOD_PERIODIC_STATE_NO_PERIODIC);
TRACE_DEFINE_ENUM(LACPMOD_PERIODIC_STATE_FAST_PERIODIC);
TRACE_DEFINE_ENUM(LACPMOD_PERIODIC_STATE_SLOW_PERIODIC);
TRACE_DEFINE_ENUM(LACPMOD_PERIODIC_STATE_PERIODIC_TX);
TRACE_DEFINE_ENUM(LACPMOD_SELECTED_UNSELECTED);
TRACE_DEFINE_ENUM(LACPMOD_SELECTED_SELECTED);
TRACE_DEFINE_ENUM(LACPMOD_SELECTED_STANDBY);
TRACE_DEFINE_ENUM(LACPMOD_MUX_STATE_DETACHED);
TRACE_DEFINE_ENUM(LACPMOD_MUX_STATE_WAITING);
TRACE_DEFINE_ENUM(LACPMOD_MUX_STATE_ATTACHED);
TRACE_DEFINE_ENUM(LACPMOD_MUX_STATE_COLLECTING);
TRACE_DEFINE_ENUM(LACPMOD_MUX_STATE_DISTRIBUTING);
TRACE_DEFINE_ENUM(LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING);
TRACE_DEFINE_ENUM(LACPMOD_CHURN_STATE_CHURN_MONITOR);
TRACE_DEFINE_ENUM(LACPMOD_CHURN_STATE_NO_CHURN);
TRACE_DEFINE_ENUM(LACPMOD_CHURN_STATE_CHURN);

DECLARE_EVENT_CLASS(lacp_lacpdu,
		    TP_PROTO(const struct lag_port *port,
			     const struct lacp_info *actor,
			     const struct lacp_info *partner),
		    TP_ARGS(port, actor, partner),

		    TP_STRUCT__entry(__array(char, lag, IFNAMSIZ)
				     __array(char, port, IFNAMSIZ)
				     __array(u8, actor_system, ETH_ALEN)
				     __array(u8, partner_system, ETH_ALEN)
				     __field(u16, actor_key)
				     __field(u16, actor_port)
				     __field(u16, partner_key)
				     __field(u16, partner_port)
				     __field(u8, actor_state)
				     __field(u8, partner_state)),

		    TP_fast_assign(strscpy(__entry->lag, port->lag->dev->name,
					   IFNAMSIZ);
				   strscpy(__entry->port, port->dev->name,
					   IFNAMSIZ);
				   memcpy(__entry->actor_system, actor->system,
					  ETH_ALEN);
				   memcpy(__entry->partner_system,
					  partner->system, ETH_ALEN);
				   __entry->actor_key = actor->key;
				   __entry->actor_port = actor->port;
				   __entry->partner_key = partner->key;
				   __entry->partner_port = partner->port;
				   __entry->actor_state = actor->state;
				   __entry->partner_state = partner->state;),

		    TP_printk("lag=%s port=%s actor=%pM actor_key=%u actor_port=%u actor_state=%s partner=%pM partner_key=%u partner_port=%u partner_state=%s",
			      __entry->lag, __entry->port,
			      __entry->actor_system, __entry->actor_key,
			      __entry->actor_port,
			      show_lacp_state(__entry->actor_state),
			      __entry->partner_system, __entry->partner_key,
			      __entry->partner_port,
			      show_lacp_state(__entry->partner_state))
);

/* A port is about to send a LACPDU. */
DEFINE_EVENT(lacp_lacpdu, lacp_lacpdu_sent,
	     TP_PROTO(const struct lag_port *port,
		      const struct lacp_info *actor,
		      const struct lacp_info *partner),
	     TP_ARGS(port, actor, partner)
);

/* A port has received a LACPDU that it takes; its actor is the other end. */
DEFINE_EVENT(lacp_lacpdu, lacp_lacpdu_heard,
	     TP_PROTO(const struct lag_port *port,
		      const struct lacp_info *actor,
		      const struct lacp_info *partner),
	     TP_ARGS(port, actor, partner)
);

/* A port has received a frame of a slow protocol, whatever becomes of it. */
TRACE_EVENT(lacp_received,
	    TP_PROTO(const struct lag_port *port, const u8 *frame, size_t len,
		     enum lacp_verdict verdict),
	    TP_ARGS(port, frame, len, verdict),

	    TP_STRUCT__entry(__array(char, lag, IFNAMSIZ)
			     __array(char, port, IFNAMSIZ)
			     __field(u32, len)
			     __field(u8, subtype)
			     __field(u8, verdict)),

	    TP_fast_assign(strscpy(__entry->lag, port->lag->dev->name, IFNAMSIZ);
			   strscpy(__entry->port, port->dev->name, IFNAMSIZ);
			   __entry->len = len;
			   __entry->subtype = len ? frame[0] : 0;
			   __entry->verdict = verdict;),

	    TP_printk("lag=%s port=%s subtype=%s len=%u verdict=%s",
		      __entry->lag, __entry->port,
		      show_lacp_subtype(__entry->subtype), __entry->len,
		      show_lacp_verdict(__entry->verdict))
);

/* A machine of a port goes from one state to another, or enters one anew. */
TRACE_EVENT(lacp_transition,
	    TP_PROTO(const struct lag_port *port, u8 machine, u8 from, u8 to),
	    TP_ARGS(port, machine, from, to),

	    TP_STRUCT__entry(__array(char, lag, IFNAMSIZ)
			     __array(char, port, IFNAMSIZ)
			     __field(u8, machine)
			     __field(u8, from)
			     __field(u8, to)),

	    TP_fast_assign(strscpy(__entry->lag, port->lag->dev->name, IFNAMSIZ);
			   strscpy(__entry->port, port->dev->name, IFNAMSIZ);
			   __entry->machine = machine;
			   __entry->from = from;
			   __entry->to = to;),

	    TP_printk("lag=%s port=%s machine=%s from=%s to=%s",
		      __entry->lag, __entry->port,
		      show_lacp_machine(__entry->machine),
		      show_lacp_machine_state(__entry->machine, __entry->from),
		      show_lacp_machine_state(__entry->machine, __entry->to))
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
