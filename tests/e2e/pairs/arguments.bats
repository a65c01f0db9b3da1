#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Command lines: what is refused, and what the programs say of themselves.

load ../support/helpers

PROGRAMS="tcp_client tcp_server udp_client udp_server tls_client tls_server dtls_client dtls_server"

# Each program of each variant: calls "$@" with VARIANT/PROGRAM.
each_program() {
	local variant program
	for variant in $VARIANTS; do
		for program in $PROGRAMS; do
			echo "with $variant/$program"
			"$@" "$variant/$program"
		done
	done
}

# wrong OPTIONS PATTERN... with the program last: status 2, one line, nothing else.
wrong() {
	local options=$1 program=${*: -1} patterns=("${@:2:$#-2}")
	# Splitting is wanted: options hold no blanks.
	# shellcheck disable=SC2086
	LIMIT=5 run_program "$program" $options
	refuses "^${program#*/}: " "${patterns[@]}"
}

wrong_client() {
	[[ ${*: -1} == *_server ]] || wrong "$@"
}

wrong_server() {
	[[ ${*: -1} == *_client ]] || wrong "$@"
}

wrong_secure() {
	[[ ${*: -1} == *tls_* ]] || return 0
	# OpenSSL has no DTLS 1.3, which would be said first.
	local options=$1
	[[ ${*: -1} != *dtls_* ]] || options="--tls-version 1.2 $options"
	wrong "$options" "${@:2}"
}

# has_choice PROGRAM OPTION: it has more than one value, so that the help shows it.
has_choice() {
	LIMIT=5 run_program "$1" "--$2" nonsense
	expect 2
	grep -qE "^${1#*/}: --$2 nonsense: unknown; valid: .*," "$T/client.err"
}

shows_help() {
	run_program "$1" --help
	expect 0
	silent client
	head -n 1 "$T/client.out" | grep -q "^${1#*/}: "
	local flag flags="port timeout json quiet verbose counters wait cpu help version"
	[[ $1 == *_server ]] || flags+=" host sizes tries rate seconds direction bitrate"
	[[ $1 == *_client ]] || flags+=" bind keep"
	[[ $1 != *tcp_client && $1 != */tls_client ]] || flags+=" parallel"
	[[ $1 != *tcp_server && $1 != */tls_server ]] || flags+=" max-peers"
	[[ $1 != *tls_* ]] || flags+=" certs keys chain insecure-key-mode tls-version suite group psk psk-file client-auth hold trace key-log openssl-conf list"
	[[ $1 != *dtls_* ]] || flags+=" mtu dtls-timer cid"
	[[ $1 != *dtls_client ]] || flags+=" rebind"
	mv "$T/client.out" "$T/help.out"
	if has_choice "$1" mode; then flags+=" mode"; fi
	[[ $1 != *tls_* ]] || ! has_choice "$1" resume || flags+=" resume"
	[[ $1 != *tls_* ]] || ! has_choice "$1" early-data || flags+=" early-data"
	for flag in $flags; do
		grep -qE "^  (-[hV], )?--$flag( |$)" "$T/help.out" || { echo "--$flag is not in --help"; return 1; }
	done
	grep -q '^  -h, --help ' "$T/help.out" && grep -q '^  -V, --version ' "$T/help.out"
	[ "$(grep -cE '^  (-[hV], )?--' "$T/help.out")" -eq "$(wc -w <<<"$flags")" ] || { echo "--help knows more than: $flags"; return 1; }
}

# What a record of a run echoes is what --help lists, and options that have one value only.
echoes_settings() {
	local echoed listed one
	[[ $1 == *_client ]] || return 0
	run_program "$1" --help
	listed=$(sed -nE 's/^  --([a-z-]+).*/\1/p' "$T/client.out" | grep -vx list | sort)
	PORT=1 LIMIT=5 call "$1" --tls-version 1.2 --json "$T/client.jsonl" --timeout 0.2 2>/dev/null
	[ -s "$T/client.jsonl" ] || PORT=1 LIMIT=5 call "$1" --json "$T/client.jsonl" --timeout 0.2
	echoed=$(jq -r 'select(.record == "run") | .settings | keys[]' "$T/client.jsonl" | sort)
	rm "$T/client.jsonl"
	for one in $(comm -13 <(echo "$listed") <(echo "$echoed")); do
		! has_choice "$1" "$one" || { echo "--$one is not listed"; return 1; }
		listed=$(sort <<<"$listed"$'\n'"$one")
	done
	[ "$listed" = "$echoed" ] || { echo "listed: $listed"; echo "echoed: $echoed"; return 1; }
}

shows_version() {
	run_program "$1" -V
	expect 0
	mv "$T/client.out" "$T/short.out"
	run_program "$1" --version
	cmp "$T/short.out" "$T/client.out"
	expect 0
	silent client
	grep -qE "^${1#*/} [0-9]+\.[0-9]+\.[0-9]+ \($BOARD, ${1%/*}\)$" "$T/client.out"
	case $1 in
	*openssl*/*tls_*) grep -qE '^OpenSSL [0-9.]+' "$T/client.out" ;;
	*wolfssl*/*tls_*) grep -qE '^wolfSSL [0-9.]+' "$T/client.out" ;;
	*) ! grep -qiE 'openssl [0-9]|wolfssl [0-9]' "$T/client.out" ;;
	esac
}

@test "--help lists every option, and no other" {
	each_program shows_help
}

@test "-V and --version name program, board, variant and library" {
	each_program shows_version
}

@test "a run's record echoes every option" {
	not_under_valgrind
	each_program echoes_settings
}

@test "an unknown option is named, with those that are valid" {
	not_under_valgrind
	each_program wrong --nonsense '--nonsense: unknown option; valid: .*--help.*--port'
	each_program wrong -po '-po: unknown option; did you mean --port\? valid: .*--port'
	each_program wrong 1443 '1443: not an option; valid: .*--port'
}

@test "an option of the other role or another transport is unknown" {
	not_under_valgrind
	each_program wrong_server '--tries 3' '--tries: unknown option'
	each_program wrong_client --keep '--keep: unknown option'
	wrong '--certs x' '--certs: unknown option; valid: ' "$(plain_variant)/tcp_client"
	wrong '--mtu 1000' '--mtu: unknown option; valid: ' "$(plain_variant)/tls_client"
}

@test "a value that is missing or too much" {
	not_under_valgrind
	each_program wrong --port '--port: needs a value'
	each_program wrong '--port --quiet' '--port: needs a value'
	each_program wrong --json= '--json.*empty'
	each_program wrong --quiet=yes '--quiet: takes no value'
}

@test "a number out of range is refused with the range" {
	not_under_valgrind
	each_program wrong '--port 65536' '--port 65536: out of range; valid: .*65535'
	each_program wrong '--port 80x' '--port 80x: not a number; valid: '
	each_program wrong '--port -1' '--port -1: not a number; valid: '
	each_program wrong '--timeout 0' '--timeout 0: out of range; valid: 0\.001 to 86400'
	each_program wrong '--timeout 1e3' '--timeout 1e3: not a number'
	each_program wrong '--cpu 9999' '--cpu 9999: out of range; valid: '
	each_program wrong '--cpu two' '--cpu two: not a number; valid: .*auto'
	each_program wrong_client '--port 0' '--port 0: out of range; valid: 1 to 65535'
	each_program wrong_client '--tries 0' '--tries 0: out of range; valid: 1 to 10000000'
	each_program wrong_client '--tries 10000001' '--tries 10000001: out of range; valid: '
	each_program wrong_client '--tries 99999999999999999999' '--tries 9+: out of range; valid: '
	each_program wrong_client '--mode sessions' '--mode sessions: unknown; valid: connect, session'
}

@test "a processor that this machine has not" {
	not_under_valgrind
	each_program wrong_client '--cpu 8000' '--cpu 8000: not a processor that this process may run on; valid: auto any [0-9]'
}

@test "a size that the transport cannot carry is refused before anything starts" {
	not_under_valgrind
	each_program wrong_client '--sizes 15' '--sizes 15: out of range; valid: 16 to '
	each_program wrong_client '--sizes 16,16' '--sizes 16: given twice'
	each_program wrong_client '--sizes 16,,17' '--sizes '
	each_program wrong_client '--sizes lots' '--sizes lots: not a number'
	wrong '--sizes 1048577' '--sizes 1048577: out of range; valid: 16 to 1048576' "$(plain_variant)/tcp_client"
	wrong '--sizes 16,65508' '--sizes 65508: out of range; valid: 16 to 65507' "$(plain_variant)/udp_client"
	wrong_secure '--sizes 16385' '--sizes 16385' "$(plain_variant)/dtls_client"
}

@test "a size that a record in a datagram cannot carry: the limit of library and version is told" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		wrong '--tls-version 1.2 --sizes 1436' '--sizes 1436: dtls carries 16 to 1435 bytes' "$variant/dtls_client"
		wrong '--tls-version 1.2 --mtu 512 --sizes 476' '--sizes 476: dtls carries 16 to 475 bytes' "$variant/dtls_client"
	done
	need_variant wolfssl
	wrong '--tls-version 1.3 --sizes 1451' '--sizes 1451: dtls carries 16 to 1450 bytes' wolfssl/dtls_client
}

@test "a version that there is not" {
	not_under_valgrind
	each_program wrong_secure '--tls-version 1.1' '--tls-version 1\.1: unknown; valid: 1\.2, 1\.3'
	each_program wrong_secure '--keys ../x' '--keys \.\./x: unknown; valid: ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072, ed25519$'
	each_program wrong_secure '--chain 3' '--chain 3: unknown; valid: 1, 2$'
	each_program wrong_secure '--resume yes' '--resume yes: unknown; valid: off, session, ticket$'
	each_program wrong_secure '--early-data yes' '--early-data yes: unknown; valid: off, single-use, replayable$'
}

@test "a suite that nobody knows, or of the other version" {
	not_under_valgrind
	each_program wrong_secure '--suite TLS_NONSENSE' '--suite TLS_NONSENSE: unknown; valid: auto, or .*TLS_'
	each_program wrong_secure '--tls-version 1.2 --suite TLS_AES_128_GCM_SHA256' 'TLS_AES_128_GCM_SHA256: not a suite of version 1\.2; valid: auto, or .*TLS_ECDHE_ECDSA'
}

@test "a group that nobody knows, or that the library lacks" {
	not_under_valgrind
	each_program wrong_secure '--group P-1024' '--group P-1024: unknown; valid: .*secp256r1'
	if has_variant wolfssl; then
		wrong '--group x448' 'wolfSSL 5[0-9.]+ .*has no group x448' wolfssl/tls_client
		wrong '--group x448 --port 0' 'wolfSSL 5[0-9.]+ .*has no group x448' wolfssl/dtls_server
	fi
	need_variant openssl
	[[ $(openssl version) == "OpenSSL 3.0."* ]] || skip "this OpenSSL has X25519MLKEM768"
	wrong '--group X25519MLKEM768' 'OpenSSL 3\.0\.[0-9]+ has no group X25519MLKEM768' openssl/tls_client
	wrong '--group X25519MLKEM768 --port 0' 'OpenSSL 3\.0\.[0-9]+ has no group X25519MLKEM768' openssl/tls_server
}

@test "plain programs hold no TLS library, secure ones hold theirs" {
	not_under_valgrind
	local variant program
	for variant in $VARIANTS; do
		for program in $PROGRAMS; do
			command_of "$variant/$program"
			ldd "${COMMAND[-1]}" >"$T/ldd"
			nm "${COMMAND[-1]}" 2>/dev/null >"$T/nm"
			[ -s "$T/nm" ] || nm -D "${COMMAND[-1]}" >"$T/nm"
			case $variant/$program in
			*/tcp_* | */udp_*) ! grep -qE 'libssl|libcrypto|libwolfssl' "$T/ldd" && ! grep -qiE ' (SSL_|wolfSSL_|EVP_|wc_)' "$T/nm" ;;
			openssl*) grep -q libssl "$T/ldd" ;;
			wolfssl*) ! grep -qE 'libssl|libcrypto' "$T/ldd" && grep -q 'wolfSSL_' "$T/nm" ;;
			esac || { echo "$variant/$program"; return 1; }
		done
	done
}
