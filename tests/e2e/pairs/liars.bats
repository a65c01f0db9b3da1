#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; helpers.bash sets and reads ours
# Clients that talk garbage or lie, and ends that want different things.

load ../support/helpers
load ../support/messages
load ../support/series

# --- a client that misbehaves -----------------------------------------------------------

# garbled TRANSPORT VARIANT [OPTION]...: noise and HTTP to a server, which complains once each and goes on.
garbled() {
	local text
	for text in noise 'GET / HTTP/1.0\r\n\r\n'; do
		serve "$2/$1_server" --keep "${@:3}"
		if [ "$text" = noise ]; then
			head -c 4096 /dev/urandom | tr '\26' x
		else
			printf '%b' "$text"
		fi | by_hand
		[ "$(head -c 3 "$T/stranger")" != ack ]
		still_serves "$@"
		complains server '127\.0\.0\.1 port [0-9]+: '
	done
}

@test "garbage instead of TLS from a client" {
	each_tls garbled
}

garbled_datagrams() {
	local i
	serve "$2/$1_server" --keep "${@:3}"
	for i in 1 40 300 2000; do
		head -c $i /dev/urandom >"$T/garbage"
		python3 "$PEERS" tell-udp "$PORT" "$T/garbage"
	done
	# what looks like a ClientHello, and goes on as garbage
	{ printf '\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\100\1'; head -c 63 /dev/urandom; } >"$T/garbage"
	python3 "$PEERS" tell-udp "$PORT" "$T/garbage"
	still_serves "$@"
	silent server
}

@test "garbage instead of DTLS from a client is dropped" {
	not_under_valgrind
	each_dtls garbled_datagrams
}

# lies PATTERN FLAGS SIZE BYTES: a message by hand to a tcp server gets no answer, but a line of its own.
lies() {
	serve "$(plain_variant)/tcp_server" --keep --json "$T/server.jsonl"
	message "$2" "$3" 1 "$4" | FINISH=1 by_hand
	[ ! -s "$T/stranger" ] || { echo "it is answered"; return 1; }
	still_serves tcp "$(plain_variant)"
	complains server "$1"
	holds "$T/server.jsonl" '$tries[0].ok == false and ($tries[0].reason | length) > 0 and $done.failed == 1 and $done.answered == 1'
	rm "$T/server.jsonl"
}

@test "tcp: a header that lies" {
	lies 'the peer closed after 40 of the message.s 999 bytes' 0 999 40
	lies 'message header: it says 40 bytes, 999 arrived' 0 40 999
	lies 'message header: size 15; valid: 16 to 1048576' 0 15 16
	lies 'message header: size 0; valid: 16 to 1048576' 0 0 16
	lies 'message header: size 16777215; valid: 16 to 1048576' 0 16777215 16
	lies 'message header: flags 8; valid: 0 to 7' 8 16 16
}

@test "tcp: half a header, and none" {
	not_under_valgrind
	serve "$(plain_variant)/tcp_server" --keep
	printf 'AAAAAAA' | FINISH=1 by_hand
	still_serves tcp "$(plain_variant)"
	complains server 'the peer closed after 7 of the message.s 16 bytes'
	serve "$(plain_variant)/tcp_server" --keep
	FINISH=1 by_hand </dev/null
	still_serves tcp "$(plain_variant)"
	complains server 'the peer closed without a message'
}

@test "a flood of broken peers: the first ten are said, all are counted and recorded" {
	not_under_valgrind
	local i
	serve "$(plain_variant)/tcp_server" --keep --json "$T/server.jsonl"
	for ((i = 0; i < 13; i++)); do
		printf 'AAAAAAA' | FINISH=1 by_hand
	done
	still_serves tcp "$(plain_variant)"
	[ "$(grep -c 'after 7 of the message.s 16 bytes' "$T/server.err")" -eq 10 ]
	[ "$(wc -l <"$T/server.err")" -eq 10 ]
	holds "$T/server.jsonl" '([$tries[] | select(.ok == false)] | length) == 13 and $done.failed == 13 and $done.answered == 1'
}

@test "tcp: another format version" {
	not_under_valgrind
	serve "$(plain_variant)/tcp_server" --keep
	printf '\0\0\0\0\0\0\0\0\x20\0\0\x10\0\0\0\1' | FINISH=1 by_hand
	still_serves tcp "$(plain_variant)"
	complains server 'message header: format version 2; valid: 1'
}

@test "udp: a header that lies, and garbage" {
	not_under_valgrind
	local pattern size bytes
	while read -r size bytes pattern; do
		serve "$(plain_variant)/udp_server" --keep
		message 0 "$size" 1 "$bytes" >"$T/message"
		[ -z "$(ANSWER_S=0.2 python3 "$PEERS" ask-udp "$PORT" "$T/message")" ]
		still_serves udp "$(plain_variant)"
		complains server "$pattern"
	done <<-'END'
		999 40 it says 999 bytes, 40 arrived
		40 999 it says 40 bytes, 999 arrived
		8 16 size 8; valid: 16 to
	END
}

# lies_safely TRANSPORT VARIANT --tls-version V: a header that lies inside of a good session.
lies_safely() {
	local pattern size bytes flag=-tls1_${4#1.}
	[ "$1" = tls ] || flag=-dtls1_2
	while read -r size bytes pattern; do
		serve "$2/$1_server" --keep "${@:3}"
		message 0 "$size" 1 "$bytes" | PATIENCE=2 stranger "$flag" -cert "$KEYS/client.pem" -key "$KEYS/client.key"
		[ ! -s "$T/stranger" ] || { echo "it is answered"; return 1; }
		still_serves "$@"
		complains server "$pattern"
	done <<-'END'
		40 999 it says 40 bytes, 999 arrived
		8 16 size 8; valid: 16 to
	END
}

@test "tls and dtls: a header that lies in a good session" {
	not_under_valgrind
	SERIES="tls:1.2 tls:1.3 dtls:1.2" each_secure lies_safely
}

# --- ends that want different things ---------------------------------------------------

# differ SERVER-OPTIONS CLIENT-OPTIONS PATTERN TRANSPORT VARIANT...: no session, one line at the client.
differ() {
	local server=$1 client=$2 pattern=$3
	shift 3
	# shellcheck disable=SC2086
	serve "$2/$1_server" --keep $server
	# shellcheck disable=SC2086
	LIMIT_S=$SLOWER ask "$1" "$2" $client
	fails "$pattern"
	# shellcheck disable=SC2086
	still_serves "$1" "$2" $server
}

@test "version mismatch: tls" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		differ '--tls-version 1.3' '--tls-version 1.2' 'handshake: .*(version|protocol)' tls "$variant"
		complains server 'handshake: .*(version|protocol|suite)'
		differ '--tls-version 1.2' '--tls-version 1.3' 'handshake: .*(version|protocol)' tls "$variant"
		complains server 'handshake: .*(version|protocol|suite)'
	done
}

@test "version mismatch: dtls" {
	not_under_valgrind
	need_variant wolfssl
	differ '--tls-version 1.3' '--tls-version 1.2' 'handshake: .*(version|protocol|in time)' dtls wolfssl
	differ '--tls-version 1.2' '--tls-version 1.3' 'handshake: .*(version|protocol|in time)' dtls wolfssl
}

@test "suite mismatch" {
	local variant
	for variant in $VARIANTS; do
		differ '--suite TLS_AES_128_GCM_SHA256' '--suite TLS_AES_256_GCM_SHA384' 'handshake: the peer refuses: alert handshake_failure' tls "$variant"
		complains server 'handshake: no .*(suite|cipher)'
		differ '--tls-version 1.2' '--tls-version 1.2 --suite TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384' \
			'handshake: the peer refuses: alert handshake_failure' tls "$variant"
		complains server 'handshake: no .*(suite|cipher)'
		differ '--tls-version 1.2' '--tls-version 1.2 --suite TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384' \
			'handshake: ' dtls "$variant"
	done
}

# In version 1.2 an ECDSA key's own curve is in the client's list, so a server takes that one, and the client tells.
@test "group mismatch" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		differ '--tls-version 1.3' '--tls-version 1.3 --group secp384r1' \
			'handshake: .*ours: TLS 1\.3, TLS_AES_128_GCM_SHA256, secp384r1$' tls "$variant"
		complains server 'handshake: '
		differ '--tls-version 1.2' '--tls-version 1.2 --group secp384r1' \
			'handshake: .*another group than what is pinned: secp256r1, not secp384r1$' tls "$variant"
		differ '--tls-version 1.2' '--tls-version 1.2 --group secp384r1' \
			'handshake: .*another group than what is pinned: secp256r1, not secp384r1$' dtls "$variant"
	done
}
