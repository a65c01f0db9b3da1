#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/batch_scp.sh [OPTION]... TARGET...
#
# Brings the programs of a board, the certificates and scripts/batch_test.sh to
# several machines at once, as a tar stream over ssh. TARGET is
# [user@]host[:port]. A line for each; exit status 1 when one failed. There,
# `cd wiretoll && scripts/batch_test.sh -s` (or -c HOST) runs all transports.
#
#   --board BOARD      whose programs (default: host)
#   --variants LIST    with commas between them (default: all that are built)
#   --certs DIR        certificates (default: build/certs/ecdsa-p256); of the
#                      address that clients call: scripts/cert.sh --san ADDRESS;
#                      with an intermediate and a pre-shared key where it has them
#   --keys LIST        the sets of these kinds beside it as well, for --keys of the
#                      programs there: rsa-2048,ed25519
#   --dir DIR          where to, on the machines (default: wiretoll, in the home)
#   --ssh-command CMD  ssh with its options (default: ssh)
set -u
. "$(dirname "$0")/lib.sh"
cd "$top" || exit 1

board=host variants='' certs=build/certs/ecdsa-p256 keys='' folder=wiretoll ssh_command=ssh targets=()
while [ $# -gt 0 ]; do
	case $1 in
	--help) help_text; exit 0 ;;
	--board | --variants | --certs | --keys | --dir | --ssh-command) [ $# -gt 1 ] && [ -n "$2" ] || wrong "$1: needs a value" ;;&
	--board) board=$2; shift ;;
	--variants) variants=${2//,/ }; shift ;;
	--certs) certs=${2%/}; shift ;;
	--keys) keys=$2; shift ;;
	--dir) folder=$2; shift ;;
	--ssh-command) ssh_command=$2; shift ;;
	-*) wrong "$1: unknown option; valid: --board --variants --certs --keys --dir --ssh-command --help" ;;
	*)
		[[ $1 =~ ^([A-Za-z0-9_][A-Za-z0-9._-]*@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(:[0-9]{1,5})?$ ]] ||
			wrong "$1: not valid; valid: [user@]host[:port], an IPv6 address in []"
		targets+=("$1") ;;
	esac
	shift
done
[ ${#targets[@]} -gt 0 ] || wrong "no machine is named; valid: [user@]host[:port] ..."
[[ $folder =~ ^[A-Za-z0-9._/-]+$ && $folder != -* ]] || wrong "--dir $folder: not valid; valid: letters, digits and ._/-"
[[ $keys =~ ^([a-z0-9-]+(,[a-z0-9-]+)*)?$ ]] || wrong "--keys $keys: not valid; valid: names of sets beside $certs, with commas between them"
[ -d "build/$board" ] || die "build/$board: not there; make it with: make BOARD=$board"
[ -n "$variants" ] || variants=$(for v in "build/$board"/*/tls_client; do [ -x "$v" ] && basename "$(dirname "$v")"; done | xargs)
files=()
for variant in $variants; do
	for program in {tcp,udp,tls,dtls}_{server,client}; do
		[ -x "build/$board/$variant/$program" ] ||
			die "build/$board/$variant/$program: not there; make it with: make BOARD=$board VARIANT=$variant"
		files+=("build/$board/$variant/$program")
	done
done
[ ${#files[@]} -gt 0 ] || die "build/$board: holds no programs; make them with: make BOARD=$board"
work=$(mktemp -d) || die "no temporary folder can be made"
trap 'rm -rf "$work"' EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM

# take_set FROM NAME: a set of certificates, without the key of its CA, which stays here.
take_set() {
	local file
	mkdir -p "$work/build/certs/$2" || die "$work: cannot be written"
	for file in {ca,server,client}.pem {server,client}.key {server,client}-chain.pem psk; do
		case $file in
		*-chain.pem | psk) [ -e "$1/$file" ] || continue ;;
		esac
		[ -r "$1/$file" ] || die "$1/$file: not there; make it with: make certs"
		cp -p "$1/$file" "$work/build/certs/$2/" || die "$work: cannot be written"
	done
}
take_set "$certs" ecdsa-p256
for kind in ${keys//,/ }; do
	take_set "$(dirname "$certs")/$kind" "$kind"
done
mkdir "$work/scripts" && cp scripts/batch_test.sh "$work/scripts/" || die "$work: cannot be written"
# This machine's own programs have their symbols still, several times their size.
if [ "$board" = host ] && have strip; then
	for file in "${files[@]}"; do
		mkdir -p "$work/$(dirname "$file")" && strip -o "$work/$file" "$file" || die "$file: cannot be stripped"
	done
	files=()
fi
tar --format=ustar --owner=0 --group=0 -hcf "$work/all.tar" "${files[@]}" -C "$work" build scripts || die "tar failed"
read -ra ssh <<<"$ssh_command"

bring() {
	local target=$1 n=$2 port='' login
	login=$target
	[[ $target =~ ^(.*):([0-9]{1,5})$ ]] && login=${BASH_REMATCH[1]} port=${BASH_REMATCH[2]}
	login=${login/[/} login=${login/]/}
	"${ssh[@]}" -oBatchMode=yes -oConnectTimeout=15 -T -x -a ${port:+-p "$port"} -- "$login" \
		"mkdir -p $folder && cd $folder && tar -xf -" <"$work/all.tar" 2>&1 | head -c 65536 >"$work/log.$n"
	if [ "${PIPESTATUS[0]}" -eq 0 ]; then
		echo "$target: $(($(stat -c %s "$work/all.tar") / 1024)) KB in $folder"
		return 0
	fi
	echo "$target: FAILED: $(sed '/^$/d' "$work/log.$n" | tail -n 1 | tr -d '\r')"
	return 1
}

pids=() failed=0
for i in "${!targets[@]}"; do
	bring "${targets[i]}" "$i" &
	pids+=($!)
done
for pid in "${pids[@]}"; do
	wait "$pid" || failed=$((failed + 1))
done
echo "${#targets[@]} machines, $failed failed"
[ "$failed" -eq 0 ]
