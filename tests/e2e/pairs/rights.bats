#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2153 # jq has variables of its own; the helpers set and read ours
# Least rights: keys that others can read, what a program that holds keys gives up, and that what others may have laid
# in our way is not followed.

load ../support/helpers

bats_require_minimum_version 1.5.0

# open_keys MODE: a copy of the keys in T/open, the private ones of that mode.
open_keys() {
	cp -r "$KEYS" "$T/open"
	chmod "$1" "$T/open"/*.key
}

@test "a private key that others can read is refused on both ends" {
	not_under_valgrind
	local variant program mode
	for mode in 0644 0640 0604 0620; do
		open_keys "$mode"
		for variant in $VARIANTS; do
			for program in tls_server dtls_client; do
				LIMIT=5 run_program "$variant/$program" --certs "$T/open" --tls-version 1.2 --port 1443
				fails "open/(client|server)\.key: a private key that others may use \(mode $mode\); valid: mode 0600, or --insecure-key-mode"
			done
		done
		rm -r "$T/open"
	done
}

# As a board's root has them from tar, or a container's from a folder of the host.
@test "root may use a key of another user" {
	not_under_valgrind
	[ "$(id -u)" = 0 ] || skip "keys of another user need root"
	local variant
	open_keys 0600
	chown 65534 "$T/open"/*.key
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --certs "$T/open"
		call "$variant/tls_client" --certs "$T/open" --host 127.0.0.1 --tries 2 --sizes 16
		expect 0
		server_ends
	done
	STATUS=0
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$T/open" --variants "$(plain_variant)" \
		--transports tls1.3 --sizes 16 --tries 2 --rounds 1 --out "$T/results" >"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
	[ "$STATUS" -eq 0 ]
}

@test "certificates that this user may not read are told so" {
	not_under_valgrind
	[ "$(id -u)" = 0 ] || skip "needs root to be somebody else"
	local variant open
	open=$(mktemp -d)
	FOLDERS+=("$open")
	cp -r "$KEYS" "$open/keys"
	chmod 0755 "$open"
	chmod 0700 "$open/keys"
	for variant in $VARIANTS; do
		cp "$BUILD/$BOARD/$variant/tls_client" "$open"
		STATUS=0
		setpriv --reuid 65534 --clear-groups "$open/tls_client" --certs "$open/keys" --port 9 \
			>"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
		fails "keys/ca\.pem: Permission denied; valid: files that this user may read, or another folder with --certs"
	done
	STATUS=0
	"$open/tls_client" --certs "$open/none" --port 9 >"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
	fails "none/ca\.pem: No such file or directory; valid: a folder made by scripts/cert.sh"
}

# A pipe without a writer would be waited for for ever.
@test "a key or certificate that is no regular file is refused at once" {
	not_under_valgrind
	local variant file
	for file in server.key server.pem ca.pem; do
		open_keys 0600
		rm "$T/open/$file"
		mkfifo -m 0600 "$T/open/$file"
		for variant in $VARIANTS; do
			LIMIT=5 run_program "$variant/tls_server" --certs "$T/open" --insecure-key-mode --port 0
			fails "open/$file: not a regular file; valid: a regular file"
		done
		STATUS=0
		timeout 10 "$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$T/open" --variants "$(plain_variant)" \
			--transports tls1.3 --sizes 16 --tries 2 --rounds 1 --out "$T/results" >"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
		[ "$STATUS" -eq 2 ]
		grep -q "open/$file: not a regular file; valid: a regular file$" "$T/client.err"
		rm -r "$T/open"
	done
}

@test "--insecure-key-mode goes on with such a key, and the record says so" {
	local variant
	open_keys 0644
	for variant in $VARIANTS; do
		rm -f "$T"/*.jsonl
		serve "$variant/tls_server" --certs "$T/open" --insecure-key-mode --json "$T/server.jsonl"
		call "$variant/tls_client" --certs "$T/open" --insecure-key-mode --host 127.0.0.1 --tries 2 --sizes 16 --json "$T/client.jsonl"
		expect 0
		server_ends
		holds "$T/client.jsonl" '$run.settings["insecure-key-mode"] == true'
	done
}

@test "a key of mode 0400 is taken" {
	not_under_valgrind
	local variant
	open_keys 0400
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --certs "$T/open"
		call "$variant/tls_client" --certs "$KEYS" --host 127.0.0.1 --tries 2 --sizes 16
		expect 0
		server_ends
	done
}

@test "a program that holds keys leaves no core dump and gains no privileges; a plain one holds none" {
	not_under_valgrind
	local variant program
	for variant in $VARIANTS; do
		for program in tls_server dtls_server; do
			serve "$variant/$program" --certs "$KEYS" --tls-version 1.2 --keep
			grep -qE '^Max core file size +0 +0 ' "/proc/$SERVER/limits"
			grep -qE '^NoNewPrivs:[[:space:]]+1$' "/proc/$SERVER/status"
			server_stops
		done
	done
	serve "$(plain_variant)/tcp_server" --keep
	grep -qE '^NoNewPrivs:[[:space:]]+0$' "/proc/$SERVER/status"
	server_stops
}

# Only a process that is not root's shows it: what cannot be dumped has files of root in /proc.
@test "another process of the same user does not read its memory, and it counts its own costs all the same" {
	not_under_valgrind
	[ "$(id -u)" = 0 ] || skip "needs root to be somebody else"
	local variant open other=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	open=$(mktemp -d)
	FOLDERS+=("$open")
	cp -r "$KEYS" "$open/keys"
	for variant in $VARIANTS; do
		cp "$BUILD/$BOARD/$variant/"tls_{server,client} "$open"
		chown -R 65534:65534 "$open"
		rm -f "$T"/server.*
		"${other[@]}" "$open/tls_server" --certs "$open/keys" --port 0 --timeout 8 --json "$open/server.jsonl" \
			>"$T/server.out" 2>"$T/server.err" 3>&- &
		SERVER=$!
		PIDS+=("$SERVER")
		await_port server
		[ "$(stat -c %u "/proc/$SERVER/mem")" = 0 ]
		STATUS=0
		# the pipe is that user's, or it could not be opened by its name
		"${other[@]}" bash -o pipefail -c '"$@" --quiet --json /dev/stdout | cat' - "$open/tls_client" --certs "$open/keys" \
			--port "$PORT" --tries 2 --sizes 16 >"$T/client.jsonl" 2>"$T/client.err" 3>&- || STATUS=$?
		server_ends
		[ "$STATUS" -eq 0 ]
		holds "$T/client.jsonl" '$done.ok and $done.stack_peak_bytes > 1000'
		holds "$open/server.jsonl" '$done.ok and $done.stack_peak_bytes > 1000'
		rm -f "$open"/*.jsonl
	done
}

@test "the desk refuses such a key before it starts anything" {
	not_under_valgrind
	open_keys 0644
	STATUS=0
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$T/open" --variants "$(plain_variant)" \
		--transports tls1.3 --sizes 16 --tries 2 --rounds 1 --out "$T/results" >"$T/client.out" 2>"$T/client.err" 3>&- || STATUS=$?
	[ "$STATUS" -ne 0 ]
	grep -qE 'open/server\.key: a private key that others may use \(mode 0644\); valid: mode 0600$' "$T/client.err"
	[ ! -e "$T/results" ]
}

@test "--json follows no symbolic link of another user, but its own, and /dev/stdout" {
	[ "$(id -u)" = 0 ] || skip "links of another user need root"
	serve "$(plain_variant)/tcp_server" --keep
	ln -s "$T/victim" "$T/link"
	chown -h 65534 "$T/link"
	call "$(plain_variant)/tcp_client" --tries 1 --sizes 16 --quiet --json "$T/link"
	[ "$STATUS" -eq 1 ]
	grep -qx "tcp_client: --json $T/link: a symbolic link of another user; valid: a file, or a link of your own" "$T/client.err"
	[ ! -e "$T/victim" ]
	chown -h 0 "$T/link"
	call "$(plain_variant)/tcp_client" --tries 1 --sizes 16 --quiet --json "$T/link"
	[ "$STATUS" -eq 0 ]
	whole "$T/victim"
	for path in /dev/stdout /proc/self/fd/1; do
		"$BUILD/$BOARD/$(plain_variant)/tcp_client" --port "$PORT" --tries 1 --sizes 16 --quiet --json "$path" | cat >"$T/piped"
		whole "$T/piped"
	done
}

@test "our programs are hardened, and the check tells one that is not" {
	not_under_valgrind
	local variant program programs=() checked=(scripts/check/check_hardening.sh readelf objdump)
	[ "$BOARD" = host ] || skip "a board's programs are stripped"
	for variant in $VARIANTS; do
		for program in tcp udp tls dtls; do
			programs+=("$BUILD/$BOARD/$variant/${program}_client" "$BUILD/$BOARD/$variant/${program}_server")
		done
	done
	"${checked[@]}" "${programs[@]}" "$BUILD/host/wiretoll"
	printf 'void wt_address_text(void) { char volatile waste[512]; waste[0] = 0; }\nint main(void) { wt_address_text(); }\n' >"$T/soft.c"
	gcc -O2 -fno-stack-protector -Wl,-z,lazy,-z,norelro,-z,execstack -o "$T/soft" "$T/soft.c"
	run "${checked[@]}" "$T/soft"
	[ "$status" -eq 1 ]
	[[ $output == *"no RELRO"*"bound late"*"executable"*"no stack protector"* ]]
	# its C library has the guard's symbols, our code has no guard
	gcc -O2 -static -fno-stack-protector -o "$T/soft" "$T/soft.c"
	run "${checked[@]}" "$T/soft"
	[ "$status" -eq 1 ]
	[[ $output == *"soft: no stack protector"*"1 faults"* ]]
}

# A compiler that lacks some of the flags is a script before the real one.
@test "a flag is used only where the compiler takes it, which is asked once" {
	not_under_valgrind
	local asked=(scripts/hardening.sh "$T/seen" -fstack-protector -D_FORTIFY_SOURCE=2 "-Wl,-z,relro" -- "$T/cc" -O2)
	cat >"$T/cc" <<-'END'
		#!/bin/bash
		echo "$*" >>"${0%/*}/asked"
		[[ $* != *-fstack-protector* && $* != *relro* ]] || { echo "unrecognized option" >&2; exit 1; }
		exec gcc "$@"
	END
	chmod +x "$T/cc"
	run "${asked[@]}"
	[ "$status" -eq 0 ]
	[ "$output" = -D_FORTIFY_SOURCE=2 ]
	: >"$T/asked"
	run "${asked[@]}"
	[ "$output" = -D_FORTIFY_SOURCE=2 ]
	[ "$(cat "$T/asked")" = "-O2 --version" ]
	# no compiler: nothing is said, and nothing kept for the day when it is there
	rm "$T/cc"
	run "${asked[@]}"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	# all of ours are taken here
	run scripts/hardening.sh "$T/seen" -fstack-protector --param=ssp-buffer-size=4 -fno-such-thing -Wl,-z,now -- gcc -O2
	[ "$output" = "-fstack-protector --param=ssp-buffer-size=4 -Wl,-z,now" ]
}

@test "SSLKEYLOGFILE makes no program write the secrets of its sessions" {
	local variant
	export SSLKEYLOGFILE=$T/secrets
	for variant in $VARIANTS; do
		serve "$variant/tls_server" --certs "$KEYS"
		call "$variant/tls_client" --certs "$KEYS" --host 127.0.0.1 --tries 2 --sizes 16
		expect 0
		server_ends
		[ ! -e "$T/secrets" ]
	done
}
