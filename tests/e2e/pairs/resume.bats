#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2153 # jq has variables of its own; serve sets SERVER
# Resumption (--resume): by what a server keeps and by tickets, on each pair of libraries and version; and what falls back.

load ../support/helpers
load ../support/libraries

# resumes TRANSPORT VERSION SERVER CLIENT HOW: all but the cold try, at both ends; what the session was made of is told once.
resumes() {
	local transport=$1 version=$2 server=$3 client=$4 how=$5
	rm -f "$T"/*.jsonl
	set -- --certs "$KEYS" --tls-version "$version" --resume "$how"
	serve "$server/${transport}_server" --json "$T/server.jsonl" "$@"
	call "$client/${transport}_client" --sizes 999 --tries 3 --json "$T/client.jsonl" "$@"
	expect 0 && server_ends && expect_status 0 "$SERVER_STATUS" server && silent client && silent server
	for end in client server; do
		holds "$T/$end.jsonl" "(\$tries | map(.resumed_by)) == [\"none\", \"$how\", \"$how\", \"$how\"] and (\$tries | all(.ok))
			and (\$run.negotiated | (.resumed | not) and .peer_authenticated and .peer_key == \"EC\" and .group == 23)
			and \$run.settings.resume == \"$how\""
	done
	holds "$T/server.jsonl" '$done.unlike_sessions == 0 and $done.answered == 3'
	# RFC 5246 7.3: one round trip in place of two; RFC 8446 2.2: one as ever. A cookie is one more.
	local cookie=0 full=2
	[ "$transport" = tls ] || cookie=1
	[ "$transport$version" != tls1.3 ] || full=1
	[ "$transport$version" = dtls1.3 ] ||
		holds "$T/client.jsonl" "(\$tries | map(.handshake_round_trips) | map(. - $cookie)) == [$full, 1, 1, 1]"
	# no certificate passes
	holds "$T/client.jsonl" '$tries | all(.[1:][]; .handshake_bytes_in < $tries[0].handshake_bytes_in - 300)'
}

@test "by what the server keeps: each pair of libraries, every try but the cold one, in the RFC's round trips" {
	each_pair each_version resumes session
}

@test "by ticket: each pair of libraries, every try but the cold one, in the RFC's round trips" {
	each_pair each_version resumes ticket
}

# falls_back TRANSPORT VERSION SERVER CLIENT HOW [OTHER]: the third session meets another server (of the library OTHER), which
# does not know the session before.
falls_back() {
	local transport=$1 version=$2 server=$3 client=$4 how=$5 other=${6:-$3} first second ports
	local says=${7:-"fell back to a full one; the session before was not resumed by $5 \(--resume\)\$"}
	rm -f "$T"/*.jsonl
	set -- --certs "$KEYS" --tls-version "$version" --resume "$how"
	NAME=first serve "$server/${transport}_server" --keep "$@"
	first=$SERVER ports=$PORT
	serve "$other/${transport}_server" --keep --json "$T/server.jsonl" "$@"
	second=$SERVER
	if [ "$transport" = tls ]; then
		peer tcp-relay "$ports,$PORT,2" -1 close
	else
		peer udp-relay "$ports,$PORT,2" nothing
	fi
	call "$client/${transport}_client" --sizes 16 --tries 4 --json "$T/client.jsonl" "$@"
	fails "[12] of 4 tries missing; the first: handshake: $says"
	# a wolfSSL end of version 1.2 gives, or has, no new ticket where one was refused: that takes another full handshake
	holds "$T/client.jsonl" "(\$tries | map(.resumed_by)) as \$by | \$by[:2] == [\"none\", \"$how\"] and \$by[2] != \"$how\" and \$by[4] == \"$how\"
		and (\$tries[1:] | all(.ok == (.resumed_by == \"$how\"))) and \$done.answered == (if \$by[3] == \"$how\" then 3 else 2 end)"
	hears server
	[ "$(grep -cE "fell back to a full one; the session before was not resumed by $how|(ticket|hello) is (longer than one of ours|too long), as .*another library.*\(wolfSSL -(399|132)\)$" "$T/server.err")" -eq "$(wc -l <"$T/server.err")" ]
	server_stops "$second"
	holds "$T/server.jsonl" '($tries | map(select(.ok | not)) | length) == $done.failed and $done.failed >= 1 and $tries[-1].ok'
	kill "$first" "$PEER"
	server_ends "$first"
	kill -0 "$PEER" 2>/dev/null && wait "$PEER" || true
}

@test "a ticket of another server falls back, is told as that, and the run goes on" {
	not_under_valgrind
	each_pair each_version falls_back ticket
}

@test "a ticket of the other library falls back, is told as that, and the run goes on" {
	not_under_valgrind
	need_variant wolfssl openssl
	# wolfSSL refuses a ticket that is longer than its own (-399, in 1.3 -132): the try fails, and the next is a full handshake
	local client foreign='it does not take the session that was offered \(--resume\), as of another server or library$'
	local refused="the peer (refuses: alert handshake_failure \(40\)|closed the connection during the handshake): $foreign"
	for client in wolfssl openssl; do
		falls_back tls 1.2 wolfssl $client ticket openssl
		falls_back tls 1.3 wolfssl $client ticket openssl
		falls_back dtls 1.2 wolfssl $client ticket openssl
		falls_back tls 1.2 openssl $client ticket wolfssl "$refused"
		falls_back tls 1.3 openssl $client ticket wolfssl "$refused"
		falls_back dtls 1.2 openssl $client ticket wolfssl "$refused"
	done
}

@test "a session that another server keeps falls back, is told as that, and the run goes on" {
	not_under_valgrind
	each_pair each_version falls_back session
}

@test "a server that resumes nothing: each try but the cold one falls back, and ten in a row end the run" {
	not_under_valgrind
	local variant
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --certs "$KEYS" --keep
		call "$variant/tls_client" --certs "$KEYS" --resume ticket --sizes 16 --tries 12 --json "$T/$variant.jsonl"
		fails "12 of 12|fell back to a full one"
		holds "$T/$variant.jsonl" '$done.failed == 10 and $done.answered == 0 and ($tries | all(.resumed_by == "none"))'
		server_stops
	done
}

@test "one end by ticket, the other one by what it keeps: told, and no try counts" {
	not_under_valgrind
	need_variant wolfssl openssl
	serve openssl/tls_server --certs "$KEYS" --tls-version 1.2 --resume session --keep
	call wolfssl/tls_client --certs "$KEYS" --tls-version 1.2 --resume ticket --sizes 16 --tries 2 --json "$T/client.jsonl"
	fails "resumed by session, not by ticket \(--resume\)$"
	holds "$T/client.jsonl" '$tries | map(.resumed_by) == ["none", "session", "session"]'
	server_stops
}

@test "sessions that are held, or of a pre-shared key, are not resumed: refused, status 2" {
	run_program "$(plain_variant)/tls_client" --certs "$KEYS" --resume ticket --hold 4
	refuses '--hold: not together with --resume ticket; valid: --resume off$'
	run_program "$(plain_variant)/tls_client" --certs "$KEYS" --resume ticket --psk ecdhe
	refuses '--psk ecdhe: not together with --resume ticket; valid: --resume off$'
}
