#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# --trace: the handshake message by message, against the flights that the RFCs draw.

load ../support/helpers

# trace VARIANT TRANSPORT VERSION [KEYS]
trace() {
	rm -f "$T"/*.jsonl
	serve "$1/$2_server" --certs "$CERTS/${4:-ecdsa-p256}" --tls-version "$3" --trace --json "$T/server.jsonl"
	call "$1/$2_client" --certs "$CERTS/${4:-ecdsa-p256}" --tls-version "$3" --trace --sizes 16 --tries 1 --json "$T/client.jsonl" \
		--timeout $((5 * SLOWER))
	expect 0
	silent client
	server_ends
	expect_status 0 "$SERVER_STATUS" server
}

# Each end sees both alerts, behind the answer, and knows them for what they are.
both_close() {
	local side
	for side in client server; do
		# shellcheck disable=SC2016
		jq -se 'map(select(.record == "message")) as $all
			| ($all | map(select(.messages == ["close_notify"]))) as $ends
			| ($ends | map(.direction) | sort) == ["in", "out"] and all($ends[]; .known_by == "order" and .encrypted)
			and all($ends[]; .number > ([$all[] | select(.content == "application_data" or .content == "dtls13_ciphertext")
				| select(.messages == []) | .number] | max))' "$T/$side.jsonl" >/dev/null && continue
		echo "the $side's trace does not hold the closing"
		jq -c 'select(.record == "message") | [.number, .direction, .content, .record_bytes, .messages, .known_by]' "$T/$side.jsonl"
		return 1
	done
}

# flights FILE: "1 ClientHello|2 ServerHello ...": messages by flight, CCS where it is not empty talk, without data and alerts.
flights() {
	jq -rs 'map(select(.record == "message") | select(.messages != ["close_notify"]) | select(.content == "change_cipher_spec" or (.messages | length) > 0))
		| group_by(.flight) | map("\(.[0].flight) " + (map(if .content == "change_cipher_spec" then "CCS" else .messages | join(" ") end) | join(" ")))
		| join("|")' "$1"
}

# textbook FLIGHTS: on both ends; only the direction differs.
textbook() {
	local side seen
	for side in client server; do
		seen=$(flights "$T/$side.jsonl")
		[ "$seen" = "$1" ] && continue
		echo "$side: $seen"
		echo "textbook: $1"
		return 1
	done
}

# What one end sends the other receives, record by record, in the same order; each end's time goes on.
both_agree() {
	jq -ne --slurpfile c "$T/client.jsonl" --slurpfile s "$T/server.jsonl" '
		def seen(way): map(select(.record == "message" and .direction == way) | [.content_type, .record_bytes]);
		def starts(a; b): a[:(b | length)] == b or b[:(a | length)] == a;
		starts($c | seen("out"); $s | seen("in")) and starts($s | seen("out"); $c | seen("in"))
		and ($c | seen("out") | length) > 3
		and all($c, $s; map(select(.record == "message")) | (map(.at_ns) | . == sort) and (map(.number) == [range(1; length + 1)]))
		and ($c | map(select(.record == "message"))[0] | .flight == 1 and .direction == "out")
		and all($c, $s; map(select(.record == "run"))[0].settings.trace)
		# on one machine: nothing arrives before it was sent
		and ([$c[] | select(.record == "message" and .direction == "out") | .clock_ns][0]
			<= [$s[] | select(.record == "message" and .direction == "in") | .clock_ns][0])' >/dev/null && return
	echo "both ends do not tell the same"
	jq -c 'select(.record == "message") | [.number, .direction, .content, .record_bytes, .clock_ns]' "$T/client.jsonl" "$T/server.jsonl"
	return 1
}

@test "trace: TLS 1.2 is RFC 5246's figure 1, mutual, on each library" {
	local variant keys
	for variant in $VARIANTS; do
		for keys in ecdsa-p256 rsa-2048; do
			trace "$variant" tls 1.2 "$keys"
			textbook '1 ClientHello|2 ServerHello Certificate ServerKeyExchange CertificateRequest ServerHelloDone|3 Certificate ClientKeyExchange CertificateVerify CCS Finished|4 CCS Finished'
			both_agree
		both_close
			holds "$T/client.jsonl" 'map(select(.record == "message" and .encrypted == false and .content == "handshake")) | all(.known_by == "plain")'
		done
	done
}

@test "trace: TLS 1.3 is RFC 8446's figure 1, mutual, on each library" {
	local variant want
	for variant in $VARIANTS; do
		trace "$variant" tls 1.3
		# without the empty CCS of RFC 8446 D.4 that OpenSSL would send unasked
		textbook '1 ClientHello|2 ServerHello EncryptedExtensions CertificateRequest Certificate CertificateVerify Finished|3 Certificate CertificateVerify Finished'
		both_agree
		both_close
		want=order
		[[ $variant != openssl* ]] || want=library
		holds "$T/client.jsonl" "map(select(.record == \"message\" and .encrypted and (.messages | length) > 0 and .messages != [\"close_notify\"])) | length == 8 and all(.known_by == \"$want\")"
	done
}

@test "trace: DTLS 1.2 is RFC 6347's figure 1, with the cookie, on each library" {
	local variant
	for variant in $VARIANTS; do
		trace "$variant" dtls 1.2
		textbook '1 ClientHello|2 HelloVerifyRequest|3 ClientHello|4 ServerHello Certificate ServerKeyExchange CertificateRequest ServerHelloDone|5 Certificate ClientKeyExchange CertificateVerify CCS Finished|6 CCS Finished'
		both_agree
		both_close
		holds "$T/client.jsonl" 'map(select(.record == "message")) | all(has("epoch")) and all(.encrypted == (.epoch == 1))'
	done
}

@test "trace: DTLS 1.3 is RFC 9147's figure 6, with the cookie, where the library has it" {
	local variant
	for variant in $VARIANTS; do
		[[ $variant != openssl* ]] || continue
		trace "$variant" dtls 1.3
		textbook '1 ClientHello|2 HelloRetryRequest|3 ClientHello|4 ServerHello EncryptedExtensions CertificateRequest Certificate CertificateVerify Finished|5 Certificate CertificateVerify Finished'
		both_agree
		both_close
	done
}

@test "trace: what a record holds is what the run counted" {
	local variant=${VARIANTS%% *}
	trace "$variant" tls 1.3
	holds "$T/client.jsonl" '(map(select(.record == "message" and .direction == "out") | .record_bytes) | add)
		== ($tries[] | select(.try == 1) | [.handshake_bytes_out, .send_bytes_out, .close_bytes_out // 0] | add)'
}

@test "trace: a person sees a table and a diagram" {
	local variant=${VARIANTS%% *}
	trace "$variant" tls 1.2
	grep -q 'a traced run does not count' "$T/client.out"
	grep -qE '^ +[0-9.]+ +1  out +1 +[0-9]+  handshake +ClientHello$' "$T/client.out"
	grep -qE '^  \|-- 1 \([0-9]+ B\): ClientHello -+>\|$' "$T/client.out"
	grep -qE '^  \|<- 4 \([0-9]+ B\): change_cipher_spec, \{Finished\} -+\|$' "$T/client.out"
	grep -q 'seen by the server' "$T/server.out"
}

@test "trace: not in a run that counts, and not on plain programs" {
	local variant=${VARIANTS%% *}
	run_program "$variant/tls_client" --trace
	refuses '--trace: a traced run does not count; valid: --tries 1'
	run_program "$variant/udp_client" --trace --tries 1
	refuses '--trace: unknown option'
}

# both [FILE FILE]: `wiretoll trace` of the two ends.
both() {
	STATUS=0
	"$BUILD/host/wiretoll" trace "${1-$T/client.jsonl}" "${2-$T/server.jsonl}" >"$T/both.out" 2>"$T/both.err" 3>&- || STATUS=$?
}

# both_says STATUS TEXT...: and nothing on the other stream.
both_says() {
	expect_status "$1" "$STATUS" "wiretoll trace" || return 1
	local text stream=both.err other=both.out
	[ "$1" != 0 ] || { stream=both.out other=both.err; }
	[ ! -s "$T/$other" ] || { cat "$T/$other"; return 1; }
	[ "$1" = 0 ] || [ "$(wc -l <"$T/both.err")" = 1 ] || { cat "$T/both.err"; return 1; }
	for text in "${@:2}"; do
		grep -qF -- "$text" "$T/$stream" && continue
		echo "does not say: $text"
		cat "$T/$stream"
		return 1
	done
}

# Edits one end's file with jq: edit END FILTER
edit() {
	jq -c "$2" "$T/$1.jsonl" >"$T/edited.jsonl"
}

@test "trace: both ends in one diagram, each record sent once and received once" {
	local variant pair
	for variant in $VARIANTS; do
		for pair in 'tls 1.2' 'tls 1.3' 'dtls 1.2'; do
			# shellcheck disable=SC2086
			trace "$variant" $pair
			both
			both_says 0 '|-- ClientHello ----' '{close_notify}'
			! grep -q 'not received\|clocks' "$T/both.out" || { cat "$T/both.out"; return 1; }
			# rows: flight, bytes, the client's time, arrow, the server's time, on the way, record
			sed -nE 's/^ *([0-9]+) +([0-9]+) +([0-9.]+)  \|(--|<-) .*\| +([0-9.]+) +([0-9.]+)  ([a-z0-9_]+)$/\1 \2 \3 \4 \5 \6 \7/p' "$T/both.out" >"$T/rows"
			jq -rs 'map(select(.record == "message" and .direction == "out") | [.clock_ns, .record_bytes, .content])' "$T/client.jsonl" "$T/server.jsonl" |
				jq -r 'sort_by(.[0]) | .[] | "\(.[1]) \(.[2])"' >"$T/sent"
			awk '{ print $2, $7 }' "$T/rows" | diff - "$T/sent" || { cat "$T/both.out"; return 1; }
			# a send is before its receive by what it was on the way, sends are in order, and flights change with the direction
			awk '{ sent = $4 == "--" ? $3 : $5; got = $4 == "--" ? $5 : $3; way = got - sent - $6
				if (way > 0.11 || way < -0.11 || $6 < 0 || sent + 0 < last || (NR == 1 && (sent != 0 || $1 != 1))) exit 1
				if (NR > 1 && ($1 != flight) != ($4 != from)) exit 1
				last = sent; flight = $1; from = $4 }' "$T/rows" || { cat "$T/both.out"; return 1; }
		done
	done
}

@test "trace: what did not arrive is told, and who was never sent it is of another run" {
	local variant=${VARIANTS%% *}
	trace "$variant" dtls 1.2
	edit server 'select(.record != "message" or .number != 1)'
	both "$T/client.jsonl" "$T/edited.jsonl"
	both_says 0 'not received'
	[ "$(grep -c 'not received' "$T/both.out")" = 1 ]
	edit server 'if .record == "message" and .number == 1 then .record_bytes += 1 else . end'
	both "$T/client.jsonl" "$T/edited.jsonl"
	both_says 1 'are of different runs: message 1 of the server was not sent by the other end'
}

@test "trace: clocks of two machines are not joined; each end stands apart" {
	local variant=${VARIANTS%% *} end
	trace "$variant" tls 1.3
	# Either one is an hour ahead. Not the other an hour behind: this machine may have been up for less, and no clock is below 0.
	for end in server client; do
		edit "$end" 'if .record == "message" then .clock_ns += 3600000000000 else . end'
		if [ "$end" = server ]; then both "$T/client.jsonl" "$T/edited.jsonl"; else both "$T/edited.jsonl" "$T/server.jsonl"; fi
		both_says 0 'The clocks of both ends differ' 'client, on its own clock' 'server, on its own clock'
		[ "$(grep -c 'way, us' "$T/both.out")" = 0 ]
		[ "$(grep -cE '^ +[0-9]+ +[0-9]+ +[0-9.]+  (in|out) ' "$T/both.out")" = "$(grep -c '"record":"message"' "$T/client.jsonl" "$T/server.jsonl" | awk -F: '{ n += $2 } END { print n }')" ]
	done
}

@test "trace: files that are no trace of one run are refused in one line" {
	local variant=${VARIANTS%% *}
	trace "$variant" tls 1.3
	both "$T/server.jsonl" "$T/client.jsonl"
	both_says 1 'server.jsonl line 1: these are records of a server; valid: wiretoll trace CLIENT.jsonl SERVER.jsonl'
	both "$T/none.jsonl"
	both_says 1 'none.jsonl: No such file'
	both "$T"
	both_says 1 'not a file'
	edit client 'if .record == "run" then .settings.trace = false else . end'
	both "$T/edited.jsonl"
	both_says 1 'edited.jsonl line 1: not traced; valid: what a program with --trace recorded'
	edit client 'select(.record != "message")'
	both "$T/edited.jsonl"
	both_says 1 'no exchange was traced in it'
	edit client 'if .record == "run" then .port += 1 else . end'
	both "$T/edited.jsonl"
	both_says 1 'are of different runs: ports'
	edit client 'if .record == "message" then .clock_ns = "soon" else . end'
	both "$T/edited.jsonl"
	both_says 1 "'clock_ns' is missing or not a whole number"
	edit client 'if .record == "message" then .try = 7 else . end'
	both "$T/edited.jsonl"
	both_says 1 'are of different runs: try 7 of 16 bytes and try 1 of 16'
	sed '3s/.\{20\}$//' "$T/client.jsonl" >"$T/edited.jsonl"
	both "$T/edited.jsonl"
	both_says 1 'edited.jsonl line 3: damaged: '
	head -n -1 "$T/client.jsonl" >"$T/edited.jsonl"
	both "$T/edited.jsonl"
	both_says 1 "edited.jsonl: cut: there is no 'end' record"
	STATUS=0
	"$BUILD/host/wiretoll" trace "$T/client.jsonl" >"$T/both.out" 2>"$T/both.err" || STATUS=$?
	both_says 2 'two files are needed'
}
