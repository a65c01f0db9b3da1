#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Variant wolfssl-iot on this machine, with itself and with the two other libraries in both roles: what it has more than lean.

load ../support/boards

IOT=wolfssl-iot
PEERS_OF_IOT="wolfssl-iot:wolfssl-iot wolfssl-iot:wolfssl wolfssl:wolfssl-iot wolfssl-iot:openssl openssl:wolfssl-iot"
DIGITS=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff

setup_file() {
	[ "${WT_BOARDS:-}" = 1 ] || skip "WT_BOARDS is not set; make test-boards sets it"
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}"
	[ -n "${WT_UNTIL:-}" ] || build_of BOARD=host VARIANT=$IOT programs
	[ -x "$BUILD/host/$IOT/dtls_server" ] || export NOT_BUILT="host VARIANT=$IOT"
}

# meet TRANSPORT VERSION SERVER CLIENT [OPTION]...: three tries that go well at both ends.
meet() {
	local transport=$1 version=$2 server=$3 client=$4
	shift 4
	rm -f "$T"/*.jsonl
	set -- --certs "$KEYS" --tls-version "$version" "$@"
	serve "$server/${transport}_server" --json "$T/server.jsonl" "$@"
	call "$client/${transport}_client" --sizes 999 --tries 3 --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server &&
		holds "$T/client.jsonl" '$done.answered == 3' && holds "$T/server.jsonl" '$done.unlike_sessions == 0' && return
	echo "$transport $version $server <- $client: $*"
	return 1
}

# both EXPRESSION: jq's, at each end.
both() {
	holds "$T/client.jsonl" "$1" && holds "$T/server.jsonl" "$1"
}

# each_peer FUNCTION [ARGUMENT]...: with server and client in front.
each_peer() {
	local function=$1 pair
	shift
	for pair in $PEERS_OF_IOT; do
		"$function" "${pair%:*}" "${pair#*:}" "$@" || { echo "of $pair"; return 1; }
	done
}

resumes() {
	local pair versions="tls:1.2 tls:1.3 dtls:1.2"
	[[ "$1$2" == *openssl* ]] || versions+=" dtls:1.3"
	for pair in $versions; do
		meet "${pair%:*}" "${pair#*:}" "$1" "$2" --resume "$3" &&
			both "(\$tries | map(.resumed_by)) == [\"none\", \"$3\", \"$3\", \"$3\"] and all(\$tries[]; .ok)" || return 1
	done
}

@test "wolfssl-iot resumes by session with itself, wolfssl and openssl, in each version" {
	each_peer resumes session
}

@test "wolfssl-iot resumes by ticket with itself, wolfssl and openssl, in each version" {
	each_peer resumes ticket
}

key_file() {
	(umask 077 && printf 'wiretoll:%s\n' "$DIGITS" >"$T/psk")
}

# The key is taken, and no certificate passes; RFC 7252 9.1.3.1: TLS_PSK_WITH_AES_128_CCM_8.
with_psk() {
	local key=(--certs "$T/none" --psk-file "$T/psk")
	meet tls 1.2 "$@" "${key[@]}" --psk plain && both '$run.negotiated | .psk == "plain" and .suite == 168 and .peer_key == null' &&
		meet dtls 1.2 "$@" "${key[@]}" --psk plain --suite aes128ccm8 &&
		both '$run.negotiated | .psk == "plain" and .suite == 49320 and .peer_key == null' &&
		meet tls 1.3 "$@" "${key[@]}" --psk ecdhe && both '$run.negotiated | .psk == "ecdhe" and .suite == 4865 and .peer_key == null'
}

@test "wolfssl-iot takes a pre-shared key: plain in version 1.2, CCM-8 of RFC 7252 among them, with ECDHE in 1.3" {
	key_file
	each_peer with_psk
}

# RFC 7251, RFC 8446 B.4
with_ccm8() {
	meet tls 1.2 "$@" --suite aes128ccm8 && both '$run.negotiated | .suite == 49326 and .peer_authenticated' &&
		meet tls 1.3 "$@" --suite aes128ccm8 && both '$run.negotiated.suite == 4869'
}

@test "wolfssl-iot has CCM-8 with certificates, mutual" {
	each_peer with_ccm8
}

@test "wolfssl-iot has connection IDs with itself and wolfssl, also behind a resumption; a client goes on from another port" {
	local pair version PEERS_OF_IOT="wolfssl-iot:wolfssl-iot wolfssl-iot:wolfssl wolfssl:wolfssl-iot"
	with_cid() {
		for version in 1.2 1.3; do
			meet dtls $version "$@" --cid 8 && both '$run.negotiated.cid == 8' &&
				meet dtls $version "$@" --cid 8 --resume ticket &&
				both '$run.negotiated.cid == 8 and ($tries | map(.resumed_by))[1:] == ["ticket", "ticket", "ticket"]' || return 1
		done
	}
	each_peer with_cid
	rm -f "$T"/*.jsonl
	serve $IOT/dtls_server --certs "$KEYS" --cid 4 --hold 10 --json "$T/server.jsonl"
	call $IOT/dtls_client --certs "$KEYS" --cid 4 --hold 10 --sizes 40 --rebind --json "$T/client.jsonl"
	expect 0
	server_ends
	holds "$T/client.jsonl" 'map(select(.record == "hold"))[0] | .ok and .held == 10 and .moved == 10'
	holds "$T/server.jsonl" '$done.ok and $done.moved == 10 and $done.failed == 0'
}

@test "wolfssl-iot: what it lacks is refused by name, with status 2, and no word of it is in the list" {
	local argument
	for argument in "tls --suite chacha20" "tls --suite aes256gcm" "tls --group p384" "tls --group x25519mlkem768" \
		"dtls --psk ecdhe" "tls --tls-version 1.3 --resume session --early-data single-use"; do
		# Word splitting is wanted: options.
		# shellcheck disable=SC2086
		LIMIT=20 run_program $IOT/${argument%% *}_client --certs "$KEYS" --port 1 ${argument#* }
		refuses 'this build' || { echo "$argument"; return 1; }
	done
	"$BUILD/host/$IOT/dtls_client" --list >"$T/list"
	grep -qx 'cid 8 1.2 1.3' "$T/list"
	grep -qx 'resume ticket 1.2 1.3' "$T/list"
	grep -qx 'psk plain 1.2' "$T/list"
	if grep -E '^(early-data [sr]|group [^p]|group p[35]|suite (aes256|chacha)|keys [^e])' "$T/list"; then return 1; fi
}

@test "the table of docs/protocols.md is what wolfssl-iot answers" {
	scripts/protocols_table.sh --check
}

# study WORD...: a run as a person starts it, with few tries.
study() {
	rm -rf "$T/results"
	timeout -k 5 120 "$BUILD/host/wiretoll" run --study iot --certs "$KEYS" --tries 2 --rounds 1 --counters off --out "$T/results" "$@" \
		>"$T/desk.out" 2>"$T/desk.err" 3>&- || { cat "$T/desk.out" "$T/desk.err"; return 1; }
	VARIANTS_OF_RUN=$(jq -r '.variants | join(" ")' "$T/results/latest/plan.json")
}

@test "--study iot takes wolfssl-iot where it is built and no variants are named, and the screen tells it" {
	[ -x "$BUILD/host/openssl/dtls_client" ] || skip "variant openssl was not built"
	study --build "$BUILD"
	[ "$VARIANTS_OF_RUN" = "wolfssl wolfssl-iot openssl" ]
	[ "$(grep -cE '^(dtls1\.2| ) .* wolfssl-iot +(x[0-9.]+|no diff\.|[0-9.,]+ [mµ]?s) ' "$T/desk.out")" -ge 1 ]
	tr '\n' ' ' <"$T/desk.out" | grep -qE ' Flash over plain: wolfssl [0-9.]+ [KM]B, wolfssl-iot [0-9.]+ KB(, openssl|\.)'
	# all rows but those that no build has
	[ "$(jq -c '[.series[] | select(.variant == "wolfssl-iot" and .unsupported != null).kind]' "$T/results/latest/plan.json")" = \
		'["dtls1.2_psk-plain_ticket","dtls1.2_psk-plain_aes128ccm8_ticket"]' ]
	study --build "$BUILD" --variants wolfssl
	[ "$VARIANTS_OF_RUN" = wolfssl ]
	[ "$(grep -c Flash "$T/desk.out")" -eq 0 ]
	mkdir -p "$T/build/host"
	ln -s "$(realpath "$BUILD/host/wolfssl")" "$(realpath "$BUILD/host/openssl")" "$T/build/host/"
	study --build "$T/build"
	[ "$VARIANTS_OF_RUN" = "wolfssl openssl" ]
}

@test "wolfssl-iot takes less than half of wolfssl's flash" {
	scripts/size.sh --build "$BUILD" --variants "wolfssl $IOT" --json "$T/size.json" host >"$T/table"
	jq -e '[.variants[] | {(.variant): .text_bytes}] | add | ."wolfssl-iot" > 200000 and ."wolfssl-iot" * 2 < .wolfssl' "$T/size.json" >/dev/null
}
