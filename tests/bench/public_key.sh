#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/public_key.sh BUILD BOARD [VARIANT]...
#
# CPU time of a handshake beside that of its public-key operations, which no implementation gets around: of each library
# and version, mutual authentication and the server's alone, ECDSA P-256 throughout. An end makes a key and derives a secret;
# whoever shows a certificate signs; whoever is shown one verifies two signatures, the certificate's and the handshake's.
# Operations and handshakes are timed on one core in alternating rounds; the figure is the median of the rounds' ratios with
# its 95 % interval. It has no target: docs/method.md tells what it was.
set -u
build=$1 board=$2
shift 2
[ $# -gt 0 ] || set -- wolfssl openssl
rounds=${ROUNDS:-15}
tries=100
certs=$build/certs/ecdsa-p256
. "$(dirname "$0")/pair.bash"

of_library() { # VARIANT FIELD
	sed -n "s/^$2 := //p" "$build/$board/$1/obj/library.mk" 2>/dev/null
}

# The program of a variant; the system's library has no file of its own.
compiled() { # VARIANT
	local prefix flags=() libraries=(-lssl -lcrypto)
	prefix=$(of_library "$1" LIBRARY_PREFIX)
	[ -z "$prefix" ] || flags=("-I$prefix/include")
	[[ $1 != wolfssl* ]] || flags+=(-DWT_TLSLIB_WOLFSSL "-I$prefix/include/wolfssl")
	[ -z "$prefix" ] || read -ra libraries <<<"$(of_library "$1" LIBRARY_LIBS)"
	"${CC:-gcc}" -std=c11 -D_GNU_SOURCE -O2 -Wno-deprecated-declarations "${flags[@]}" -Isrc/tlslib \
		-o "$build/$board/bench/public_key-$1" tests/bench/public_key.c "${libraries[@]}"
}

# Median CPU time of the handshakes in a file of records.
handshake_ns() {
	jq -s '[.[] | select(.record == "try" and .ok and (.cold | not)) | .handshake_cpu_ns] | sort | .[length / 2 | floor]' "$1"
}

# handshake VARIANT VERSION on|off: that of both ends together.
handshake() {
	local programs=$build/$board/$1/tls
	local both=(--certs "$certs" --tls-version "$2" --client-auth "$3" --suite aes128gcm --group p256 --cpu 0 --quiet)
	rm -f "$work/client" "$work/server"
	serve 5 "${programs}_server" --port 0 --timeout 10 "${both[@]}" --json "$work/server" || return 1
	"${programs}_client" --port "$port" --sizes 16 --tries "$tries" "${both[@]}" --json "$work/client" || return 1
	served && echo $(($(handshake_ns "$work/client") + $(handshake_ns "$work/server")))
}

# operations VARIANT on|off: the sum of those that both ends make.
operations() {
	taskset -c 0 "$build/$board/bench/public_key-$1" 10 |
		awk -v ends="$([ "$2" = on ] && echo 2 || echo 1)" '
			{ ns[$1] = $2 }
			END { printf "%.0f\n", 2 * (ns["make"] + ns["derive"]) + ends * (ns["sign"] + 2 * ns["verify"]) }'
}

mkdir -p "$build/$board/bench"
for variant in "$@"; do
	compiled "$variant" || exit 1
	for version in 1.3 1.2; do
		for authentication in on off; do
			: >"$work/all"
			for ((round = 0; round < rounds; round++)); do
				ours=$(handshake "$variant" "$version" "$authentication") &&
					bare=$(operations "$variant" "$authentication") || { echo "public_key: round $round failed"; exit 1; }
				echo "$ours $bare" >>"$work/all"
			done
			tell_ratios "$variant tls $version, client authentication $authentication: handshake / its public-key operations" 2 - "no target" <"$work/all"
		done
	done
done
