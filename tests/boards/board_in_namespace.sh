#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/boards/board_in_namespace.sh up FOLDER N | down FOLDER | cut FOLDER | mend FOLDER | kill FOLDER | ps FOLDER
#
# A "board" for the tests: a network namespace with a real sshd of its own (own
# host key, own configuration, port 2222), joined to this machine by a veth
# pair, in a process namespace of its own, so that killing it kills all of it.
# N (1 to 99) keeps boards apart: 10.77.N.1 is this machine, 10.77.N.2 the board.
#
#   up    makes it; FOLDER/ssh_config is for the client, FOLDER/target says where
#   down  takes all of it away
#   cut   takes the link down; mend brings it up again
#   kill  as if the power went; start boots it again, with TMP_OPTIONS=size=1m
#         or such a /tmp that is a tmpfs mounted so
#   ps    the command lines of what runs on it, one a line
#
# Needs root. sshd is that of SSHD_ROOT, an unpacked openssh-server.
set -u
action=${1:-} folder=${2:-} n=${3:-}
[ -n "$folder" ] || { echo "usage: $0 up|down|cut|mend|kill|start|ps FOLDER [N]" >&2; exit 2; }
name() { cat "$folder/name"; }

up() {
	mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || return 1
	local ns tries=100
	: "${SSHD_ROOT:?is not set}"
	ns=wtb$n-$$
	echo "$ns" >"$folder/name"
	ip netns add "$ns" &&
		ip link add "wtv$n" type veth peer name eth0 netns "$ns" &&
		ip addr add "10.77.$n.1/24" dev "wtv$n" && ip link set "wtv$n" up &&
		ip -n "$ns" addr add "10.77.$n.2/24" dev eth0 && ip -n "$ns" link set eth0 up && ip -n "$ns" link set lo up || return 1
	echo "wtv$n" >"$folder/link"
	echo "root@10.77.$n.2:2222" >"$folder/target"
	for key in host_key user_key other_key; do
		[ -f "$folder/$key" ] || ssh-keygen -q -t ed25519 -N '' -f "$folder/$key" || return 1
	done
	cp "$folder/user_key.pub" "$folder/authorized"
	chmod 600 "$folder/authorized"
	printf '[10.77.%s.2]:2222 %s\n' "$n" "$(cut -d ' ' -f 1,2 "$folder/host_key.pub")" >"$folder/known_hosts"
	printf '[10.77.%s.2]:2222 %s\n' "$n" "$(cut -d ' ' -f 1,2 "$folder/other_key.pub")" >"$folder/wrong_hosts"
	cat >"$folder/ssh_config" <<-CONFIG
		Host *
			IdentityFile $folder/user_key
			IdentitiesOnly yes
			UserKnownHostsFile $folder/known_hosts
			GlobalKnownHostsFile /dev/null
			StrictHostKeyChecking yes
	CONFIG
	sed "s/known_hosts\$/wrong_hosts/" "$folder/ssh_config" >"$folder/ssh_config_wrong"
	cat >"$folder/sshd_config" <<-CONFIG
		Port 2222
		ListenAddress 10.77.$n.2
		HostKey $folder/host_key
		AuthorizedKeysFile $folder/authorized
		StrictModes no
		UsePAM no
		PasswordAuthentication no
		PermitRootLogin yes
		PidFile none
		MaxSessions 20
	CONFIG
	# A home of its own: what this machine's root starts with a shell has no business on the board, and would be
	# cut off in the middle with it.
	mkdir -p "$folder/home"
	{ echo "root:x:0:0:root:$folder/home:/bin/sh"; grep -vE '^(root|sshd):' /etc/passwd; } >"$folder/passwd"
	echo 'sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin' >>"$folder/passwd"
	mkdir -p "$folder/tmp"
	start_sshd || return 1
	until grep -q 'Server listening' "$folder/sshd.log" 2>/dev/null; do
		((tries-- > 0)) || { cat "$folder/sshd.log" >&2; return 1; }
		sleep 0.05
	done
}

# Its /tmp and /run are its own, so that what is left behind on it can be told.
start_sshd() {
	: >"$folder/sshd.log"
	env -i PATH="$PATH" LD_LIBRARY_PATH="$(echo "$SSHD_ROOT"/lib/*-linux-gnu*):$(echo "$SSHD_ROOT"/usr/lib/*-linux-gnu*)" \
		F="$folder" TMP_OPTIONS="${TMP_OPTIONS:-}" SSHD="$SSHD_ROOT/usr/sbin/sshd" \
		ip netns exec "$(name)" unshare --mount --pid --fork --kill-child --mount-proc sh -c '
			mount --make-rprivate / && mount -t tmpfs -o mode=755 none /run && mkdir /run/sshd &&
			mount --bind "$F/passwd" /etc/passwd && mkdir -p "$F/tmp" &&
			{ [ -z "$TMP_OPTIONS" ] || mount -t tmpfs -o "$TMP_OPTIONS" none "$F/tmp"; }
			exec "$SSHD" -D -e -f "$F/sshd_config" -o "SetEnv=TMPDIR=$F/tmp"' >>"$folder/sshd.log" 2>&1 3>&- &
	echo $! >"$folder/pid"
}

end_it() {
	local pid
	pid=$(cat "$folder/pid" 2>/dev/null) || return 0
	rm -f "$folder/pid"
	# `unshare --kill-child` takes the whole process namespace with it.
	kill -KILL "$pid" 2>/dev/null
	while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
	return 0
}

list() {
	local pid
	for pid in $(ip netns pids "$(name)"); do
		tr '\0\n' '  ' <"/proc/$pid/cmdline" 2>/dev/null && echo
	done | grep -vE 'sshd -D|sshd: /|unshare --mount' | grep .
	return 0
}

case $action in
up) [ -n "$n" ] && up ;;
down)
	[ -f "$folder/name" ] || exit 0
	end_it
	ip link del "$(cat "$folder/link" 2>/dev/null)" 2>/dev/null
	ip netns del "$(name)" 2>/dev/null
	rm -f "$folder/name"
	;;
cut) ip link set "$(cat "$folder/link")" down ;;
mend) ip link set "$(cat "$folder/link")" up ;;
kill) end_it ;;
start) start_sshd ;;
ps) list ;;
*) echo "$0: $action: unknown" >&2; exit 2 ;;
esac
