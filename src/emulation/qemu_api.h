/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What we use of QEMU's interface for TCG plugins, version 1 (QEMU 4.2 to 8.2
 * offer it), as its documentation describes it: Debian does not package the
 * header. The names are looked up in the emulator when it loads the plugin.
 */
#ifndef WT_QEMU_API_H
#define WT_QEMU_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QEMU_API_VERSION = 1, QEMU_INLINE_ADD_U64 = 0 };

struct qemu_plugin_tb; /* a block of translated instructions */

/* What the emulator tells of itself; we read the beginning only. */
struct qemu_info {
	const char *target_name; /* "aarch64", "arm", "x86_64" */
	struct {
		int min, cur;
	} version;
	bool system_emulation;
};

typedef void (*qemu_block_function)(uint64_t id, struct qemu_plugin_tb *block);
typedef void (*qemu_syscall_function)(uint64_t id, unsigned cpu, int64_t number, uint64_t a1, uint64_t a2, uint64_t a3,
				      uint64_t a4, uint64_t a5, uint64_t a6, uint64_t a7, uint64_t a8);
typedef void (*qemu_return_function)(uint64_t id, unsigned cpu, int64_t number, int64_t result);
typedef void (*qemu_exit_function)(uint64_t id, void *data);

/* Calls back for each block that is translated. */
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, qemu_block_function function);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
/* Adds `value` to *counter, in generated code, each time the block is run. */
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *block, int operation, void *counter,
					      uint64_t value);
void qemu_plugin_register_vcpu_syscall_cb(uint64_t id, qemu_syscall_function function);
void qemu_plugin_register_vcpu_syscall_ret_cb(uint64_t id, qemu_return_function function);
void qemu_plugin_register_atexit_cb(uint64_t id, qemu_exit_function function, void *data);
void qemu_plugin_outs(const char *text);

#endif
