// SPDX-License-Identifier: GPL-2.0
/*
 * The unit tests look at states, not at transitions
 */

#include "lacpmod/lacp/machines.h"

void lacp_trace_transition(const struct lacp_port *port,
			   enum lacp_machine machine, u8 from, u8 to)
{
}
