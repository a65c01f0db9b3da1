#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Machines with several addresses: which one a server answers from, and how an address is verified.

load ../support/helpers

# wildcard VARIANT TRANSPORT BIND [OPTION]...: a client that calls 127.0.0.2 hears from 127.0.0.2, which is not
# the address that the kernel prefers for its answers.
wildcard() {
	local variant=$1 transport=$2 bind=$3
	shift 3
	need_variant "$variant"
	rm -f "$T/client.jsonl"
	serve "$variant/${transport}_server" --bind "$bind" "$@"
	call "$variant/${transport}_client" --host 127.0.0.2 --sizes 16,999 --tries 2 --timeout $((4 * SLOWER)) --json "$T/client.jsonl" "$@"
	expect 0
	holds "$T/client.jsonl" '$done.ok and $done.answered == 4 and $done.lost == 0'
	server_ends
	expect_status 0 "$SERVER_STATUS" server
}

keys_with() {
	scripts/cert.sh --out "$T/pki" --san "$1" >/dev/null
}

@test "udp: a server on all addresses answers from the one that was called" {
	wildcard "$(plain_variant)" udp 0.0.0.0
	[ ! -e /proc/net/if_inet6 ] || wildcard "$(plain_variant)" udp ::
}

@test "dtls on both libraries: a server on all addresses answers from the one that was called" {
	local variant bind
	keys_with 127.0.0.2
	for variant in $VARIANTS; do
		for bind in 0.0.0.0 ::; do
			[ "$bind" = 0.0.0.0 ] || [ -e /proc/net/if_inet6 ] || continue
			wildcard "$variant" dtls "$bind" --tls-version 1.2 --certs "$T/pki/ecdsa-p256"
		done
	done
}

@test "dtls 1.3 on wolfssl: a server on all addresses answers from the one that was called" {
	keys_with 127.0.0.2
	wildcard wolfssl dtls 0.0.0.0 --tls-version 1.3 --certs "$T/pki/ecdsa-p256"
}

# An address of a link is called with its interface (RFC 4007 11); the certificate holds the address alone.
@test "tls and dtls: a link-local address is verified without its interface" {
	local variant
	not_under_valgrind
	command -v ip >/dev/null || skip "no ip (iproute2)"
	unshare -n true 2>/dev/null || skip "no right to make a network namespace"
	keys_with fe80::1
	for variant in $VARIANTS; do
		timeout -k 2 60 unshare -n bash -e -c '
			ip link set lo up && ip address add fe80::1/64 dev lo nodad
			for transport in tls dtls; do
				"$1/${transport}_server" --tls-version 1.2 --bind fe80::1%lo --timeout 8 --certs "$2" >"$3.$transport" &
				for ((i = 0; i < 200; i++)); do
					! grep -q listening "$3.$transport" || break
					sleep 0.02
				done
				"$1/${transport}_client" --tls-version 1.2 --host fe80::1%lo --timeout 4 --certs "$2" --sizes 16 --tries 1
				wait $!
			done' - "$BUILD/$BOARD/$variant" "$T/pki/ecdsa-p256" "$T/$variant" >"$T/out" 2>&1 3>&- || { cat "$T/out"; return 1; }
	done
}
