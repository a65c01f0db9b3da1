#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/board_ssh.sh --ssh TARGET [--ssh-command COMMAND] [--role client|server] [--target-ip ADDRESS]
#                             -- COMMAND...
#        scripts/board_ssh.sh --check OPTION...
#
# Runs COMMAND (`wiretoll run ...`) for the board at TARGET ([user@]host[:port])
# with the options that say how to reach it, and with certificates that know
# the address under test: that of the SSH connection, or ADDRESS. They lie in
# build/certs/for-ADDRESS (installed: under the user's state folder). With --check it only looks whether the options are
# right.
set -u
. "$(dirname "$0")/lib.sh"
[ -n "$installed" ] || cd "$top" || exit 1

target='' ssh_command=ssh role=client address='' check=''
while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--) break ;;
	--check) check=1; shift; continue ;;
	--ssh | --ssh-command | --role | --target-ip) [ $# -gt 1 ] && [ -n "$2" ] || wrong "$1: needs a value" ;;&
	--ssh) target=$2 ;;
	--ssh-command) ssh_command=$2 ;;
	--role) role=$2 ;;
	--target-ip) address=$2 ;;
	*) wrong "$1: unknown option; valid: --ssh --ssh-command --role --target-ip --check --help" ;;
	esac
	shift 2
done
[ -n "$target" ] && { [ $# -gt 1 ] || [ -n "$check" ]; } || wrong "wants --ssh TARGET -- COMMAND; see --help"
[ $# -eq 0 ] || shift
split_target "$target" || wrong "--ssh $target: not valid; valid: [user@]host[:port], an IPv6 address in []"
[[ $role == client || $role == server ]] || wrong "--role $role: not valid; valid: client server"
[ -z "$address" ] || is_ipv4 "$address" || is_ipv6 "$address" ||
	wrong "--target-ip $address: not a numeric address; valid: an IPv4 address such as 192.0.2.10, an IPv6 one such as 2001:db8::10"
[ -z "$check" ] || exit 0

# The words of SSH_CONNECTION are: the desk, its port, the board, its port. More than some lines nobody has to say.
ask() {
	local words
	read -ra words <<<"$ssh_command"
	# It is the far shell that is to expand it.
	# shellcheck disable=SC2016
	"${words[@]}" -oBatchMode=yes -oConnectTimeout=15 -T -x -a ${port_of_ssh:+-p "$port_of_ssh"} -- "$login" \
		'echo "wiretoll: $SSH_CONNECTION"' 2>&1 </dev/null | head -c 65536 >"$log"
	local status=${PIPESTATUS[0]}
	[ "$(wc -c <"$log")" -lt 65536 ] || die "board $target: it sent more than 64 KB in place of its address"
	[ "$status" -eq 0 ] ||
		die "board $target: $(clean_text <"$log" | sed '/^$/d' | tail -n 1)"
	read -ra words < <(sed -n 's/^wiretoll: //p' "$log")
	if [ "$role" = client ]; then address=${words[0]:-}; else address=${words[2]:-}; fi
	is_ipv4 "$address" || is_ipv6 "$address" ||
		die "board $target: does not tell the addresses of its SSH connection; name the address under test with TARGET_IP="
}

log=$(mktemp) || die "no temporary file can be made"
trap 'rm -f "$log"' EXIT
[ -n "$address" ] || ask
folder=$(certs_folder)/for-${address//:/_} || exit 1
[ -n "$installed" ] || folder=${folder#"$top/"}
more=()
for kind in ecdsa-p384 rsa-3072 ed25519; do
	[[ $* != *$kind* ]] || more+=(--keys "$kind")
done
"$top/scripts/cert.sh" --out "$folder" --san "$address" "${more[@]}" >"$log" || exit 1
rm -f "$log"
trap - EXIT
exec "$@" --ssh "$target" --ssh-command "$ssh_command" --target-ip "$address" --certs "$folder/ecdsa-p256"
