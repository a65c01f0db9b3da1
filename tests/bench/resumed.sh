#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/resumed.sh BUILD BOARD [VARIANT]...
#
# What resumption saves: instructions of a handshake by session and by ticket over those of a full one, both ends together
# (callgrind, which repeats to the instruction but runs other code than what is timed: docs/method.md), of each library and
# version, mutual with ECDSA P-256. Of the handshake alone, that is of the library's call for it, and of the whole try with its
# message of 999 bytes, session, goodbye and our own part. It has no target: docs/protocols.md tells what it was.
set -u
build=$1 board=$2
shift 2
[ $# -gt 0 ] || set -- wolfssl openssl
certs=$build/certs/ecdsa-p256
first=2 then=10 # tries of a run, and how many more the other one makes: starting is in neither
. "$(dirname "$0")/pair.bash"

# counted TRIES OPTION_OF_CALLGRIND...: instructions of both ends.
counted() {
	local tries=$1 tool=(valgrind --tool=callgrind "${@:2}")
	serve 60 "${tool[@]}" --callgrind-out-file="$work/server" "$programs/tls_server" --port 0 --timeout 60 "${both[@]}" || return 1
	"${tool[@]}" --callgrind-out-file="$work/client" "$programs/tls_client" --port "$port" --timeout 60 --sizes 999 --tries $((tries - 1)) \
		"${both[@]}" >/dev/null 2>"$work/client.err" || { cat "$work/client.err"; return 1; }
	served && sed -n 's/^totals: //p' "$work/server" "$work/client" | awk '{ sum += $1 } END { print sum }'
}

# a_try OPTION_OF_CALLGRIND...: of one try
a_try() {
	local few many
	few=$(counted $first "$@") && many=$(counted $((first + then)) "$@") && echo $(((many - few) / then))
}

for variant in "$@"; do
	programs=$build/$board/$variant
	handshake=SSL_do_handshake
	[[ $variant != wolfssl* ]] || handshake=wolfSSL_SSL_do_handshake
	for version in 1.3 1.2; do
		for how in off session ticket; do
			both=(--certs "$certs" --tls-version "$version" --suite aes128gcm --group p256 --resume "$how" --counters off --quiet)
			alone=$(a_try --toggle-collect=$handshake) && whole=$(a_try) || { echo "resumed: $variant $version $how: ${whole:-}${alone:-}"; exit 1; }
			[ $how != off ] || full=("$alone" "$whole")
			awk -v row="$variant tls $version $how" -v alone="$alone" -v whole="$whole" -v full_alone="${full[0]}" -v full_whole="${full[1]}" 'BEGIN {
				printf "%-28s handshake %9d (%.4f of a full one), whole try %9d (%.4f)\n", row, alone, alone / full_alone, whole, whole / full_whole }'
		done
	done
done
