#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# --trace: the handshake message by message, against the flights that the RFCs draw.

load helpers

# trace VARIANT TRANSPORT VERSION [KEYS]
trace() {
	rm -f "$T"/*.jsonl
	serve "$1/$2_server" --certs "$CERTS/${4:-ecdsa-p256}" --tls-version "$3" --trace --json "$T/server.jsonl"
	call "$1/$2_client" --certs "$CERTS/${4:-ecdsa-p256}" --tls-version "$3" --trace --sizes 16 --tries 1 --json "$T/client.jsonl"
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
		want='1 ClientHello|2 ServerHello EncryptedExtensions CertificateRequest Certificate CertificateVerify Finished|3 Certificate CertificateVerify Finished'
		# OpenSSL sends the empty CCS of RFC 8446 D.4
		[[ $variant != openssl* ]] || want='1 ClientHello|2 ServerHello CCS EncryptedExtensions CertificateRequest Certificate CertificateVerify Finished|3 CCS Certificate CertificateVerify Finished'
		textbook "$want"
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
