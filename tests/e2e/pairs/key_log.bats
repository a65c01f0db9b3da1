#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Secrets of sessions in a file, only for who asks for it; and whether they are the right ones.

# shellcheck disable=SC2030,SC2031,SC2034,SC2153
load ../support/helpers

# What each version's sessions must have told (RFC 9850 2): label, client random, secret, in hexadecimal.
labels_1_2='^CLIENT_RANDOM [0-9A-Fa-f]{64} [0-9A-Fa-f]{96}$'
labels_1_3='^(CLIENT_HANDSHAKE_TRAFFIC_SECRET|SERVER_HANDSHAKE_TRAFFIC_SECRET|CLIENT_TRAFFIC_SECRET_0|SERVER_TRAFFIC_SECRET_0|EXPORTER_SECRET) [0-9A-Fa-f]{64} [0-9A-Fa-f]{64}$'

# tells FILE VERSION: it has such lines and no others, and is its owner's alone.
tells() {
	local pattern=labels_${2/./_}
	[ "$(stat -c %a "$1")" = 600 ] || { ls -l "$1"; return 1; }
	[ -s "$1" ] || { echo "$1 is empty"; return 1; }
	! grep -vE "${!pattern}" "$1" || { echo "lines that are none of version $2"; return 1; }
	[ "$2" = 1.2 ] || [ "$(cut -d ' ' -f 1 "$1" | sort -u | grep -c TRAFFIC)" -eq 4 ]
}

# each COMMAND: of every variant, transport and version that it speaks; sets VARIANT, PAIR and VERSION.
each() {
	for VARIANT in $VARIANTS; do
		for PAIR in tls dtls; do
			for VERSION in 1.2 1.3; do
				[[ $VARIANT$PAIR$VERSION != openssl*dtls1.3 ]] || continue
				echo "$VARIANT, $PAIR $VERSION"
				"$@"
			done
		done
	done
}

of_client() {
	local log=$T/$VARIANT-$PAIR-$VERSION
	serve "$VARIANT/${PAIR}_server" --tls-version "$VERSION"
	call "$VARIANT/${PAIR}_client" --tls-version "$VERSION" --tries 2 --sizes 16 --key-log "$log" --json "$log.jsonl"
	expect 0 && server_ends || return 1
	tells "$log" "$VERSION" || return 1
	complains client "--key-log .*: holds the secrets of every session" || return 1
	# three sessions, and no secret of theirs anywhere else
	[ "$(cut -d ' ' -f 2 "$log" | sort -u | wc -l)" -eq 3 ] || { cut -d ' ' -f 1,2 "$log"; return 1; }
	cut -d ' ' -f 3 "$log" >"$T/secrets"
	[ "$(cat "$T/client.out" "$T/client.err" "$log.jsonl" | grep -ciFf "$T/secrets")" -eq 0 ] || return 1
	[ "$(jq -r 'select(.record == "run").settings["key-log"]' "$log.jsonl")" = "$log" ]
}

@test "a client's file: every session's secrets, by its owner alone, and a line that warns" {
	each of_client
}

of_server() {
	local log=$T/server-$VARIANT-$PAIR-$VERSION
	if [[ $VARIANT == wolfssl* && $VERSION == 1.2 ]]; then
		run_program "$VARIANT/${PAIR}_server" --tls-version 1.2 --key-log "$log"
		refuses "--key-log: wolfSSL .* does not tell the secrets of version 1.2 to a server; valid: --key-log on the client" &&
			[ ! -e "$log" ]
		return
	fi
	serve "$VARIANT/${PAIR}_server" --tls-version "$VERSION" --key-log "$log"
	call "$VARIANT/${PAIR}_client" --tls-version "$VERSION" --tries 2 --sizes 16 --key-log "$log.client"
	expect 0 && server_ends || return 1
	tells "$log" "$VERSION" || return 1
	# both ends have the same secrets
	diff <(tr A-F a-f <"$log" | sed 's/^[A-Z_a-f]* //' | sort -u) <(tr A-F a-f <"$log.client" | sed 's/^[A-Z_a-f]* //' | sort -u)
}

@test "a server's file holds what its client's does; what a library does not tell is refused" {
	each of_server
}

@test "nothing that is there is written to, and nobody is led elsewhere by a link" {
	local variant=${VARIANTS%% *}
	echo mine >"$T/there"
	ln -s "$T/target" "$T/link"
	serve "$variant/tls_server" --keep
	call "$variant/tls_client" --tries 1 --sizes 16 --key-log "$T/there"
	fails "--key-log $T/there: File exists; valid: a new file"
	[ "$(cat "$T/there")" = mine ]
	call "$variant/tls_client" --tries 1 --sizes 16 --key-log "$T/link"
	fails "--key-log $T/link: File exists"
	[ ! -e "$T/target" ]
	call "$variant/tls_client" --tries 1 --sizes 16 --key-log "$T/none/log"
	fails "--key-log $T/none/log: No such file or directory"
	call "$variant/tls_client" --tries 1 --sizes 16
	expect 0 && silent client
	server_stops
	PORT='' call "$variant/tcp_client" --key-log "$T/plain"
	refuses "--key-log"
	[ ! -e "$T/plain" ]
}

@test "secrets that cannot be written end the run" {
	[ "$(id -u)" = 0 ] || skip "mounts a small file system; root can"
	not_under_valgrind
	local variant=${VARIANTS%% *}
	mkdir "$T/full"
	mount -t tmpfs -o size=4k tmpfs "$T/full" || skip "no tmpfs can be mounted"
	serve "$variant/tls_server" --timeout 3
	call "$variant/tls_client" --tries 100 --sizes 16 --key-log "$T/full/log"
	umount -l "$T/full"
	expect 1
	grep -q "the key log: No space left on device" "$T/client.err"
}

# A descriptor that is closed is the number of the next file.
@test "a standard stream that is closed is none of the files that are opened" {
	not_under_valgrind
	local variant=${VARIANTS%% *} closed
	for closed in 1 2; do
		serve "$variant/tls_server"
		command_of "$variant/tls_client"
		STATUS=0
		case $closed in
		1) "${COMMAND[@]}" --port "$PORT" --tries 2 --key-log "$T/log" --json "$T/records" 0<&- 1>&- 2>"$T/client.err" 3>&- || STATUS=$? ;;
		2) "${COMMAND[@]}" --port "$PORT" --tries 2 --key-log "$T/log" --json "$T/records" 0<&- 1>"$T/client.out" 2>&- 3>&- || STATUS=$? ;;
		esac
		expect 0 && server_ends
		tells "$T/log" 1.3
		jq -s . "$T/records" >"$T/read"
		rm "$T/log" "$T/records"
	done
}

# passes WORD: it has been sent and captured, so all that was sent before it is in the file as well.
passes() {
	local tries=600
	until grep -qaF "$1" "$T/capture.pcapng" 2>/dev/null; do
		((tries-- > 0)) && kill -0 "$CAPTURE" 2>/dev/null || return 1
		echo "$1" >/dev/udp/127.0.0.1/9 || true
		sleep 0.1
	done
}

# captured PROTOCOL PORT: what passes there lies in $T/capture.pcapng until the process $CAPTURE ends.
captured() {
	rm -f "$T/capture.pcapng"
	tshark -B 64 -i lo -f "$1 port $2 or udp port 9" -w "$T/capture.pcapng" >"$T/capture.said" 2>&1 3>&- &
	CAPTURE=$!
	PIDS+=("$CAPTURE")
	passes "the capture begins" || skip "nothing can be captured here: $(tail -n 1 "$T/capture.said")"
}

# shown OPTION...: what tshark decrypts of the capture, a line of hexadecimal each 16 bytes.
shown() {
	tshark -r "$T/capture.pcapng" "$@" -x 2>"$T/shown.err" |
		awk '/^$/ { on = 0 } on { print tolower(substr($0, 7, 48)) } /^Decrypted/ { on = 1 }' | tr -d ' ' >"$T/shown"
}

# Under tshark the message's header: its 9th byte is format and flags, then 3 of size, 4 of number (include/message.h).
decrypts() {
	local words=(tls tcp) log=$T/log-$VARIANT-$PAIR-$VERSION
	[ "$PAIR" = tls ] || words=(dtls udp)
	# what this tshark knows of DTLS 1.3 is its plain records
	[ "$PAIR$VERSION" != dtls1.3 ] || return 0
	# tshark takes its time to begin
	serve "$VARIANT/${PAIR}_server" --tls-version "$VERSION" --timeout 60
	captured "${words[1]}" "$PORT"
	call "$VARIANT/${PAIR}_client" --tls-version "$VERSION" --tries 1 --sizes 16 --key-log "$log"
	expect 0 && server_ends || return 1
	passes "the capture ends" || { cat "$T/capture.said"; return 1; }
	kill -INT "$CAPTURE"
	wait "$CAPTURE" || true
	shown -o "tls.keylog_file:$log" -d "${words[1]}.port==$PORT,${words[0]}"
	# the cold try, number 0, of 16 bytes, the last flag not set; and its answer
	grep -qE '^000[0-9a-f]{13}1000001000000000$' "$T/shown" && grep -qx "$ACK" "$T/shown" && return
	cat "$T/shown"
	return 1
}
ACK=61636b

@test "tshark reads the message with the secrets, and not without" {
	not_under_valgrind
	command -v tshark >/dev/null || skip "no tshark (scripts/setup.sh capture)"
	[ "$(id -u)" = 0 ] || skip "root may capture"
	each decrypts
	# the last one once more
	shown -d "udp.port==$PORT,dtls"
	[ "$(grep -cx "$ACK" "$T/shown")" -eq 0 ]
}
