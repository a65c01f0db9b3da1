#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Ends that are missing, silent, that close or reset in each phase, that talk garbage or lie.

load helpers
load messages

# ask TRANSPORT VARIANT [OPTION]...: a client of the last peer, which must not hang. TRIES=1.
ask() {
	LIMIT=10 call "$2/$1_client" --sizes "${SIZE:-40}" --tries "${TRIES:-1}" --timeout "${LIMIT_S:-2}" \
		--json "$T/client.jsonl" "${@:3}"
	whole "$T/client.jsonl"
	holds "$T/client.jsonl" '$done.ok == false and $done.status == 1 and ($done.reason | length) > 0'
	rm -f "$T/client.jsonl"
}

# still_serves TRANSPORT VARIANT [OPTION]...: after what happened, the server answers a good client; then it ends.
still_serves() {
	call "$2/$1_client" --sizes 16 --tries 1 "${@:3}"
	expect 0
	silent client
	server_stops
}

no_server() {
	PORT=$(free_port)
	ask "$@"
	fails "no server (at 127\\.0\\.0\\.1 port $PORT|there)"
}

in_use() {
	local other
	serve "$2/$1_server" --keep "${@:3}"
	other=$PORT
	PORT='' LIMIT=5 call "$2/$1_server" --port "$other" "${@:3}"
	fails "127\\.0\\.0\\.1 port $other is in use; valid: a free port, or 0"
	server_stops
}

# each_series COMMAND...: calls it with TRANSPORT VARIANT [--tls-version V] of each series.
each_series() {
	local variant plain=${SERIES_PLAIN-"tcp udp"} name
	variant=$(plain_variant)
	for name in $plain; do
		echo "with $name"
		"$@" "$name" "$variant"
	done
	each_secure "$@"
}

each_secure() {
	local variant name
	for variant in $VARIANTS; do
		for name in ${SERIES:-tls:1.2 tls:1.3 dtls:1.2 dtls:1.3}; do
			[ "$name-${variant%%-*}" != dtls:1.3-openssl ] || continue
			echo "with $name on $variant"
			"$@" "${name%:*}" "$variant" --tls-version "${name#*:}"
		done
	done
}

each_tls() {
	SERIES="tls:1.2 tls:1.3" each_secure "$@"
}

each_dtls() {
	SERIES="dtls:1.2 dtls:1.3" each_secure "$@"
}

# --- nobody there -----------------------------------------------------------------

@test "no server: said at once" {
	each_series no_server
}

@test "a port in use: the server says so and what is valid" {
	each_series in_use
}

unknown_host() {
	PORT=1443 LIMIT=15 call "$2/$1_client" --host no.such.host.invalid "${@:3}"
	fails 'no\.such\.host\.invalid'
	PORT='' LIMIT=15 call "$2/$1_server" --port 0 --bind no.such.host.invalid "${@:3}"
	fails 'no\.such\.host\.invalid'
}

@test "a host that does not resolve" {
	each_series unknown_host
}

foreign_address() {
	PORT='' LIMIT=5 call "$2/$1_server" --port 0 --bind 192.0.2.1 "${@:3}"
	fails '192\.0\.2\.1 port 0: .*assign'
}

@test "an address that is not ours cannot be served" {
	each_series foreign_address
}

unheard() {
	PORT='' LIMIT=5 call "$2/$1_server" --port 0 --timeout 0.3 --json "$T/server.jsonl" "${@:3}"
	fails 'heard nothing for 0\.3 s \(--timeout\)'
	holds "$T/server.jsonl" '$done.ok == false and $done.status == 1 and $done.answered == 0 and ($done.reason | test("heard nothing"))'
	rm "$T/server.jsonl"
}

@test "a server that hears nothing ends with status 1 and says why" {
	each_series unheard
}

# --- a server that misbehaves -------------------------------------------------------

silent_server() {
	local kind=stream
	[[ $1 == tcp || $1 == tls ]] || kind=datagram
	peer $kind silent
	LIMIT_S=0.4 ask "$@"
	fails 'in time'
	kill "$PEER"
}

@test "a server that is silent: a time-out, in every phase that waits" {
	each_series silent_server
}

closing_server() {
	peer stream close
	ask "$@"
	fails 'closed|reset'
	kill "$PEER"
	peer stream reset
	ask "$@"
	fails 'reset|closed'
	kill "$PEER"
}

@test "a server that closes or resets at once" {
	SERIES_PLAIN=tcp SERIES="tls:1.2 tls:1.3" each_series closing_server
}

garbage_server() {
	local kind=stream
	[[ $1 == tcp || $1 == tls ]] || kind=datagram
	peer $kind garbage
	LIMIT_S=0.5 ask "$@"
	fails "${GARBAGE:-handshake: }"
	kill "$PEER"
	peer $kind 'say:HTTP/1.1 400 Bad Request\r\n\r\n'
	LIMIT_S=0.5 ask "$@"
	fails "${GARBAGE:-handshake: }"
	kill "$PEER"
}

@test "garbage instead of TLS from the server" {
	each_tls garbage_server
}

# RFC 6347 4.1.2.7: what is no valid record is dropped, so that all that is left is a time-out.
@test "garbage instead of DTLS from the server" {
	GARBAGE='in time' each_dtls garbage_server
}

@test "garbage instead of an answer on plain transports" {
	GARBAGE="the answer is not 'ack'; is that a wiretoll server\\?" garbage_server tcp "$(plain_variant)"
	GARBAGE="the answer is not 'ack'; is that a wiretoll server\\?" garbage_server udp "$(plain_variant)"
}

@test "tcp: a server that closes or resets after the message, or in its answer" {
	local how
	for how in read-close read-reset say:ac; do
		peer stream $how
		ask tcp "$(plain_variant)"
		fails 'the server closed the connection before it answered|reset'
		kill "$PEER"
	done
	peer stream say:acknowledged
	ask tcp "$(plain_variant)"
	fails "ack: the answer is not 'ack'"
}

@test "a run that was good and then loses its server stops and tells what is missing" {
	not_under_valgrind
	serve "$(plain_variant)/tcp_server" --keep
	(sleep 0.5; kill -KILL "$SERVER") 3>&- &
	LIMIT=10 call "$(plain_variant)/tcp_client" --tries 10000000 --sizes 16 --json "$T/client.jsonl"
	fails '[0-9]+ of 10000000 tries missing; the first: '
	holds "$T/client.jsonl" '$done.planned == $done.answered + $done.lost + $done.failed + $done.not_made
		and $done.answered > 0 and $done.failed == 10 and $done.not_made > 0'
}

# --- both ends, cut in the middle ------------------------------------------------------

# cut_at TURN HOW TRANSPORT VARIANT [OPTION]...: before that turn the relay does so with both ends.
cut_at() {
	local turn=$1 how=$2 port
	shift 2
	serve "$2/$1_server" --keep "${@:3}"
	port=$PORT
	peer tcp-relay "$port" "$turn" "$how"
	ask "$@"
	fails 'closed|reset'
	kill "$PEER"
	# when the answer alone was lost, the server has nothing to complain of
	[ "${ANSWERED:-}" = 1 ] || complains server '127\.0\.0\.1 port [0-9]+: .*(closed|reset)' || return 1
	PORT=$port still_serves "$@"
}

@test "tcp: closed and reset before the message, in it and before the answer" {
	local how variant
	variant=$(plain_variant)
	for how in close reset; do
		cut_at 0 $how tcp "$variant"
		ANSWERED=1 cut_at 1 $how tcp "$variant"
	done
	cut_at 0 half tcp "$variant"
}

# Turns of TLS 1.2: 0 ClientHello, 1 server's flight, 2 client's flight, 3 Finished, 4 message, 5 answer;
# of TLS 1.3: 0 ClientHello, 1 server's flight, 2 client's flight and message, 3 answer.
@test "tls 1.2: closed in each phase, on both libraries" {
	local turn
	for turn in 0 1 2 3 4; do
		SERIES=tls:1.2 each_secure cut_at $turn close
	done
	ANSWERED=1 SERIES=tls:1.2 each_secure cut_at 5 close
}

@test "tls 1.2: reset in each phase, on both libraries" {
	local turn
	for turn in 0 1 2 3 4; do
		SERIES=tls:1.2 each_secure cut_at $turn reset
	done
	ANSWERED=1 SERIES=tls:1.2 each_secure cut_at 5 reset
}

@test "tls 1.3: closed in each phase, on both libraries" {
	local turn
	for turn in 0 1 2; do
		SERIES=tls:1.3 each_secure cut_at $turn close
	done
	ANSWERED=1 SERIES=tls:1.3 each_secure cut_at 3 close
}

@test "tls 1.3: reset in each phase, on both libraries" {
	local turn
	for turn in 0 1 2; do
		SERIES=tls:1.3 each_secure cut_at $turn reset
	done
	ANSWERED=1 SERIES=tls:1.3 each_secure cut_at 3 reset
}

@test "tls: closed in the middle of each flight" {
	local turn
	for turn in 0 1 2; do
		each_tls cut_at $turn half
	done
}

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
	serve "$(plain_variant)/tcp_server" --keep
	printf 'AAAAAAA' | FINISH=1 by_hand
	still_serves tcp "$(plain_variant)"
	complains server 'the peer closed after 7 of the message.s 16 bytes'
	serve "$(plain_variant)/tcp_server" --keep
	FINISH=1 by_hand </dev/null
	still_serves tcp "$(plain_variant)"
	complains server 'the peer closed without a message'
}

@test "tcp: another format version" {
	serve "$(plain_variant)/tcp_server" --keep
	printf '\0\0\0\0\0\0\0\0\x20\0\0\x10\0\0\0\1' | FINISH=1 by_hand
	still_serves tcp "$(plain_variant)"
	complains server 'message header: format version 2; valid: 1'
}

@test "udp: a header that lies, and garbage" {
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
	LIMIT_S=1 ask "$1" "$2" $client
	fails "$pattern"
	# shellcheck disable=SC2086
	still_serves "$1" "$2" $server
}

@test "version mismatch: tls" {
	local variant
	for variant in $VARIANTS; do
		differ '--tls-version 1.3' '--tls-version 1.2' 'handshake: .*(version|protocol)' tls "$variant"
		complains server 'handshake: .*(version|protocol|suite)'
		differ '--tls-version 1.2' '--tls-version 1.3' 'handshake: .*(version|protocol)' tls "$variant"
		complains server 'handshake: .*(version|protocol|suite)'
	done
}

@test "version mismatch: dtls" {
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

@test "group mismatch" {
	local variant version
	for variant in $VARIANTS; do
		for version in 1.2 1.3; do
			differ "--tls-version $version" "--tls-version $version --group secp384r1" 'handshake: ' tls "$variant"
			complains server 'handshake: '
		done
		differ '--tls-version 1.2' '--tls-version 1.2 --group secp384r1' 'handshake: ' dtls "$variant"
	done
}
