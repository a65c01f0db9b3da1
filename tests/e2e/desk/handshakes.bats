#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The handshakes of two libraries compared: what is known of them, what is not, and what was edited.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034
load ../support/helpers
load ../support/reports

setup_file() {
	record_once
}

# Of real runs of both libraries.
only_real() {
	not_under_valgrind
	need_variant wolfssl openssl
}

# Both ends' records of OpenSSL's first handshake go through jq; the rest stays.
edit_handshake() {
	edit 'tls1.3-openssl/round-*.jsonl' "if .record == \"handshake\" then $1 else . end"
}

@test "what the libraries differ in is known, and told in every form" {
	only_real
	desk report "$BATS_FILE_TMPDIR/run" --markdown "$T/r.md" --html "$T/r.html" --json "$T/r.json"
	desk_expect 0 "^Known differences of the handshakes" \
		"openssl over wolfssl, tls1.3: OpenSSL alone offers extension 23 extended_master_secret \(0 B\): of TLS 1.2" \
		"extension 45 psk_key_exchange_modes of ClientHello: 3 B in wolfSSL, 2 in OpenSSL"
	lacks "unlike handshakes|the handshakes are unlike" "$T/desk.flat"
	grep -q '^| openssl over wolfssl | tls1.3 | OpenSSL alone offers extension 23 extended\\_master\\_secret' "$T/r.md"
	grep -q '<h2>Known differences of the handshakes</h2>' "$T/r.html"
	grep -q 'OpenSSL alone offers extension 23 extended_master_secret' "$T/r.html"
	jq -e '[.pairs[] | select(.kind == "library") | .handshake] | length == 1
		and (.[0] | length >= 3 and all((.why | length > 0) and (.refuses | not)))' "$T/r.json"
	jq -e 'all(.pairs[] | select(.kind == "security"); .handshake == null)' "$T/r.json"
}

@test "an extension that nobody knows is named, and the ratio stands (edited records)" {
	only_real
	copy offered
	edit_handshake '.hellos[0].extensions += [[27, 7]]'
	desk report "$COPY" --json "$T/r.json"
	desk_expect 0 "unlike handshakes: tls1.3-openssl over tls1.3-wolfssl: OpenSSL alone offers extension 27 compress_certificate \(7 B\); it is not among the known differences"
	lacks "NO RATIO" "$T/desk.flat"
	jq -e '.pairs[] | select(.kind == "library") | .compared and any(.handshake[]; .why == null and (.refuses | not))' "$T/r.json"
}

# As a certificate that is compressed (RFC 8879) would look: another message, shorter by some bytes, which the
# flights and the cold try count as well.
compress() {
	copy compressed
	edit 'tls1.3-openssl/round-*.jsonl' '(.role == "server") as $out | (if $out then "out" else "in" end) as $way
		| if .record == "handshake" then
			(.flights[] | select(.out == $out)) |= (.bytes -= 80
				| (.records[] | select(.messages == ["Certificate"])) |= (.bytes -= 80 | .messages = ["CompressedCertificate"]))
			| .["handshake_bytes_" + $way] -= 80 | .["bytes_" + $way] -= 80
		elif .record == "try" and .cold then .["handshake_bytes_" + $way] -= 80 else . end'
}

@test "a compressed certificate is other work: no ratio, but the reason (edited records)" {
	only_real
	compress
	desk report "$COPY" --json "$T/r.json"
	desk_expect 0 "NO RATIO of tls1.3-openssl over tls1.3-wolfssl: not alike: the handshakes are unlike: OpenSSL alone sends CompressedCertificate in flight 2; wolfSSL alone sends Certificate in flight 2" \
		"^tls1.3 +16 .* NOT ALIKE"
	jq -e '.pairs[] | select(.kind == "library") | (.compared | not) and any(.handshake[]; .refuses)' "$T/r.json"
	desk report "$COPY" --allow-unlike
	desk_expect 0 "UNLIKE, compared since --allow-unlike asks for it: .*CompressedCertificate"
}

@test "one more round trip, or tickets unasked, are other work (edited records)" {
	only_real
	copy tickets
	edit_handshake '(.role == "server") as $out
		| (.after[] | select(.out == $out)) |= (.records = [{"content": 23, "bytes": 5, "encrypted": true, "messages": [], "known_by": null}] + .records
			| .bytes += 5)
		| if $out then .bytes_out += 5 else .bytes_in += 5 end'
	edit 'tls1.3-openssl/round-*.jsonl' 'if .record == "try" and .cold then (if .role == "server" then .answer_bytes_out += 5 else .ack_bytes_in += 5 end) else . end'
	desk report "$COPY"
	desk_expect 0 "NO RATIO of tls1.3-openssl over tls1.3-wolfssl: not alike: the handshakes are unlike: records of the server behind the handshake: 1 of 25 B in wolfSSL, 2 of 30 in OpenSSL"
}

@test "a handshake that does not fit its try, its flights or the other end fails its series" {
	only_real
	local case
	for case in '.flights[0].bytes += 1 @ flight 1 of a handshake has [0-9]+ bytes, but its records make' \
		'.flights[0].bytes += 1 | .flights[0].records[0].bytes += 1 @ of a handshake is [0-9]+, but its flights make' \
		'.hellos[0].suites = 1 @ .suites. of a handshake is missing or not a list' \
		'.retransmissions = -1 @ .retransmissions. is -1'; do
		copy damaged
		edit_handshake "${case% @ *}"
		desk report "$COPY"
		desk_expect 1 "FAILED tls1.3-openssl .*${case#* @ }"
		rm -r "$COPY"
	done
	copy fewer
	edit 'tls1.3-openssl/round-*.client.jsonl' 'if .record == "handshake" then .handshake_bytes_out -= 1 | .bytes_out -= 1
		| .flights[0].bytes -= 1 | .flights[0].records[0].bytes -= 1 else . end'
	desk report "$COPY"
	desk_expect 1 "FAILED tls1.3-openssl .*handshake_bytes_out. of the handshake is [0-9]+, but the cold try says"
	rm -r "$COPY"
	copy other
	edit 'tls1.3-openssl/round-*.server.jsonl' 'if .record == "handshake" then .hellos[0].suites += [1] else . end'
	desk report "$COPY"
	desk_expect 1 "FAILED tls1.3-openssl .*they tell different hellos of their first handshake"
	rm -r "$COPY"
	copy twice
	edit 'tls1.3-openssl/round-*.client.jsonl' 'if .record == "handshake" then ., . else . end'
	desk report "$COPY"
	desk_expect 1 "FAILED tls1.3-openssl .*a second 'handshake' record"
}

@test "records of programs that did not tell their handshake are read as before" {
	only_real
	copy before
	edit 'tls1.3-*/*.jsonl' 'select(.record != "handshake")'
	desk report "$COPY"
	desk_expect 0 "^tls1.3 +16 "
	lacks "Known differences of the handshakes|NO RATIO|handshake: " "$T/desk.flat"
	rm -r "$COPY"
	copy half
	edit 'tls1.3-openssl/*.jsonl' 'select(.record != "handshake")'
	desk report "$COPY"
	desk_expect 0 "handshake: tls1.3-openssl over tls1.3-wolfssl: one of them tells none, so they were not compared"
}
