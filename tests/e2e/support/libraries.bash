# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Which library meets which: of the servers and clients that were built. Under valgrind each library with itself, and TLS alone.

# each_pair FUNCTION [ARGUMENT]...: with server and client in front, for each pair of libraries.
each_pair() {
	local function=$1 server client
	shift
	for server in wolfssl openssl; do
		for client in wolfssl openssl; do
			has_variant $server && has_variant $client || continue
			[ "${WT_VALGRIND:-}" != 1 ] || [ $server = $client ] || continue
			[ -z "${CROSSED:-}" ] || [ $server != $client ] || continue
			"$function" $server $client "$@"
		done
	done
}

# each_crossed FUNCTION [ARGUMENT]...: the same with each library in each role once, and the other one as its peer.
each_crossed() {
	local CROSSED=1
	has_variant wolfssl && has_variant openssl && [ "${WT_VALGRIND:-}" != 1 ] || CROSSED=
	each_pair "$@"
}

# each_version SERVER CLIENT FUNCTION [ARGUMENT]...: with transport, version, server and client in front. DTLS 1.3 is wolfSSL's
# alone, with itself.
each_version() {
	local server=$1 client=$2 function=$3
	shift 3
	"$function" tls 1.2 "$server" "$client" "$@"
	"$function" tls 1.3 "$server" "$client" "$@"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	"$function" dtls 1.2 "$server" "$client" "$@"
	[ "$server" = wolfssl ] || return 0
	[ -z "${CROSSED:-}" ] && [ "$client" != wolfssl ] || "$function" dtls 1.3 wolfssl wolfssl "$@"
}
