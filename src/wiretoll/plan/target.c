/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "elf_file.h"

static const char *const way_names[] = { "local", "qemu-user", "ssh", "hand" };
enum { WAYS = sizeof way_names / sizeof *way_names };

const char *wt_way_name(enum wt_way way)
{
	return (unsigned)way < WAYS ? way_names[way] : NULL;
}

bool wt_way_find(const char *name, enum wt_way *way)
{
	for (int i = 0; i < WAYS; i++)
		if (!strcmp(name, way_names[i])) {
			*way = (enum wt_way)i;
			return true;
		}
	return false;
}

bool wt_target_is_board(const struct wt_target *target, enum wt_role role)
{
	return target->way == WT_WAY_LOCAL || target->board_role == role;
}

bool wt_target_is_remote(const struct wt_target *target, enum wt_role role)
{
	return target->way == WT_WAY_SSH && target->board_role == role;
}

bool wt_target_is_two_machines(const struct wt_target *target)
{
	return target->way == WT_WAY_SSH || target->way == WT_WAY_HAND;
}

const char *wt_target_board(const struct wt_target *target, const char *board, enum wt_role role)
{
	if (wt_target_is_board(target, role))
		return board;
	/* the other end of a board is this machine */
	return target->way == WT_WAY_HAND ? target->peer_board : "host";
}

bool wt_target_is_emulated(const struct wt_target *target)
{
	return target->way == WT_WAY_QEMU_USER || (target->way == WT_WAY_SSH && target->emulated);
}

static bool bad_target(const char *text, struct wt_reason *reason)
{
	return wt_reason_set(reason, "--ssh %s: not valid; valid: [user@]host[:port], an IPv6 address in []", text);
}

bool wt_ssh_target(const char *text, char host[WT_TARGET_BYTES], char port[8], struct wt_reason *reason)
{
	const char *at = strrchr(text, '@');
	const char *name = at ? at + 1 : text;
	const char *bracket = *name == '[' ? strchr(name, ']') : NULL;
	const char *colon = strchr(bracket ? bracket : name, ':');
	size_t user = (size_t)(name - text), length;

	*port = '\0';
	if (*text == '-' || strlen(text) >= WT_TARGET_BYTES || strpbrk(text, " \t\r\n'\"\\$`;&|<>()*"))
		return bad_target(text, reason);
	if (colon && !bracket && strchr(colon + 1, ':')) /* more than one: an address without brackets */
		return bad_target(text, reason);
	if (colon) {
		length = strlen(colon + 1);
		if (length < 1 || length > 5 || strspn(colon + 1, "0123456789") != length)
			return bad_target(text, reason);
		memcpy(port, colon + 1, length + 1);
	}
	if (*name == '[' && !bracket)
		return bad_target(text, reason);
	if (bracket)
		name++;
	length = (size_t)((bracket ? bracket : colon ? colon : name + strlen(name)) - name);
	if (length == 0 || *name == '-' || (at && user == 1))
		return bad_target(text, reason);
	snprintf(host, WT_TARGET_BYTES, "%.*s%.*s", (int)user, text, (int)length, name);
	return true;
}

bool wt_plain_path(const char *path)
{
	return *path == '/' && strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					    "0123456789/._-") == strlen(path);
}

/* What the board tells of its folder has to fit as well. */
static bool choose_dir(struct wt_target *target, const char *dir, struct wt_reason *reason)
{
	if (!dir)
		return true;
	if (!wt_plain_path(dir) || strlen(dir) > 96)
		return wt_reason_set(reason,
				     "--board-dir %s: not valid; valid: an absolute path of letters, "
				     "digits and ._/-, at most 96 of them",
				     dir);
	snprintf(target->dir, sizeof target->dir, "%s", dir);
	return true;
}

static bool copy(char *to, size_t room, const char *from, const char *option, struct wt_reason *reason)
{
	if (!from)
		from = "";
	if (strlen(from) >= room)
		return wt_reason_set(reason, "--%s: too long; valid: under %zu bytes", option, room);
	memcpy(to, from, strlen(from) + 1);
	return true;
}

static bool native(const char *program)
{
	struct wt_reason unused;
	struct utsname names;
	const struct wt_architecture *machine = wt_elf_machine(program, &unused);

	return !machine || uname(&names) != 0 || wt_architecture_runs(machine, names.machine);
}

static bool choose_way(struct wt_target *target, const struct wt_target_request *request, const char *program,
		       struct wt_reason *reason)
{
	if (!strcmp(request->run, "auto"))
		target->way = request->ssh ? WT_WAY_SSH : native(program) ? WT_WAY_LOCAL : WT_WAY_QEMU_USER;
	else if (!wt_way_find(request->run, &target->way) || target->way == WT_WAY_HAND)
		return wt_reason_set(reason, "--run %s: not valid; valid: auto local qemu-user ssh", request->run);
	if (target->way == WT_WAY_SSH && !request->ssh)
		return wt_reason_set(reason, "--run ssh: needs --ssh [user@]host[:port]");
	if (target->way != WT_WAY_SSH && request->ssh)
		return wt_reason_set(reason, "--run %s: not together with --ssh", request->run);
	if (target->way == WT_WAY_LOCAL && !native(program)) {
		const struct wt_architecture *machine = wt_elf_machine(program, reason);

		return wt_reason_set(reason,
				     "%s: built for %s, which this machine does not run; valid: --run "
				     "qemu-user, or --ssh with a board",
				     program, machine ? machine->name : "another machine");
	}
	return true;
}

/* Both ways that have two machines in them, one of them perhaps emulated. */
static bool choose_ends(struct wt_target *target, const struct wt_target_request *request, struct wt_reason *reason)
{
	if (!strcmp(request->role, "client"))
		target->board_role = WT_CLIENT;
	else if (!strcmp(request->role, "server"))
		target->board_role = WT_SERVER;
	else
		return wt_reason_set(reason,
				     "--role %s: not valid; valid: client server (the end that is "
				     "the board)",
				     request->role);
	if (!wt_name_valid(request->peer_variant))
		return wt_reason_set(reason,
				     "--peer-variant %s: not a name; valid: a folder under "
				     "<build>/host",
				     request->peer_variant);
	return copy(target->peer_variant, sizeof target->peer_variant, request->peer_variant, "peer-variant", reason);
}

static bool choose_emulator(struct wt_target *target, const struct wt_target_request *request, const char *program,
			    struct wt_reason *reason)
{
	const struct wt_architecture *machine = wt_elf_machine(program, reason);

	if (!machine)
		return false;
	snprintf(target->emulator, sizeof target->emulator, "%s", machine->emulator);
	if (request->core && !wt_name_valid(request->core))
		return wt_reason_set(reason, "--core %s: not a name; valid: what '%s -cpu help' lists", request->core,
				     target->emulator);
	return copy(target->core, sizeof target->core, request->core, "core", reason) &&
	       copy(target->plugin, sizeof target->plugin, request->plugin, "plugin", reason);
}

/*
 * QEMU gives every AArch64 core the crypto extensions. None of its named 32-bit cores has them, and some lack
 * NEON too, which a mask would then wrongly promise.
 */
static bool masks_crypto(const struct wt_target *target, const struct wt_target_request *request, const char *program)
{
	struct wt_reason unused;
	const struct wt_architecture *machine = wt_elf_machine(program, &unused);

	return request->no_crypto && wt_target_is_emulated(target) && machine && !strcmp(machine->name, "aarch64");
}

bool wt_target_make(struct wt_target *target, const struct wt_target_request *request, const char *program,
		    struct wt_reason *reason)
{
	char host[WT_TARGET_BYTES], port[8];

	memset(target, 0, sizeof *target);
	if (!choose_way(target, request, program, reason))
		return false;
	if (!choose_ends(target, request, reason))
		return false;
	if (target->way == WT_WAY_LOCAL) {
		/* Both ends are the board: what was said of them is right, but void. */
		memset(target, 0, sizeof *target);
		return true;
	}
	target->emulated = target->way == WT_WAY_SSH && request->emulated;
	target->mask_crypto = masks_crypto(target, request, program);
	if (target->way == WT_WAY_QEMU_USER)
		return choose_emulator(target, request, program, reason);
	target->keep = request->keep;
	target->reconnect_s = request->reconnect_s;
	target->server_port = request->server_port;
	target->called_port = request->called_port;
	return wt_ssh_target(request->ssh, host, port, reason) && choose_dir(target, request->board_dir, reason) &&
	       copy(target->ssh, sizeof target->ssh, request->ssh, "ssh", reason) &&
	       copy(target->ssh_command, sizeof target->ssh_command, request->ssh_command, "ssh-command", reason) &&
	       copy(target->bind, sizeof target->bind, request->bind, "bind", reason);
}
