#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# scripts/capture.sh: what passed on the wire, dissected by tshark, is what the programs recorded, to the byte.

load ../support/helpers
load ../support/captures

port_of() {
	jq -r 'select(.record == "run").port' "$1.server.jsonl"
}

# The flights of a traced client as "wire" writes them. Both ends close at once, so how their alerts stand between each
# other may be another thing on the wire: without them.
traced() {
	jq -rs 'map(select(.record == "message" and .messages != ["close_notify"])) | group_by(.flight)
		| map((if .[0].direction == "out" then "c" else "s" end) + (map(.record_bytes) | add | tostring)) | join(" ")' "$1.client.jsonl"
}

# without_closing FILE WIRE: the same of what was captured: of the last flight of each end its alert's bytes are taken off.
without_closing() {
	local out in
	read -r out in < <(jq -r 'select(.record == "try" and (.cold | not)) | "\(.close_bytes_out) \(.close_bytes_in)"' "$1.client.jsonl")
	awk -v c="$out" -v s="$in" '{
		for (i = NF; i > 0; i--) {
			way = substr($i, 1, 1)
			bytes = substr($i, 2) - (way == "c" ? c : s)
			if (way == "c") c = 0; else s = 0
			text = bytes ? way bytes (text == "" ? "" : " ") text : text
		}
		print text
	}' <<<"$2"
}

# What either end's records tell, all tries together: "BYTES-OF-CLIENT BYTES-OF-SERVER".
told_by_tries() {
	jq -rs 'map(select(.record == "try")) | def of(way): [.[] | to_entries[] | select(.key | endswith("_bytes_" + way)).value] | add; "\(of("out")) \(of("in"))"' "$1.client.jsonl"
}

try_of_row() {
	local row=$1 protocol=$2 variant=$3 base=$T/$1-$3 port
	shift 3
	capture "$row" --variant "$variant" --out "$base.pcapng" "$@"
	done_with "^$row, 256 bytes, $variant calling $variant at port [0-9]+$" "packets dropped: 0$" '^all 2 connections, the cold one first$' || return 1
	[ "$(head -c 4 "$base.pcapng" | od -An -tx1 | tr -d ' ')" = 0a0d0d0a ] || { echo "not pcapng"; return 1; }
	port=$(port_of "$base")
	# never seen from elsewhere
	[ "$(jq -r 'select(.record == "run").address' "$base.server.jsonl")" = 127.0.0.1 ] || return 1
	[ "$(carried "$base.pcapng" "$protocol" "$port")" = "$(told_by_tries "$base")" ] || { carried "$base.pcapng" "$protocol" "$port"; told_by_tries "$base"; return 1; }
	# the flights of the try
	[ "$(without_closing "$base" "$(wire "$base.pcapng" "$protocol" "$port" 1)")" = "$(traced "$base")" ] ||
		{ wire "$base.pcapng" "$protocol" "$port" 1; traced "$base"; return 1; }
	# what is printed of them: the bytes of each flight, twice
	awk '$1 ~ /^[0-9]+$/ && ($3 == "->" || $2 == "<-") { printf "%s%s%s", n++ ? " " : "", $3 == "->" ? "c" : "s", $4; bad += $4 != $5 } END { print bad ? " other ones recorded" : "" }' \
		"$T/capture.out" >"$T/printed"
	[ "$(cat "$T/printed")" = "$(wire "$base.pcapng" "$protocol" "$port" 1)" ] || { cat "$T/printed" "$T/capture.out"; return 1; }
}

@test "a try of TLS and of DTLS on each library: flights and bytes are the records'" {
	local variant
	need_tools
	for variant in $VARIANTS; do
		try_of_row tls1.3 tcp "$variant"
		grep -qE '^ +1  client -> .* Client Hello$' "$T/capture.out"
		grep -qE '^ +programs: .*\{EncryptedExtensions\}' "$T/capture.out"
		[ ! -e "$T/tls1.3-$variant.keys" ]
		try_of_row dtls1.2 udp "$variant"
		grep -qE ' 60 +60  Hello Verify Request$' "$T/capture.out"
	done
}

# decrypted FILE PORT,PROTOCOL OPTION...: what tshark decrypts of it, in hexadecimal.
decrypted() {
	tshark -n -r "$1" -d "$2" "${@:3}" -x 2>/dev/null | awk '/^$/ { on = 0 } on { print tolower(substr($0, 7, 48)) } /^Decrypted/ { on = 1 }' | tr -d ' '
}

@test "with --key-log tshark reads the message, and without nobody does" {
	local variant base port
	need_tools
	for variant in $VARIANTS; do
		base=$T/read-$variant
		capture tls1.3 --variant "$variant" --size 16 --key-log --out "$base.pcapng"
		expect_status 0 "$STATUS" capture.sh
		grep -q -- '--key-log .*read-.*keys: holds the secrets of every session' "$T/capture.err"
		[ "$(stat -c %a "$base.keys")" = 600 ]
		# the table has it, as the programs name it
		done_with '<- server .*  Server Hello, Encrypted Extensions, Certificate Request, Certificate, Certificate Verify, Finished$' 'Alert \(Close Notify\)' "wireshark -d .*keys"
		port=$(port_of "$base")
		# the try, number 1 and the last one, of 16 bytes; its answer (include/message.h)
		decrypted "$base.pcapng" "tcp.port==$port,tls" -o "tls.keylog_file:$base.keys" >"$T/read"
		grep -qE '^000[0-9a-f]{13}1100001000000001' "$T/read"
		grep -qx 61636b "$T/read"
		[ "$(decrypted "$base.pcapng" "tcp.port==$port,tls" | grep -cx 61636b)" -eq 0 ]
	done
}

# talks ROW PROTOCOL VARIANT: the messages of a session are on the wire what its record tells a message.
talks() {
	local base=$T/session-$1-$3 port out in messages
	capture "$1" --variant "$3" --mode session --tries 20 --size 999 --out "$base.pcapng"
	done_with '^all 2 connections' 'and [0-9]+ more$|^ +[0-9]+  client -> +'
	port=$(port_of "$base")
	# all of the session, opening and closing with it, of both ends' records
	jq -rs 'map(select(.record == "session"))[0] | def of(way): (.["handshake_bytes_" + way] // 0) + (.["close_bytes_" + way] // 0) + .sizes[0]["bytes_" + way]; "\(of("out")) \(of("in"))"' \
		"$base.client.jsonl" >"$T/told"
	[ "$(carried "$base.pcapng" "$2" "$port" 1)" = "$(cat "$T/told")" ] || { carried "$base.pcapng" "$2" "$port" 1; cat "$T/told"; return 1; }
	# and each message of it, and each answer: as many packets of so many bytes
	read -r messages out in < <(jq -r 'select(.record == "session") | "\(.messages) \(.sizes[0].bytes_out) \(.sizes[0].bytes_in)"' "$base.client.jsonl")
	[ "$messages" -eq 20 ] && [ $((out % messages + in % messages)) -eq 0 ] || { echo "$messages $out $in"; return 1; }
	packets "$base.pcapng" "$2" | awk -v port="$port" -v out=$((out / messages)) -v in_=$((in / messages)) '
		$1 == 1 && $2 != port && $3 == out { c++ }
		$1 == 1 && $2 == port && $3 == in_ { s++ }
		END { print c + 0, s + 0 }' >"$T/counted"
	[ "$(cat "$T/counted")" = "20 20" ] || { echo "messages and answers: $(cat "$T/counted")"; return 1; }
}

@test "a message of --mode session: its bytes on the wire are the record's" {
	local variant
	need_tools
	talks tcp tcp "$(plain_variant)"
	talks udp udp "$(plain_variant)"
	for variant in $VARIANTS; do
		talks tls1.3 tcp "$variant"
		talks dtls1.2 udp "$variant"
	done
}

# A dumpcap that ends after ten packets.
@test "a capture that lacks some of what was recorded: status 1, one line, and the file is kept" {
	need_tools
	command -v dumpcap >/dev/null || skip "no dumpcap (scripts/setup.sh capture)"
	mkdir "$T/bin"
	printf '#!/bin/sh\nexec %s -c 10 "$@"\n' "$(command -v dumpcap)" >"$T/bin/dumpcap"
	chmod +x "$T/bin/dumpcap"
	PATH=$T/bin:$PATH capture tcp --out "$T/lacks.pcapng"
	one_line 1 ".*lacks.pcapng: is not all that the programs recorded, packets are missing \(dropped: 0\)"
	[ -s "$T/lacks.pcapng" ]
}

@test "seconds of what passes: bytes of a pair that somebody else has started" {
	local pid tries=100
	need_tools
	serve "$(plain_variant)/udp_server" --json "$T/server.jsonl" --timeout 30
	scripts/capture.sh --seconds 4 --port "$PORT" --out "$T/some.pcapng" >"$T/capture.out" 2>"$T/capture.err" 3>&- &
	pid=$!
	PIDS+=("$pid")
	# the file is made before; that it is captured into, /proc tells
	until pgrep -P "$pid" 'dumpcap|tcpdump' >/dev/null && grep -q . <(ls -A "$T"/some.pcapng); do
		((tries-- > 0)) && lives "$pid" || break
		nap
	done
	sleep 1
	call "$(plain_variant)/udp_client" --tries 3 --sizes 100 --json "$T/client.jsonl"
	expect 0
	server_ends
	STATUS=0
	wait "$pid" || STATUS=$?
	! grep -q 'no right to capture;' "$T/capture.err" || skip "nothing can be captured here"
	done_with "^4 s of lo, port $PORT$" '^UDP, connection 4$' ' 100 +data$'
	[ "$(carried "$T/some.pcapng" udp "$PORT")" = "400 12" ]
}

@test "it is stopped: nothing is left, no process and no file" {
	local pid children tries=200 signal
	need_tools
	for signal in INT TERM; do
		# a shell's background has SIGINT ignored, unless it is a job of its own
		set -m
		scripts/capture.sh --seconds 60 --out "$T/stopped.pcapng" >"$T/capture.out" 2>"$T/capture.err" 3>&- &
		set +m
		pid=$!
		PIDS+=("$pid")
		until children=$(pgrep -P "$pid" 'dumpcap|tcpdump'); do
			! grep -q 'no right to capture;' "$T/capture.err" || skip "nothing can be captured here: $(cat "$T/capture.err")"
			((tries-- > 0)) && lives "$pid" || { cat "$T/capture.err"; return 1; }
			nap
		done
		PIDS+=("$children")
		kill "-$signal" "$pid"
		server_ends "$pid"
		expect_status $((128 + $(kill -l "$signal"))) "$SERVER_STATUS" capture.sh
		! lives "$children" || { echo "it still captures"; return 1; }
		[ ! -e "$T/stopped.pcapng" ]
		[ ! -s "$T/capture.err" ]
	done
}

@test "wrong command lines and what is not there: one line, and nothing is made" {
	local line words status other
	need_tools
	other=$(plain_variant)
	: >"$T/there.pcapng"
	serve "$other/tcp_server" --timeout 60
	while IFS='|' read -r status line words; do
		# Word splitting is wanted: a command line.
		# shellcheck disable=SC2086
		capture $line --out "$T/new.pcapng"
		one_line "$status" "$words" || { echo "that was: $line"; return 1; }
	done <<-LINES
		2||a row is needed, or --seconds N; valid: tcp udp tls1.2
		2|tls1.4|tls1.4: unknown transport; valid: tcp tls1.2
		2|tls1.3_x|tls1.3_x: unknown transport
		2|tls1.3 tls1.2|tls1.2: not expected behind tls1.3; valid: one row
		2|tcp --frob|--frob: unknown option; valid: --out
		2|tcp --size 15|--size 15: not valid; valid: 16 to 1048576
		2|tcp --tries 0|--tries 0: not valid; valid: 1 to 1000
		2|tcp --mode bulk|--mode bulk: unknown; valid: connect session
		2|tcp --key-log|--key-log: tcp has no secrets; valid: a row of TLS or DTLS
		2|tcp --seconds 3|--seconds: not together with a row
		2|tcp --interface eth0|--interface eth0: not together with a row, whose pair talks over lo
		2|tcp --ssh board|--ssh: not together with a row, whose pair runs here
		2|--seconds 0|--seconds 0: not valid; valid: 1 to 86400
		2|--seconds 1 --ssh a:b|--ssh a:b: not valid; valid: \[user@\]host\[:port\]
		2|--seconds 1 --key-log|--key-log: not together with --seconds
		2|tcp --variant ../x|--variant ../x: not a name; valid: a folder of
		1|tcp --variant gnutls|.*/gnutls/tcp_server: not there; make it with: make VARIANT=gnutls
		1|--seconds 1 --interface nope0|--interface nope0: there is none of that name; valid: .*lo
		1|tcp --variant $other --port $PORT|the server: 127.0.0.1 port $PORT is in use; valid: a free port
		1|--seconds 1 --ssh 127.0.0.1:1|board 127.0.0.1:1: the capture does not begin: .*Connection refused
	LINES
	[ -z "$(find "$T" -name 'new*')" ]
	capture tcp --variant "$other" --out "$T/there.pcapng"
	one_line 1 ".*there.pcapng: is there already; valid: --out with a new name"
	[ ! -s "$T/there.pcapng" ]
	capture tcp --variant "$other" --out "$T/none/x.pcapng"
	one_line 1 ".*none/x.pcapng: cannot be written"
	capture --list
	done_with '^lo +[a-z]+ +127\.0\.0\.1/8' '^any '
}

@test "tools that are missing: what to install" {
	need_tools
	mkdir "$T/bin"
	ln -s /bin/* /usr/bin/* /usr/sbin/* "$T/bin" 2>/dev/null || :
	rm -f "$T/bin"/{dumpcap,tcpdump}
	PATH=$T/bin capture tcp --out "$T/x.pcapng"
	one_line 1 "neither dumpcap nor tcpdump is here; install them with: scripts/setup.sh capture$"
	ln -s "$(command -v dumpcap)" "$T/bin/dumpcap"
	rm "$T/bin/jq"
	PATH=$T/bin capture tcp --out "$T/x.pcapng"
	one_line 1 "jq is missing; install it with: scripts/setup.sh capture$"
	[ ! -e "$T/x.pcapng" ]
	ln -s "$(command -v jq)" "$T/bin/jq"
	rm "$T/bin/tshark"
	PATH=$T/bin capture tcp --variant "$(plain_variant)" --out "$T/x.pcapng"
	done_with "^no tshark is here, .*; install it with: scripts/setup.sh capture$"
	[ "$(carried "$T/x.pcapng" tcp "$(port_of "$T/x")")" = "512 6" ]
}

@test "without a right to capture: one line that names the cure, and nothing is left" {
	local open group
	[ "$(id -u)" = 0 ] || skip "root becomes somebody else"
	command -v setpriv >/dev/null || skip "no setpriv"
	need_tools
	# Nobody but root enters bats' folders, and maybe not this checkout.
	open=$(mktemp -d "${TMPDIR:-/tmp}/wiretoll-capture.XXXXXX")
	FOLDERS+=("$open")
	mkdir -p "$open/build/host/$(plain_variant)" "$open/scripts" "$open/mine"
	cp "$BUILD/host/wiretoll" "$open/build/host/"
	cp "$BUILD/host/$(plain_variant)"/tcp_{server,client} "$open/build/host/$(plain_variant)/"
	cp -r scripts/capture.sh scripts/capture scripts/lib.sh "$open/scripts/"
	chmod -R go+rX "$open"
	chown 65534 "$open/mine"
	STATUS=0
	# `timeout` makes a group of what it starts, by which others of that user are told apart.
	setpriv --reuid 65534 --regid 65534 --clear-groups env -u BUILD timeout 60 "$open/scripts/capture.sh" tcp --variant "$(plain_variant)" --out "$open/mine/x.pcapng" \
		>"$T/capture.out" 2>"$T/capture.err" 3>&- &
	group=$!
	wait "$group" || STATUS=$?
	[ "$STATUS" -ne 0 ] || skip "anybody may capture here"
	one_line 1 "no right to capture; valid: as root, or once: sudo (dpkg-reconfigure wireshark-common .*usermod -aG wireshark|setcap)"
	[ -z "$(ls -A "$open/mine")" ]
	[ -z "$(pgrep -g "$group")" ]
}

@test "make capture: the row's programs are built, and captured" {
	local status=0
	need_tools
	[ "$BUILD" = build ] || skip "BUILD= is another folder"
	LIMIT=300 build_of capture ROW=tcp SIZES=64 "VARIANT=$(plain_variant)" "CAPTURE_FLAGS=--out $T/made.pcapng" >"$T/capture.out" 2>"$T/capture.err" 3>&- || status=$?
	! grep -q 'no right to capture;' "$T/capture.err" || skip "nothing can be captured here"
	[ "$status" -eq 0 ] || { cat "$T/capture.out" "$T/capture.err"; return 1; }
	grep -q '^tcp, 64 bytes' "$T/capture.out"
	[ "$(carried "$T/made.pcapng" tcp "$(port_of "$T/made")")" = "128 6" ]
}

# The options of a row are those that a run gives its programs.
@test "wiretoll pair: both programs of a row and what they are told" {
	[ "$("$BUILD/host/wiretoll" pair tcp)" = $'tcp_server\ntcp_client' ]
	[ "$("$BUILD/host/wiretoll" pair dtls1.2_psk-plain)" = $'dtls_server --tls-version 1.2 --psk plain\ndtls_client --tls-version 1.2 --psk plain' ]
	[ "$("$BUILD/host/wiretoll" pair tls1.3_x25519_rsa-2048_chain2_ticket | tail -n 1)" = "tls_client --tls-version 1.3 --group x25519 --keys rsa-2048 --chain 2 --resume ticket" ]
	[ "$("$BUILD/host/wiretoll" pair tls1.3_session_early-single-use | head -n 1)" = "tls_server --tls-version 1.3 --resume session --early-data single-use" ]
}
