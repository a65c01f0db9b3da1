#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; helpers.bash sets and reads ours
# Programs that are not ours at the other end, and messages made by hand.

load ../support/helpers
load ../support/messages
load ../support/crowds

as_client=(-cert "$KEYS/client.pem" -key "$KEYS/client.key")

# understood TRANSPORT VARIANT TLS-VERSION S_CLIENT-OPTION...
understood() {
	local transport=$1 variant=$2 version=$3
	shift 3
	need_variant "$variant"
	serve "$variant/${transport}_server" --tls-version "$version" --json "$T/server.jsonl"
	message 1 40 7 | stranger "${as_client[@]}" "$@"
	[ "$(cat "$T/stranger")" = ack ] || { said; return 1; }
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/server.jsonl" '$done.ok and $done.answered == 1 and $tries[0].size == 40 and $tries[0].try == 7 and $tries[0].ok'
	# s_client offers other groups as well, some of them first
	holds "$T/server.jsonl" '$run.negotiated | .peer_authenticated and .group == 23'
}

# unanswered TRANSPORT VARIANT TLS-VERSION S_SERVER-OPTION...: the handshake succeeds, the answer is missing.
unanswered() {
	local transport=$1 variant=$2 version=$3 port tries=100
	shift 3
	need_variant "$variant"
	port=$(free_port)
	OPENSSL_CONF=/dev/null openssl s_server -accept "127.0.0.1:$port" -cert "$KEYS/server.pem" -key "$KEYS/server.key" \
		-CAfile "$KEYS/ca.pem" -Verify 1 -verify_return_error "$@" <"$T/never" >"$T/stranger.out" 2>"$T/stranger.err" 3>&- &
	PIDS+=($!)
	until grep -q ACCEPT "$T/stranger.out"; do
		((tries-- > 0)) || { said; return 1; }
		sleep 0.05
	done
	PORT=$port call "$variant/${transport}_client" --tls-version "$version" --sizes 40 --tries 1 --timeout 0.6 --json "$T/client.jsonl"
	fails 'receive: the peer sent nothing in time'
	holds "$T/client.jsonl" '$done.ok == false and $done.status == 1 and ($done.reason | test("in time"))'
	holds "$T/client.jsonl" '$tries[0].status == "TIMEOUT" and $tries[0].handshake_ns > 0 and $tries[0].send_bytes_out > 40'
	grep -q 'AAAAAAAAAAAAAAAAAAAAAAAA' "$T/stranger.out"
}

# An input that never ends and never says anything.
never() {
	mkfifo "$T/never"
	sleep 60 >"$T/never" 2>/dev/null 3>&- &
	PIDS+=($!)
}

@test "tcp: a message by hand is answered" {
	serve "$(plain_variant)/tcp_server" --json "$T/server.jsonl"
	message 1 1000 3 | by_hand
	[ "$(cat "$T/stranger")" = ack ]
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/server.jsonl" '$done.answered == 1 and $tries[0].size == 1000 and $tries[0].receive_bytes_in == 1000
		and $tries[0].answer_bytes_out == 3'
}

@test "udp: a message by hand is answered" {
	not_under_valgrind
	serve "$(plain_variant)/udp_server" --json "$T/server.jsonl"
	message 1 100 3 >"$T/message"
	[ "$(python3 "$PEERS" ask-udp "$PORT" "$T/message")" = ack ]
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/server.jsonl" '$done.answered == 1 and $tries[0].size == 100'
}

@test "tls 1.2 on wolfssl: openssl s_client is answered" {
	not_under_valgrind
	understood tls wolfssl 1.2 -tls1_2
}

@test "tls 1.2 on openssl: openssl s_client is answered" {
	not_under_valgrind
	understood tls openssl 1.2 -tls1_2
}

@test "tls 1.3 on wolfssl: openssl s_client is answered" {
	understood tls wolfssl 1.3 -tls1_3
}

@test "tls 1.3 on openssl: openssl s_client is answered" {
	understood tls openssl 1.3 -tls1_3
}

@test "dtls 1.2 on wolfssl: openssl s_client is answered" {
	understood dtls wolfssl 1.2 -dtls1_2
}

@test "dtls 1.2 on openssl: openssl s_client is answered" {
	not_under_valgrind
	understood dtls openssl 1.2 -dtls1_2
}

@test "tls 1.2 on wolfssl: openssl s_server is understood up to its missing answer" {
	not_under_valgrind
	never
	unanswered tls wolfssl 1.2 -tls1_2
}

@test "tls 1.2 on openssl: openssl s_server is understood up to its missing answer" {
	not_under_valgrind
	never
	unanswered tls openssl 1.2 -tls1_2
}

@test "tls 1.3 on wolfssl: openssl s_server is understood up to its missing answer" {
	not_under_valgrind
	never
	unanswered tls wolfssl 1.3 -tls1_3
}

@test "tls 1.3 on openssl: openssl s_server is understood up to its missing answer" {
	not_under_valgrind
	never
	unanswered tls openssl 1.3 -tls1_3
}

@test "dtls 1.2 on wolfssl: openssl s_server is understood up to its missing answer" {
	not_under_valgrind
	never
	unanswered dtls wolfssl 1.2 -dtls1_2 -listen
}

@test "dtls 1.2 on openssl: openssl s_server is understood up to its missing answer" {
	not_under_valgrind
	never
	unanswered dtls openssl 1.2 -dtls1_2 -listen
}

# GnuTLS, a third library, which has programs of its own.
need_gnutls() {
	command -v gnutls-serv >/dev/null && command -v gnutls-cli >/dev/null || skip "no gnutls-bin (scripts/setup.sh test)"
}

@test "dtls 1.2 on both libraries: GnuTLS's client is answered, with its MTU of 512 and ours" {
	not_under_valgrind
	need_gnutls
	local variant
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		serve "$variant/dtls_server" --tls-version 1.2 --mtu 512 --json "$T/server.jsonl"
		rm -f "$T/typed"
		mkfifo "$T/typed"
		exec 5<>"$T/typed"
		message 1 40 7 >&5
		timeout -k 1 10 gnutls-cli --udp --mtu 512 --port "$PORT" --x509cafile "$KEYS/ca.pem" --x509certfile "$KEYS/client.pem" \
			--x509keyfile "$KEYS/client.key" --logfile "$T/stranger.log" 127.0.0.1 <"$T/typed" >"$T/stranger" 2>"$T/stranger.err" 3>&- 5>&- || true
		exec 5>&-
		[ "$(cat "$T/stranger")" = ack ] || { said; cat "$T/stranger.log"; return 1; }
		server_ends
		expect_status 0 "$SERVER_STATUS" server
		silent server
		grep -q 'The certificate is trusted' "$T/stranger.log"
		holds "$T/server.jsonl" '$done.ok and $done.answered == 1 and $tries[0].size == 40 and $tries[0].try == 7
			and ($run.negotiated | .peer_authenticated and .group == 23 and .version == 65277 and .mtu == 512)'
	done
}

@test "dtls 1.2 on both libraries: GnuTLS's server is understood up to its answer, which is another one" {
	not_under_valgrind
	need_gnutls
	local variant port tries=100
	port=$(free_port)
	gnutls-serv --udp --echo --port "$port" --x509cafile "$KEYS/ca.pem" --x509certfile "$KEYS/server.pem" \
		--x509keyfile "$KEYS/server.key" --require-client-cert --verify-client-cert >"$T/stranger.out" 2>"$T/stranger.err" 3>&- &
	PIDS+=($!)
	until grep -qs 'IPv4.*done' "$T"/stranger.{out,err}; do
		((tries-- > 0)) || { said; return 1; }
		sleep 0.05
	done
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		PORT=$port call "$variant/dtls_client" --tls-version 1.2 --sizes 40 --tries 1 --timeout 3 --json "$T/client.jsonl"
		fails "the answer is not 'ack'; is that a wiretoll server"
		holds "$T/client.jsonl" '$tries[0].handshake_ns > 0 and $tries[0].send_bytes_out > 40 and $done.answered == 0'
	done
}

# other_key VARIANT: an RSA client of 2048 bits, then from another address one of 3072, then the first again from there.
other_key() {
	local keys=$CERTS/rsa-2048 big=$T/big
	need_variant "$1"
	openssl req -newkey rsa:3072 -nodes -keyout "$big.key" -subj /CN=client -out "$big.csr" 2>"$T/req.err"
	WT_WORK=$T WT_SAN=DNS:client openssl x509 -req -in "$big.csr" -CA "$keys/ca.pem" -CAkey "$keys/ca.key" -days 2 -out "$big.pem" \
		-extfile certs/openssl.cnf -extensions client_extensions 2>"$T/req.err"
	serve "$1/tls_server" --certs "$keys" --tls-version 1.2 --json "$T/server.jsonl"
	message 0 40 1 | KEYS=$keys stranger -cert "$keys/client.pem" -key "$keys/client.key" -tls1_2
	[ "$(cat "$T/stranger")" = ack ] || { said; return 1; }
	message 0 40 2 | KEYS=$keys stranger -cert "$big.pem" -key "$big.key" -tls1_2 -bind 127.0.0.2
	message 1 40 3 | KEYS=$keys stranger -cert "$keys/client.pem" -key "$keys/client.key" -tls1_2 -bind 127.0.0.1
	[ "$(cat "$T/stranger")" = ack ] || { said; return 1; }
	server_ends
	holds "$T/server.jsonl" '$run.negotiated | .peer_key == "RSA" and .peer_key_bits == 2048'
	holds "$T/server.jsonl" '[$tries[] | [.try, .ok]] == [[1, true], [2, true], [3, true]]'
	holds "$T/server.jsonl" '$done.unlike_sessions == 1 and $done.unlike_in == "peer_key_bits"'
}

@test "tls 1.2 on wolfssl: a client elsewhere with a larger key is noticed" {
	not_under_valgrind
	other_key wolfssl
}

@test "tls 1.2 on openssl: a client elsewhere with a larger key is noticed" {
	not_under_valgrind
	other_key openssl
}

# other_chain VARIANT VERSION: a client that sends its certificate and the CA's (s_client does), then ours, which sends its own alone.
other_chain() {
	need_variant "$1"
	rm -f "$T"/*.jsonl
	serve "$1/tls_server" --tls-version "$2" --json "$T/server.jsonl"
	message 0 40 7 | stranger "${as_client[@]}" "-tls${2/./_}"
	[ "$(cat "$T/stranger")" = ack ] || { said; return 1; }
	call "$1/tls_client" --tls-version "$2" --sizes 40 --tries 2 --json "$T/client.jsonl"
	expect 0
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/server.jsonl" '[$tries[] | [.try, .ok]] == [[7, true], [0, true], [1, true], [2, true]] and $done.failed == 0'
}

@test "tls on wolfssl: a client may send another number of certificates than the first one did" {
	not_under_valgrind
	other_chain wolfssl 1.2
	other_chain wolfssl 1.3
	# the library does not tell how many came
	holds "$T/server.jsonl" '$run.negotiated.peer_chain == 0 and $done.unlike_sessions == 0'
}

@test "tls on openssl: a client may send another number of certificates than the first one did; the records tell" {
	not_under_valgrind
	other_chain openssl 1.2
	other_chain openssl 1.3
	holds "$T/server.jsonl" '$run.negotiated.peer_chain == 2 and $done.unlike_sessions == 3 and $done.unlike_in == "peer_chain"'
	grep -q '3 sessions unlike the first one (peer_chain)' "$T/server.out"
}

# cut_off VARIANT VERSION: two clients that end without a message, one in order, one in the middle of its stream.
cut_off() {
	local pid tries=100
	need_variant "$1"
	rm -f "$T"/*.jsonl
	serve "$1/tls_server" --tls-version "$2" --keep --json "$T/server.jsonl"
	OPENSSL_CONF=/dev/null timeout 10 openssl s_client -connect "127.0.0.1:$PORT" -CAfile "$KEYS/ca.pem" "${as_client[@]}" \
		"-tls${2/./_}" </dev/null >"$T/orderly" 2>&1 3>&-
	rm -f "$T/never"
	never
	OPENSSL_CONF=/dev/null openssl s_client -connect "127.0.0.1:$PORT" -CAfile "$KEYS/ca.pem" "${as_client[@]}" \
		"-tls${2/./_}" <"$T/never" >"$T/cut" 2>&1 3>&- &
	pid=$!
	until grep -qs "Verify return code" "$T/cut"; do
		((tries-- > 0)) || { said; return 1; }
		sleep 0.05
	done
	sleep 0.2
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null || true
	sleep 0.2
	server_stops
	holds "$T/server.jsonl" '[$tries[] | .status] == ["EOF", "ERROR"]'
	holds "$T/server.jsonl" '$tries[0].reason == "receive: the peer closed without a message"'
	holds "$T/server.jsonl" '$tries[1].reason == "receive: the peer closed without close_notify"'
}

@test "tls on wolfssl: a stream that ends without close_notify is told apart from one that ends in order" {
	not_under_valgrind
	cut_off wolfssl 1.2
	cut_off wolfssl 1.3
}

@test "tls on openssl: a stream that ends without close_notify is told apart from one that ends in order" {
	not_under_valgrind
	cut_off openssl 1.2
	cut_off openssl 1.3
}

# no_ticket VARIANT TLS-VERSION: a stranger that would take a ticket, or an identifier to resume by, gets none.
no_ticket() {
	serve "$1/tls_server" --keep --tls-version "$2"
	OPENSSL_CONF=/dev/null timeout 10 openssl s_client -connect "127.0.0.1:$PORT" "-tls${2/./_}" -CAfile "$KEYS/ca.pem" \
		-cert "$KEYS/client.pem" -key "$KEYS/client.key" <<<x >"$T/stranger" 2>&1 3>&- || true
	kill "$SERVER"
	grep -q 'Verify return code: 0' "$T/stranger"
	grep -qE 'Session-ID: *$' "$T/stranger" || [ "$2" = 1.3 ]
	[ "$(grep -c 'TLS session ticket' "$T/stranger")" = 0 ]
}

@test "tls: a stranger gets no session ticket" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		no_ticket "$variant" 1.2
		no_ticket "$variant" 1.3
	done
}

# out_of_descriptors PROGRAM: a server that has no descriptor left for a client that waits, and then has one again.
out_of_descriptors() {
	local asked tries=100
	serve "$1_server" --keep --json "$T/server.jsonl"
	prlimit --pid "$SERVER" --nofile=4:
	call "$1_client" --sizes 40 --tries 1 &
	asked=$!
	until grep -qs 'the server goes on' "$T/server.err"; do
		((tries-- > 0)) || { said; return 1; }
		sleep 0.05
	done
	prlimit --pid "$SERVER" --nofile=100:
	wait "$asked"
	call "$1_client" --sizes 40 --tries 1
	expect 0
	server_stops
	complains server 'accept: Too many open files; the server goes on'
	holds "$T/server.jsonl" '$done.answered == 2 and $done.failed == 0 and $done.accept_failures >= 1 and $done.accept_failures < 30'
	grep -q '[0-9] failures to accept' "$T/server.out"
}

@test "tcp: a server without descriptors says so once, waits for one, and goes on" {
	not_under_valgrind
	out_of_descriptors "$(plain_variant)/tcp"
}

@test "tls: a server without descriptors says so once, waits for one, and goes on" {
	not_under_valgrind
	out_of_descriptors "$(plain_variant)/tls"
}

# silent_first VARIANT/TRANSPORT: fifty clients that say nothing, then one that speaks.
silent_first() {
	serve "$1_server" --keep --json "$T/server.jsonl" ${MOST:+--max-peers "$MOST"}
	crowd "${SILENT:-50}"
	LIMIT=3 call "$1_client" --sizes 40 --tries 3 --timeout 2.5 "${@:2}"
	expect 0
	sleep 0.6 # then each of them has been silent for half a second
	server_stops
	kill "${PIDS[-1]}"
	holds "$T/server.jsonl" '$done.answered == 3 and $done.waited >= 50'
	grep -q '[0-9] silent at first' "$T/server.out"
}

@test "tcp: fifty silent clients do not keep another one waiting" {
	not_under_valgrind
	silent_first "$(plain_variant)/tcp"
}

@test "tcp: more silent clients than may wait push out the oldest, and the server says how many" {
	not_under_valgrind
	MOST=255 SILENT=260 silent_first "$(plain_variant)/tcp"
	holds "$T/server.jsonl" '$done.answered == 3 and $done.pushed_out >= 5 and $done.pushed_out <= 9 and $done.full > 0'
	grep -q ' silent at first, [0-9]* closed since too many waited, [0-9]* times as many open as may be (--max-peers)' "$T/server.out"
}

@test "tls on wolfssl: fifty silent clients do not keep another one waiting" {
	not_under_valgrind
	need_variant wolfssl
	silent_first wolfssl/tls
}

@test "tls on openssl: fifty silent clients do not keep another one waiting" {
	not_under_valgrind
	need_variant openssl
	silent_first openssl/tls
}

# stalls_first VARIANT/TRANSPORT: three clients that fall silent in the middle of their first flight, then one that
# goes on. The server's own limit is 10 s (here 8), that of a try 1.5 s.
stalls_first() {
	local opening=WT
	[[ $1 != */tls ]] || opening='\x16\x03\x01\x01\x00\x01'
	serve "$1_server" --keep --json "$T/server.jsonl"
	crowd 3 "$opening"
	call "$1_client" --sizes 40 --tries 3 --timeout 1.5
	expect 0
	kill "${PIDS[-1]}"
	call "$1_client" --sizes 40 --tries 1
	server_stops
	holds "$T/server.jsonl" '$done.answered == 4 and $done.failed == 3'
}

@test "tcp and tls: a client that falls silent keeps nobody waiting" {
	not_under_valgrind
	local variant
	stalls_first "$(plain_variant)/tcp"
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		stalls_first "$variant/tls"
	done
}

# late_first VARIANT/TRANSPORT [OPTION]...: a client whose first bytes come late loses nothing.
late_first() {
	rm -f "$T"/*.jsonl
	serve "$1_server" --json "$T/server.jsonl" "${@:2}"
	peer tcp-relay "$PORT" 0 late
	call "$1_client" --sizes 4000 --tries 1 --json "$T/client.jsonl" "${@:2}"
	expect 0
	server_ends
	expect_status 0 "$SERVER_STATUS" server
	silent server
	holds "$T/server.jsonl" '$done.answered == 1 and $done.failed == 0 and $done.waited == 2 and all($tries[]; .ok)'
	kill "$PEER"
}

@test "tcp and tls: a client whose first bytes come late waits beside the others and is answered" {
	not_under_valgrind
	local variant
	late_first "$(plain_variant)/tcp"
	for variant in $VARIANTS; do
		late_first "$variant/tls" --tls-version 1.2
		late_first "$variant/tls" --tls-version 1.3
	done
}
