#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; helpers.bash sets and reads ours
# HTTP/2 over TLS (h2_server, h2_client): each pair of libraries, programs that are not ours, and frames that break it.

load ../support/helpers
load ../support/libraries
load ../support/messages
load ../support/http2

as_curl=(--cacert "$KEYS/ca.pem" --cert "$KEYS/client.pem" --key "$KEYS/client.key")

setup_file() {
	need_h2_programs
}

# --- ours with ours ---------------------------------------------------------------

# exchanges SERVER CLIENT VERSION: the size is that of the body; what stands around it is the same in each try but the cold one.
exchanges() {
	rm -f "$T"/*.jsonl
	serve "$1/h2_server" --tls-version "$3" --json "$T/server.jsonl"
	call "$2/h2_client" --tls-version "$3" --sizes 16,999,16000,100000 --tries 3 --json "$T/client.jsonl"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	holds "$T/client.jsonl" '$run.negotiated.alpn == "h2" and $run.transport == "h2" and $done.answered == 12
		and ($tries | all(.ok and .handshake_bytes_out > 300))'
	holds "$T/server.jsonl" '$run.negotiated.alpn == "h2" and $done.answered == 12 and ($tries | map(.size) | unique) == [16, 999, 16000, 100000]'
	# the preface and SETTINGS leave with the request, in one write; a body beyond the window waits for the server
	holds "$T/client.jsonl" '$tries[1:] | map(select(.size < 60000)) | all(.send_sends == 1 and .send_bytes_out > .size + 24 + 15 + 18)'
	holds "$T/client.jsonl" '$tries | map(select(.size == 100000)) | all(.send_round_trips >= 1)'
	jq -es '(map(select(.record == "try" and .role == "client")) | map([.size, .send_bytes_out + (.ack_bytes_out // 0)])) as $sent
		| $sent | map(select(.[0] == 999)) | unique | length == 1' "$T/client.jsonl" >/dev/null
}

@test "a connection each: all pairs of libraries, TLS 1.2 and 1.3; ALPN agrees on h2" {
	each_pair exchange_versions
}

exchange_versions() {
	exchanges "$1" "$2" 1.3
	[ "${WT_VALGRIND:-}" = 1 ] || exchanges "$1" "$2" 1.2
}

# talks SERVER CLIENT VERSION: one connection; of two requests that are alike the second is shorter, and those behind it are as long.
talks() {
	rm -f "$T"/*.jsonl
	serve "$1/h2_server" --mode session --tls-version "$3" --json "$T/server.jsonl"
	call "$2/h2_client" --mode session --tls-version "$3" --sizes 64,999 --tries 20 --json "$T/client.jsonl"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	holds "$T/client.jsonl" '$done.answered == 40 and ($tries[2:21] | map(.send_bytes_out) | unique | length) == 1
		and $tries[1].send_bytes_out > $tries[2].send_bytes_out + 24 and ($tries[22:] | all(.send_sends == 1 and .ack_receives <= 2))'
	jq -es 'map(select(.record == "session")) | length == 2 and (map(.messages) | unique) == [40]
		and (.[0].sizes | map(.bytes_out)) == (.[1].sizes | map(.bytes_in))
		and (.[0].sizes | map(.bytes_in)) == (.[1].sizes | map(.bytes_out))' "$T/client.jsonl" "$T/server.jsonl" >/dev/null
}

@test "requests one after the other over one connection: both ends count the same bytes" {
	talk_versions() {
		# what a server of 1.3 sends behind its handshake is none of a message's
		[ "${WT_VALGRIND:-}" = 1 ] || talks "$1" "$2" 1.2
		talks "$1" "$2" 1.3
	}
	each_pair talk_versions
}

@test "sessions are resumed as those of tls are" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		serve "$variant/h2_server" --resume ticket --json "$T/server.jsonl"
		call "$variant/h2_client" --resume ticket --sizes 64 --tries 3 --json "$T/client.jsonl"
		expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server
		holds "$T/client.jsonl" '$tries[1:] | all(.resumed_by == "ticket")'
	done
}

@test "what the programs do not have is refused in one line" {
	not_under_valgrind
	local variant=${VARIANTS%% *}
	run_program "$variant/h2_client" --early-data single-use
	refuses "--early-data"
	run_program "$variant/h2_client" --certs "$T/none"
	fails "none/ca.pem"
	run_program "$variant/h2_client" --hold 5
	refuses "--hold"
	run_program "$variant/h2_client" --mode session --trace --tries 1
	refuses "--trace: not together with --mode session"
}

@test "no other program needs nghttp2" {
	not_under_valgrind
	need ldd build
	local variant program
	for variant in $VARIANTS; do
		for program in tcp_client udp_server tls_client dtls_server; do
			! ldd "$BUILD/$BOARD/$variant/$program" | grep -q nghttp2
		done
		ldd "$BUILD/$BOARD/$variant/h2_client" | grep -q nghttp2
	done
}

@test "a build of the library without ALPN says so" {
	not_under_valgrind
	local program=$BUILD/$BOARD/wolfssl-lean/h2_client
	[ -x "$program" ] || skip "variant wolfssl-lean was not built"
	run_program wolfssl-lean/h2_client
	refuses "HTTP/2: wolfSSL .* lacks: alpn; valid: one with HAVE_ALPN"
}

# --- strangers that call ours --------------------------------------------------------

@test "curl is answered by both libraries" {
	need curl test
	local variant version
	message 1 999 7 >"$T/message"
	for variant in $VARIANTS; do
		for version in 1.2 1.3; do
			rm -f "$T/server.jsonl"
			serve "$variant/h2_server" --tls-version $version --json "$T/server.jsonl"
			[ "$(curl -sS --http2 -m 10 "${as_curl[@]}" --data-binary "@$T/message" -w ' %{http_code} %{http_version}' "https://127.0.0.1:$PORT/")" = "ack 200 2" ]
			server_ends && expect_status 0 "$SERVER_STATUS" server && silent server
			holds "$T/server.jsonl" '$done.answered == 1 and $tries[0].size == 999 and $tries[0].try == 7'
		done
	done
}

@test "curl is answered a message that is longer than the window" {
	not_under_valgrind
	need curl test
	local variant
	{ message 1 300000 7 16; head -c 299984 /dev/zero; } >"$T/message"
	for variant in $VARIANTS; do
		serve "$variant/h2_server"
		[ "$(curl -sS --http2 -m 10 "${as_curl[@]}" --data-binary "@$T/message" -w ' %{http_code}' "https://127.0.0.1:$PORT/")" = "ack 200" ]
		server_ends && expect_status 0 "$SERVER_STATUS" server && silent server
	done
}

@test "nghttp's strict reader finds no fault in our frames" {
	not_under_valgrind
	need nghttp test
	local variant
	message 1 999 7 >"$T/message"
	for variant in $VARIANTS; do
		serve "$variant/h2_server"
		timeout -k 1 10 nghttp -v --cert="$KEYS/client.pem" --key="$KEYS/client.key" -d "$T/message" "https://127.0.0.1:$PORT/" >"$T/nghttp" 2>"$T/nghttp.err"
		server_ends && expect_status 0 "$SERVER_STATUS" server && silent server
		grep -q ':status: 200' "$T/nghttp" && grep -q '^ack' "$T/nghttp"
		grep -q 'recv GOAWAY' "$T/nghttp" && grep -q 'NO_ERROR' "$T/nghttp"
		# it may say its own farewell as well, if it is quick
		[ "$(grep -cE 'INVALID|send RST_STREAM|error_code=[^N]|error_code=NO_[^E]' "$T/nghttp")" -eq 0 ] || { cat "$T/nghttp"; return 1; }
	done
}

@test "h2load: many requests over one connection, one after the other and ten at once, and bodies that are longer than the windows" {
	not_under_valgrind
	need h2load test
	local variant
	message 2 999 7 >"$T/message"
	{ message 2 300000 7 16; head -c 299984 /dev/zero; } >"$T/long"
	for variant in $VARIANTS; do
		serve "$variant/h2_server" --client-auth off --mode session --keep
		timeout -k 1 20 h2load -n 100 -c 1 -m 1 -d "$T/message" "https://127.0.0.1:$PORT/" >"$T/h2load" 2>&1
		grep -q '100 succeeded, 0 failed, 0 errored, 0 timeout' "$T/h2load" || { cat "$T/h2load"; said; return 1; }
		timeout -k 1 20 h2load -n 1000 -c 1 -m 10 -d "$T/message" "https://127.0.0.1:$PORT/" >"$T/h2load" 2>&1
		grep -q '1000 succeeded, 0 failed, 0 errored, 0 timeout' "$T/h2load" || { cat "$T/h2load"; said; return 1; }
		timeout -k 1 20 h2load -n 40 -c 1 -m 8 -d "$T/long" "https://127.0.0.1:$PORT/" >"$T/h2load" 2>&1
		grep -q '40 succeeded, 0 failed, 0 errored, 0 timeout' "$T/h2load" || { cat "$T/h2load"; said; return 1; }
		server_stops
		# it says farewell without a further message
		[ "$(grep -vc 'receive: the peer closed without a message' "$T/server.err")" = 0 ]
	done
}

# --- strangers that ours calls ---------------------------------------------------------

@test "nghttpd is understood up to its answer, which is another one" {
	not_under_valgrind
	need nghttpd test
	local variant
	nghttpd_serves --echo-upload
	for variant in $VARIANTS; do
		PORT=$NGHTTPD call "$variant/h2_client" --sizes 40 --tries 2 --timeout 3
		fails "the answer is not 'ack'; is that a wiretoll server"
	done
}

# nginx_serves: one place that answers "ack", one without it, one without HTTP/2; sets ACKS, OTHER, OLD to their ports.
nginx_serves() {
	local where=$TOP/$KEYS
	ACKS=$(free_port) OTHER=$(free_port) OLD=$(free_port)
	mkdir -p "$T/nginx"
	cat >"$T/nginx/conf" <<-END
		daemon off; master_process off; pid $T/nginx/pid; error_log $T/nginx/log;
		events {}
		http {
			access_log off;
			client_body_temp_path $T/nginx/1; proxy_temp_path $T/nginx/2; fastcgi_temp_path $T/nginx/3;
			uwsgi_temp_path $T/nginx/4; scgi_temp_path $T/nginx/5;
			ssl_certificate $where/server.pem; ssl_certificate_key $where/server.key;
			ssl_client_certificate $where/ca.pem; ssl_verify_client on; ssl_protocols TLSv1.2 TLSv1.3;
			server { listen 127.0.0.1:$ACKS ssl http2; location / { return 200 ack; } }
			server { listen 127.0.0.1:$OTHER ssl http2; location / { return 404; } }
			server { listen 127.0.0.1:$OLD ssl; location / { return 200 ack; } }
		}
	END
	PATH=$PATH:/usr/sbin nginx -c "$T/nginx/conf" >"$T/stranger.out" 2>"$T/stranger.err" 3>&- &
	PIDS+=($!)
	await_stranger "$ACKS"
}

@test "nginx: its ack is taken, another status and a server without HTTP/2 are one line" {
	not_under_valgrind
	need nginx nginx
	local variant version
	nginx_serves
	for variant in $VARIANTS; do
		for version in 1.2 1.3; do
			rm -f "$T"/*.jsonl
			PORT=$ACKS call "$variant/h2_client" --tls-version $version --sizes 40,100000 --tries 2 --json "$T/client.jsonl"
			expect 0 && silent client
			holds "$T/client.jsonl" '$done.answered == 4 and $run.negotiated.alpn == "h2"'
		done
		PORT=$OTHER call "$variant/h2_client" --sizes 40 --tries 2
		fails "the server answers with status 404, not with 200; is that a wiretoll server"
		PORT=$OLD call "$variant/h2_client" --sizes 40 --tries 2
		fails "alert no_application_protocol"
	done
}

# --- bad servers ------------------------------------------------------------------------

# ends_by "HOW PATTERN"...: such servers, each under the client of each library; the account closes, within the time-out.
ends_by() {
	local variant one hows=()
	for one in "$@"; do
		for variant in $VARIANTS; do
			hows+=("${one%% *}")
		done
	done
	misbehaves "${hows[@]}"
	for one in "$@"; do
		for variant in $VARIANTS; do
			rm -f "$T"/*.jsonl
			call "$variant/h2_client" --tries 5 --timeout "$SLOWER" --json "$T/client.jsonl" "${OPTIONS[@]:---sizes=64}"
			fails "${one#* }"
			holds "$T/client.jsonl" '$done | .planned == 5 and .answered == 0 and .lost + .failed + .not_made == 5'
		done
	done
}

@test "a server without ALPN, or of HTTP/1.1: one line" {
	not_under_valgrind
	ends_by "no-alpn the server answers the hello without ALPN, so it does not speak HTTP/2" \
		"http1.1 the server answers the hello without ALPN, so it does not speak HTTP/2" \
		"text the server does not speak HTTP/2: its first frame is no SETTINGS"
}

@test "a server that resets the stream or ends the connection: one line with its reason" {
	ends_by "reset the server ends the stream: RST_STREAM or GOAWAY, REFUSED_STREAM \(7\)" \
		"goaway the server ends the connection: GOAWAY, ENHANCE_YOUR_CALM \(11\)" \
		"leaves the server ends the stream: RST_STREAM or GOAWAY, REFUSED_STREAM \(7\)"
}

@test "a server whose frames break HTTP/2: one line says which rule" {
	not_under_valgrind
	ends_by "broken the server breaks HTTP/2: FRAME_SIZE_ERROR" \
		"stray the server breaks HTTP/2: PROTOCOL_ERROR \(1\), DATA: stream in idle"
}

@test "an answer that is too long, too short, another one, or without an end: one line" {
	not_under_valgrind
	ends_by "long the answer is not 'ack'; is that a wiretoll server" \
		"longer the answer is not 'ack'; is that a wiretoll server" \
		"short the answer is not 'ack': its body ends after 2 bytes" \
		"other the server answers with status 404, not with 200" \
		"endless the peer sent nothing in time" \
		"silent the peer sent nothing in time"
}

@test "a server that is in another mode: one line" {
	not_under_valgrind
	OPTIONS=(--sizes 64 --mode session)
	ends_by "again 'ack' and a number; is the server in --mode session"
}

@test "a server that opens no window: the client's time-out ends it, and the line says how much it took" {
	OPTIONS=(--sizes 100000)
	ends_by "shut the server took 65535 of 100000 bytes of the body: its window was not opened in time"
}

# --- bad clients ------------------------------------------------------------------------

# refused_for "HOW PATTERN"...: such clients, one after the other, of the server of each library; one line each, and the next one,
# which is good, is answered.
refused_for() {
	local variant one
	message 1 999 7 >"$T/message"
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		serve "$variant/h2_server" --json "$T/server.jsonl" --keep --timeout "${LIMIT_S:-8}"
		timeout $((60 * SLOWER)) python3 "$HTTP2" ask "$KEYS" "$PORT" "${@%% *}" whole <"$T/message" >"$T/stranger"
		[ "$(cat "$T/stranger")" = ack ] || { said; return 1; }
		server_stops
		[ "$(wc -l <"$T/server.err")" = $# ] || { said; return 1; }
		for one in "$@"; do
			grep -qE "^h2_server: 127.0.0.1 port [0-9]+: .*${one#* }" "$T/server.err" || { echo "$one"; said; return 1; }
		done
		holds "$T/server.jsonl" '$done.answered == 1 and $done.failed == '$#
	done
}

@test "a client without ALPN, of HTTP/1.1, or one that says no preface: one line, and the next one is served" {
	not_under_valgrind
	refused_for "no-alpn the client says hello without ALPN, so it does not speak HTTP/2" \
		"http1.1 the client offers no h2 \(ALPN\), so it does not speak HTTP/2" \
		"text HTTP/2 with the client: Received bad client magic"
}

@test "a client that resets, ends or breaks: one line" {
	refused_for "reset the client ends the stream: RST_STREAM or GOAWAY, CANCEL \(8\)" \
		"goaway the client ends the connection: GOAWAY, INTERNAL_ERROR \(2\)" \
		"broken the client breaks HTTP/2: PROTOCOL_ERROR \(1\), DATA: stream_id == 0"
}

@test "a body that is empty, too short or too long: one line" {
	not_under_valgrind
	refused_for "empty the body of the request ends after 0 bytes; valid: a whole message" \
		"short the body of the request ends after 499 bytes; valid: a whole message" \
		"behind message header: it says 999 bytes, 1003 arrived" \
		"later the body of the request is longer than the message in it"
}

@test "a body whose end comes in a frame of its own is answered" {
	not_under_valgrind
	local variant
	message 1 999 7 >"$T/message"
	for variant in $VARIANTS; do
		serve "$variant/h2_server"
		timeout 30 python3 "$HTTP2" ask "$KEYS" "$PORT" late-end <"$T/message" >"$T/stranger"
		[ "$(cat "$T/stranger")" = ack ]
		server_ends && expect_status 0 "$SERVER_STATUS" server && silent server
	done
}

@test "a client that takes no answer, sends half, or only pings: the server's time-out ends it" {
	not_under_valgrind
	LIMIT_S=4
	refused_for "shut the client took 0 of 3 bytes of the body: its window was not opened in time" \
		"half 499 of the message's 999 bytes came, then nothing in time" \
		"pings 499 of the message's 999 bytes came, then nothing in time"
}

# --- several requests at once -------------------------------------------------------------

# beside SERVER CLIENT COUNT: each has its own time, and together they took less; both ends count the same bytes, and so do the tries.
beside() {
	rm -f "$T"/*.jsonl
	serve "$1/h2_server" --mode session --json "$T/server.jsonl"
	call "$2/h2_client" --mode session --streams "$3" --sizes 64,999,100000 --tries 200 --json "$T/client.jsonl"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	holds "$T/client.jsonl" '$run.settings.streams == '"$3"' and $done.answered == 600 and $done.lost + $done.failed + $done.not_made == 0
		and ($tries | map(select(.cold | not)) | all(.ok and .total_ns == .send_ns + .ack_ns))'
	holds "$T/client.jsonl" 'map(select(.record == "session")) | length == 1 and .[0].messages == 600 and (.[0].late // 0) == 0'
	# the first ones are all sent before the answer to any is read; never are there more
	holds "$T/client.jsonl" '. as $all | [64, 999, 100000] | all(. as $size
		| ($tries | map(select(.size == $size and (.cold | not)))) as $mine
		| ($mine[:'"$3"'] | (map(.started_us) | max) as $begun | all(.started_us + .total_ns / 1000 >= $begun))
		and ($mine | map(.total_ns) | add) <= ($all[] | select(.record == "summary" and .size == $size) | .elapsed_ns) * '"$3"')'
	jq -es '(map(select(.record == "session"))) as $both | map(select(.record == "try" and .role == "client" and (.cold | not))) as $tries
		| ($both[0].sizes | map(.bytes_out)) == ($both[1].sizes | map(.bytes_in))
		and ($both[0].sizes | all(. as $size | ($tries | map(select(.size == $size.size)) |
			(map((.send_bytes_out // 0) + (.ack_bytes_out // 0)) | add) == $size.bytes_out
			and (map((.send_bytes_in // 0) + (.ack_bytes_in // 0)) | add) == $size.bytes_in)))
		and $both[1].duplicates == null and $both[1].late == null and $both[1].messages == 600' "$T/client.jsonl" "$T/server.jsonl" >/dev/null
}

@test "--streams: so many requests are under way at once, whatever their size; the account of bytes closes on both ends" {
	# what a server of 1.3 sends behind its handshake is none of a message's
	each_pair beside 8
	[ "${WT_VALGRIND:-}" = 1 ] || each_crossed beside 100
}

@test "--streams: 1 is one behind the other; what it cannot be together with is refused" {
	not_under_valgrind
	local variant=${VARIANTS%% *}
	serve "$variant/h2_server" --mode session
	call "$variant/h2_client" --mode session --streams 1 --sizes 64 --tries 20 --json "$T/client.jsonl"
	expect 0 && server_ends
	holds "$T/client.jsonl" '$run.settings.streams == 1 and ($tries[2:] | map(.send_bytes_out) | unique | length) == 1'
	run_program "$variant/h2_client" --streams 8
	refuses "--streams 8: not together with --mode connect; valid: --mode session"
	run_program "$variant/h2_client" --mode session --streams 8 --rate 100
	refuses "--streams 8: not together with --rate 100; valid: --rate 0"
	run_program "$variant/h2_client" --mode session --streams 101
	refuses "--streams 101.*1 to 100"
	run_program "$variant/tls_client" --mode session --streams 2
	refuses "--streams: unknown"
	run_program "$variant/h2_server" --mode session --streams 2
	refuses "--streams: unknown"
}

# session_with HOW ACCOUNT [PATTERN]: a session of 80 requests, 8 at once, with such a server, under the client of each library. Without
# a PATTERN it goes well.
session_with() {
	local variant
	for variant in $VARIANTS; do
		misbehaves whole "$1"
		rm -f "$T"/*.jsonl
		call "$variant/h2_client" --mode session --streams 8 --tries 80 --timeout "$SLOWER" --json "$T/client.jsonl" "${OPTIONS[@]:---sizes=64}"
		if [ $# -gt 2 ]; then fails "$3"; else expect 0 && silent client; fi
		holds "$T/client.jsonl" '$done | .answered + .lost + .failed + .not_made == .planned and '"$2"
		kill -KILL "$PEER"
	done
}

@test "--streams: answers in another order, together, or before the whole message, find theirs" {
	not_under_valgrind
	session_with each '.answered == 80'
	session_with backwards '.answered == 80'
	holds "$T/client.jsonl" '$tries[1:9] | map(.ack_ns) | . == (sort | reverse)'
	OPTIONS=(--sizes "64,100000")
	session_with early '.answered == 160'
}

@test "--streams: one that is reset, answered wrong or not at all has failed by itself; no further one is made" {
	session_with reset-one '.failed == 1 and .answered >= 7 and .not_made >= 64' "the server ends the stream: RST_STREAM or GOAWAY, REFUSED_STREAM \(7\)"
	holds "$T/client.jsonl" '$tries | map(select(.ok | not) | .try) == [3]'
	session_with other-one '.failed == 1 and .answered >= 7' "answer to message 4; valid: to message 3"
	session_with mute-one '.lost == 1 and .answered >= 7' "no answer to this request in time"
	holds "$T/client.jsonl" '$tries | map(select(.ok | not) | .try) == [3]'
}

@test "--streams: a server that ends the connection with requests open: each tells why, and those that it took are answered" {
	session_with leaves-three '.answered == 3 and .failed == 5 and .not_made == 72' "the server ends the stream: RST_STREAM or GOAWAY, REFUSED_STREAM \(7\)"
	holds "$T/client.jsonl" '$tries | map(select(.ok | not) | .try) == [4, 5, 6, 7, 8]'
	session_with goaway-all '.failed == 8 and .not_made == 72' "GOAWAY, ENHANCE_YOUR_CALM \(11\)"
	session_with vanishes '.failed == 8 and .not_made == 72' "the peer (closed without close_notify|reset the connection)"
}

@test "--streams: a server that allows fewer is told of with its figure, before or while they are sent" {
	not_under_valgrind
	local variant
	session_with few '.failed >= 1 and .answered + .failed + .not_made == 80' \
		"the server allows 4 requests at once \(SETTINGS_MAX_CONCURRENT_STREAMS\), not 8; valid: --streams 1 to 4"
	need nghttpd test
	mkdir "$T/htdocs"
	printf ack >"$T/htdocs/index.html"
	nghttpd_serves --verbose --max-concurrent-streams=4 --htdocs="$T/htdocs"
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		PORT=$NGHTTPD call "$variant/h2_client" --mode session --streams 8 --sizes 64 --tries 80 --timeout 3 --json "$T/client.jsonl"
		fails "the server allows 4 requests at once \(SETTINGS_MAX_CONCURRENT_STREAMS\), not 8; valid: --streams 1 to 4"
		holds "$T/client.jsonl" '$done.failed == 1 and $done.not_made == 79'
	done
}

@test "--streams: nghttpd gets all of them before the first answer is read, and refuses none" {
	not_under_valgrind
	need nghttpd test
	local variant
	mkdir "$T/htdocs"
	printf ack >"$T/htdocs/index.html"
	for variant in $VARIANTS; do
		nghttpd_serves --verbose --htdocs="$T/htdocs"
		# the answer to the cold try is the right one; those behind it want a number, so that the first one of them ends it
		PORT=$NGHTTPD call "$variant/h2_client" --mode session --streams 8 --sizes 64 --tries 80 --timeout 3
		fails "the answer is not 'ack' and a number; is the server in --mode session"
		[ "$(sed 's/\x1b\[[0-9;]*m//g' "$T/stranger.out" | grep -oE '(recv|send) (HEADERS|RST_STREAM|GOAWAY)' | sort | uniq -c | xargs)" = \
			"9 recv HEADERS 9 send HEADERS" ] || { cat "$T/stranger.out"; return 1; }
	done
}
