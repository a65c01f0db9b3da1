#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# `wiretoll run --axis`: rows for the values, measured, checked and told over the first one.

# A comma in a list of words is no separator of an array.
# shellcheck disable=SC2054

load ../support/helpers
load ../support/reports

@test "groups and suites as axes: each combination that exists is measured, ML-KEM of version 1.3 alone, and told over the first value" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports tls1.2,tls1.3 \
		--axis group=p256,x25519,x25519mlkem768 --tries 2 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "^ *tls1\.3_x25519 over tls1\.3" "^ *tls1\.2_x25519 over tls1\.2" "^ *tls1\.3_x25519mlkem768 over tls1\.3"
	[ ! -e "$T/results/latest/tls1.2_x25519mlkem768-wolfssl" ]
	jq -es 'all(.[]; .record != "run" or .negotiated.group == 4588)' "$T/results/latest/tls1.3_x25519mlkem768-wolfssl/"*.jsonl
	jq -es 'all(.[]; .record != "run" or .negotiated.group == 29)' "$T/results/latest/tls1.2_x25519-openssl/"*.jsonl
	# OpenSSL before 3.5 has it not
	[ -e "$T/results/latest/tls1.3_x25519mlkem768-openssl/round-01.client.jsonl" ] ||
		grep -q "variant openssl was built without the group X25519MLKEM768" "$T/desk.flat"
	# records of another group are no round of that row
	for file in "$T/results/latest/tls1.3_x25519-wolfssl/"*.client.jsonl; do
		jq -c 'if .record == "run" then .negotiated.group = 23 | .negotiated.group_name = "secp256r1" else . end' "$file" >"$T/edited"
		mv "$T/edited" "$file"
	done
	desk report "$T/results/latest"
	grep -q "'group_name' of what was negotiated is 'secp256r1', but the series is tls1.3_x25519" "$T/desk.flat"
}

@test "what a suite costs, and what client authentication does, together with a group" {
	not_under_valgrind
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "$(plain_variant)" --transports tls1.3,dtls1.2 \
		--axis suite=aes128gcm,aes128ccm8 --axis client-auth=on,off --tries 2 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "tls1\.3_aes128ccm8 over tls1\.3" "dtls1\.2_no-client-auth over dtls1\.2" \
		"tls1\.3_aes128ccm8_no-client-auth over tls1\.3_aes128ccm8" "tls1\.3_aes128ccm8_no-client-auth over tls1\.3_no-client-auth"
	lacks "NOT ALIKE" "$T/desk.out"
}

@test "what a kind of key costs: a row for each, of the set beside that of --certs; one that a library cannot is told before" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports tls1.2,dtls1.2 \
		--axis keys=ecdsa-p256,ecdsa-p384,rsa-2048,rsa-3072,ed25519 --tries 2 --rounds 1 --sizes 16 --counters off
	desk_expect 0 "^ *tls1\.2_ecdsa-p384 over tls1\.2" "^ *tls1\.2_rsa-3072 over tls1\.2" "^ *dtls1\.2_rsa-2048 over dtls1\.2" \
		"variant openssl was built without a DTLS server with an Ed25519 key"
	lacks "NOT ALIKE" "$T/desk.out"
	for kind in ecdsa-p384 rsa-2048 rsa-3072 ed25519; do
		jq -es --arg kind $kind 'all(.[]; .record != "run" or .negotiated.peer_key_name == $kind and .settings.keys == $kind)' \
			"$T/results/latest/tls1.2_$kind-"{wolfssl,openssl}/*.jsonl >/dev/null
	done
	jq -es 'all(.[]; .record != "run" or .negotiated.peer_key_name == "ecdsa-p256" and .settings.keys == null)' \
		"$T/results/latest/tls1.2-wolfssl/"*.jsonl >/dev/null
	# records of another kind are no round of that row
	sed -i 's/"peer_key_name":"rsa-3072"/"peer_key_name":"rsa-2048"/' "$T/results/latest/tls1.2_rsa-3072-wolfssl/"*.client.jsonl
	desk report "$T/results/latest"
	grep -q "'peer_key_name' of what was negotiated is 'rsa-2048', but the series is tls1.2_rsa-3072" "$T/desk.flat"
}

@test "what an intermediate certificate costs, with two kinds of keys; one that is missing fails in its rows alone" {
	not_under_valgrind
	local variant
	variant=$(plain_variant)
	cp -r "$CERTS/bad/client-no-intermediate" "$T/own"
	cp -r "$CERTS/rsa-2048" "$T"
	a_run=(--build "$BUILD" --board "$BOARD" --certs "$T/own" --out "$T/results" --variants "$variant" --transports tls1.3
		--axis keys=ecdsa-p256,rsa-2048 --axis chain=1,2 --tries 2 --rounds 1 --sizes 16 --counters off)
	desk run "${a_run[@]}"
	desk_expect 1 "own/client-chain\.pem: holds 1 certificate; valid with --chain 2" "^ *tls1\.3_rsa-2048_chain2 over tls1\.3_rsa-2048"
	rm "$T/own/client-chain.pem"
	desk run "${a_run[@]}"
	desk_expect 2 "own/client-chain\.pem: No such file or directory; make it with: make certs"
	cp "$KEYS"/* "$T/own"
	desk run "${a_run[@]}"
	desk_expect 0 "^ *tls1\.3_chain2 over tls1\.3" "^ *tls1\.3_rsa-2048_chain2 over tls1\.3_rsa-2048" "^ *tls1\.3_rsa-2048_chain2 over tls1\.3_chain2"
	lacks "NOT ALIKE" "$T/desk.out"
	jq -es 'all(.[]; .record != "run" or .negotiated.peer_path == 2)' "$T/results/latest/tls1.3_chain2-$variant/"*.jsonl >/dev/null
	sed -i 's/"peer_path":2/"peer_path":1/' "$T/results/latest/tls1.3_chain2-$variant/"*.client.jsonl
	desk report "$T/results/latest"
	grep -q "'peer_path' of what was negotiated is '1', but the series is tls1.3_chain2" "$T/desk.flat"
}

@test "a set that is not there ends a run before it begins, with the command that makes it; one of another kind fails in its rows alone" {
	not_under_valgrind
	mkdir -p "$T/some sets"
	cp -r "$KEYS" "$T/some sets/own"
	a_run=(--build "$BUILD" --board "$BOARD" --certs "$T/some sets/own/" --out "$T/results" --variants "$(plain_variant)" --transports tls1.3
		--axis keys=ecdsa-p256,rsa-2048 --tries 2 --rounds 1 --sizes 16 --counters off)
	desk run "${a_run[@]}"
	desk_expect 2 "some sets/rsa-2048/ca\.pem: No such file or directory; make it with: scripts/cert\.sh --out '$T/some sets/'$"
	[ ! -e "$T/results" ]
	cp -r "$CERTS/rsa-3072" "$T/some sets/rsa-2048"
	a_run[5]=$CERTS/rsa-2048
	desk run "${a_run[@]}"
	desk_expect 2 "/rsa-2048/server\.pem: no key of ecdsa-p256, which those of other keys are compared with; valid: a folder of such keys with --certs, or --axis keys= without ecdsa-p256$"
	[ ! -e "$T/results" ]
	a_run[5]="$T/some sets/own/"
	desk run "${a_run[@]}"
	desk_expect 1 "rsa-2048/(client|server)\.pem: a key of rsa-3072; valid with --keys rsa-2048: one of that kind"
	jq -es 'any(.[]; .record == "end" and .ok)' "$T/results/latest/tls1.3-$(plain_variant)/"*.client.jsonl >/dev/null
}

@test "what resumption saves: every try shows by what it was resumed, and it is told over full handshakes" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports tls1.2,tls1.3 \
		--axis resume=off,session,ticket --tries 4 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "tls1\.2_session over tls1\.2" "tls1\.3_ticket over tls1\.3"
	lacks "NOT ALIKE|NO RATIO" "$T/desk.out"
	jq -es 'map(select(.record == "try" and .cold == false)) | length == 2 and all(.resumed_by == "ticket")' \
		"$T/results/latest/tls1.3_ticket-openssl/round-01.client.jsonl"
	jq -es 'map(select(.record == "try")) | all(has("resumed_by") | not)' "$T/results/latest/tls1.3-openssl/round-01.client.jsonl"
	# a round that shows full handshakes is none of that row
	for file in "$T/results/latest/tls1.3_ticket-wolfssl/"*.client.jsonl; do
		jq -c 'if .record == "try" then .resumed_by = "none" else . end' "$file" >"$T/edited"
		mv "$T/edited" "$file"
	done
	desk report "$T/results/latest"
	grep -q "'resumed_by' of a try is 'none', but the series is tls1.3_ticket" "$T/desk.flat"
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants wolfssl --transports tls1.3 \
		--axis resume=off,ticket --hold 4
	desk_expect 2 "--hold 4: not together with --axis resume=ticket; valid: resume=off$"
	desk run --build "$BUILD" --variants wolfssl --transports tls1.3 --axis psk=ecdhe --axis resume=ticket
	desk_expect 2 "nothing to run: tls1\.3_psk-ecdhe_ticket-wolfssl: there is no ticket with ecdhe$"
}

@test "what a connection ID costs: DTLS of wolfSSL alone, told over none; records of another length are refused" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports dtls1.2,dtls1.3 \
		--axis cid=0,8 --tries 2 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "^ *dtls1\.2_cid8 over dtls1\.2" "^ *dtls1\.3_cid8 over dtls1\.3" "variant openssl was built without connection IDs"
	lacks "NOT ALIKE|NO RATIO" "$T/desk.out"
	jq -es 'all(.[]; .record != "run" or .negotiated.cid == 8)' "$T/results/latest/dtls1.3_cid8-wolfssl/"*.jsonl >/dev/null
	jq -es 'all(.[]; .record != "run" or (.negotiated | has("cid") | not))' "$T/results/latest/dtls1.3-wolfssl/"*.jsonl >/dev/null
	sed -i 's/"cid":8,"certificate_compression"/"cid":18,"certificate_compression"/' "$T/results/latest/dtls1.2_cid8-wolfssl/"*.client.jsonl
	desk report "$T/results/latest"
	grep -q "'cid' of what was negotiated is '18', but the series is dtls1.2_cid8" "$T/desk.flat"
	desk run --build "$BUILD" --variants wolfssl --transports tls1.3 --axis cid=4
	desk_expect 2 "--axis cid=4: nothing that was asked for has it; valid: with dtls$"
	desk run --build "$BUILD" --variants wolfssl --transports dtls1.2 --axis cid=8 --sizes 1430
	desk_expect 2 "dtls1\.2_cid8 cannot carry 1430 bytes; valid: 16 to 1426"
}

@test "what early data saves over resumption, in one round trip less; records of messages that came behind the handshake are refused" {
	not_under_valgrind
	need_variant wolfssl openssl
	a_run=(--build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports tls1.3
		--axis resume=session,ticket --axis early-data=off,single-use,replayable --tries 4 --rounds 2 --counters off)
	desk run "${a_run[@]}" --sizes 16
	desk_expect 0 "tls1\.3_session_early-single-use over tls1\.3_session" "tls1\.3_ticket_early-replayable over tls1\.3_ticket"
	lacks "NOT ALIKE|NO RATIO" "$T/desk.out"
	lacks "not among the known differences" "$T/desk.flat"
	for file in "$T/results/latest/tls1.3_ticket_early-replayable-wolfssl/"*.client.jsonl; do
		sed -i 's/"early_data":"accepted"/"early_data":"rejected"/' "$file"
	done
	desk report "$T/results/latest"
	grep -q "'early_data' of a try is 'rejected', but the series is tls1.3_ticket_early-replayable" "$T/desk.flat"
	desk run "${a_run[@]}" --sizes 16385
	desk_expect 2 "16385.*16384"
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants wolfssl --transports dtls1.3 \
		--axis resume=ticket --axis early-data=off,replayable --tries 1 --rounds 1 --sizes 16
	desk_expect 0 "built without early data of DTLS, whose server asks for a cookie first"
	desk run --build "$BUILD" --variants wolfssl --transports tls1.3 --axis early-data=replayable
	desk_expect 2 "--axis early-data=replayable: nothing that was asked for has it; valid: with tls dtls, and with 1\.3, resume=ticket$"
}

@test "what a smaller MTU and a faster timer cost: each told over the usual one; messages that do not fit are refused before" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports dtls1.2 \
		--axis mtu=1472,512 --axis dtls-timer=1000,100 --tries 2 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "^ *dtls1\.2_mtu512 over dtls1\.2" "^ *dtls1\.2_timer100 over dtls1\.2" "^ *dtls1\.2_mtu512_timer100 over dtls1\.2_mtu512"
	lacks "NOT ALIKE|NO RATIO" "$T/desk.out"
	jq -es 'all(.[]; .record != "run" or .negotiated.mtu == 512 and .negotiated.dtls_timer_ms == 100)' \
		"$T/results/latest/dtls1.2_mtu512_timer100-openssl/"*.jsonl >/dev/null
	sed -i 's/"mtu":512,"dtls_/"mtu":1200,"dtls_/' "$T/results/latest/dtls1.2_mtu512_timer100-wolfssl/"*.client.jsonl
	desk report "$T/results/latest"
	grep -q "'mtu' of what was negotiated is '1200', but the series is dtls1.2_mtu512_timer100" "$T/desk.flat"
	desk run --build "$BUILD" --variants wolfssl --transports dtls1.2 --axis mtu=1472,512
	desk_expect 2 "dtls1\.2_mtu512 cannot carry 512 bytes; valid: 16 to 475"
}

@test "a value that no row can have, and names that there are not" {
	desk run --build "$BUILD" --variants "$(plain_variant)" --transports tls1.2 --axis group=x25519mlkem768
	desk_expect 2 "--axis group=x25519mlkem768: nothing that was asked for has it; valid: with tls h2 dtls, and with 1\.3$"
	desk run --axis suite=aes
	desk_expect 2 "--axis suite=aes: unknown value; valid: aes128gcm aes256gcm chacha20 aes128ccm aes128ccm8$"
}

@test "a pre-shared key as an axis: with the key of the folder of certificates, told over certificates; other records are refused" {
	not_under_valgrind
	need_variant wolfssl openssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "wolfssl openssl" --transports tls1.2,tls1.3 \
		--axis psk=off,ecdhe,plain --tries 2 --rounds 2 --sizes 16 --counters off
	desk_expect 0 "tls1\.2_psk-plain over tls1\.2" "tls1\.2_psk-ecdhe over tls1\.2" "tls1\.3_psk-ecdhe over tls1\.3" \
		"TLS 1\.2, TLS_PSK_WITH_AES_128_GCM_SHA256, pre-shared key \(plain\)"
	lacks "NOT ALIKE" "$T/desk.out"
	lacks "not among the known differences" "$T/desk.flat"
	[ ! -e "$T/results/latest/tls1.3_psk-plain-wolfssl" ]
	jq -es 'all(.[]; .record != "run" or .negotiated.psk == "plain")' "$T/results/latest/tls1.2_psk-plain-openssl/"*.jsonl
	# nothing of the key is in the folder
	[ -z "$(grep -rlF "$(cut -d: -f2 "$KEYS/psk")" "$T/results")" ]
	for file in "$T/results/latest/tls1.3_psk-ecdhe-wolfssl/"*.client.jsonl; do
		jq -c 'if .record == "run" then del(.negotiated.psk) else . end' "$file" >"$T/edited"
		mv "$T/edited" "$file"
	done
	desk report "$T/results/latest"
	grep -q "'psk' of what was negotiated is not told, but the series is tls1.3_psk-ecdhe" "$T/desk.flat"
}

@test "a pre-shared key as an axis: what it does not go with, and a file that cannot be taken, before anything is measured" {
	not_under_valgrind
	need_variant wolfssl
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants wolfssl --transports tls1.2 \
		--axis psk=ecdhe,plain --axis suite=aes128gcm,aes128ccm8 --tries 1 --rounds 1 --sizes 16 --counters off
	desk_expect 0 "there is no aes128ccm8 with 1\.2 and ecdhe"
	desk run --build "$BUILD" --variants wolfssl --transports tls1.3 --axis psk=plain
	desk_expect 2 "--axis psk=plain: nothing that was asked for has it; valid: with tls dtls, and with 1\.2, client-auth=on, keys=ecdsa-p256, group=p256, chain=1$"
	# rows with a key alone need no certificates
	mkdir "$T/own"
	(umask 077 && cp "$KEYS/psk" "$T/own/psk")
	desk run --build "$BUILD" --board "$BOARD" --certs "$T/own" --out "$T/results" --variants wolfssl --transports tls1.3 \
		--axis psk=ecdhe --tries 1 --rounds 1 --sizes 16 --counters off
	desk_expect 0
	chmod 644 "$T/own/psk"
	desk run --build "$BUILD" --board "$BOARD" --certs "$T/own" --variants wolfssl --transports tls1.3 --axis psk=ecdhe
	desk_expect 2 "own/psk: a pre-shared key that others may use \(mode 0644\); valid: mode 0600$"
	rm "$T/own/psk"
	desk run --build "$BUILD" --board "$BOARD" --certs "$T/own" --variants wolfssl --transports tls1.3 --axis psk=ecdhe
	desk_expect 2 "own/psk: No such file or directory.*make certs"
}
