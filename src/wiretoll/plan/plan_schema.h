/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version of plan.json, for the two that write and read it. */
#ifndef WT_PLAN_SCHEMA_H
#define WT_PLAN_SCHEMA_H

enum { WT_PLAN_SCHEMA = 1 };

#endif
