#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2030,SC2031 # the helpers set and read ours
# make install: a tree that runs from anywhere, as an ordinary user, with certificates of his own; make uninstall.

bats_require_minimum_version 1.5.0
load ../support/helpers

# make_of TARGET [NAME=VALUE]...: with what is built here, into $D.
make_of() {
	LIMIT=300 build_of "$1" BOARD=host "VARIANT=$VARIANTS" "DESTDIR=$D" "${@:2}" >"$T/make.out" 2>&1 3>&-
}

# installed: $D/opt/wt has it, and has been moved since; sets TREE, HOME_OF (an empty home) and WORK (an empty folder).
# All lie where another user may go: the folders of bats are closed to him.
installed() {
	not_under_valgrind
	D=$(mktemp -d "${TMPDIR:-/tmp}/wiretoll-install.XXXXXX")
	FOLDERS+=("$D")
	chmod 755 "$D"
	make_of install PREFIX=/opt/first || { cat "$T/make.out"; return 1; }
	mkdir "$D/home" "$D/work" "$D/moved"
	mv "$D/opt/first" "$D/moved/wt"
	TREE=$D/moved/wt HOME_OF=$D/home WORK=$D/work
	[ "$(id -u)" != 0 ] || chown 65534:65534 "$HOME_OF" "$WORK"
}

# user NAME=VALUE... PROGRAM [ARGUMENT]...: as nobody, where we are root, in his empty folder. Sets STATUS.
user() {
	local as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	STATUS=0
	(cd "$WORK" && exec timeout -k 5 120 "${as[@]}" env -u XDG_STATE_HOME "HOME=$HOME_OF" "$@") \
		>"$T/user.out" 2>"$T/user.err" 3>&- || STATUS=$?
}

measure=(--tries 4 --rounds 1 --sizes 16 --transports "tcp,tls1.3")

# refused STATUS PATTERN: one line of wiretoll, and neither results nor a state folder.
refused() {
	[ "$STATUS" -eq "$1" ] || { echo "status $STATUS, not $1"; said; return 1; }
	[ "$(wc -l <"$T/user.err")" -eq 1 ] && grep -qE "^wiretoll run: $2" "$T/user.err" ||
		{ echo "not said: $2"; cat "$T/user.err"; return 1; }
	[ -z "$(ls -A "$WORK")" ] || { echo "left behind:"; find "$WORK"; return 1; }
	[ -z "$(find "$HOME_OF" -mindepth 1)" ] || { echo "left behind:"; find "$HOME_OF"; return 1; }
}

@test "keys that a killed run of cert.sh left behind are removed by the next one" {
	mkdir -p "$T/certs/.tmp.4711/ecdsa-p256"
	echo key >"$T/certs/.tmp.4711/ecdsa-p256/server.key"
	scripts/cert.sh --out "$T/certs" >"$T/out"
	[ -z "$(find "$T/certs" -name '.tmp.*')" ]
	[ -s "$T/certs/ecdsa-p256/server.key" ]
}

@test "an ordinary user measures with a tree that was installed and moved, from an empty folder" {
	local certs before
	installed
	user "$TREE/bin/wiretoll" run "${measure[@]}" --variants "${VARIANTS// /,}"
	[ "$STATUS" -eq 0 ] || { said; return 1; }
	grep -q "^Results: results/" "$T/user.out"
	[ "$(jq -r .build "$WORK/results/latest/plan.json")" = "$TREE/libexec/wiretoll" ]
	certs=$HOME_OF/.local/state/wiretoll/certs
	[ "$(jq -r .certs "$WORK/results/latest/plan.json")" = "$certs/ecdsa-p256" ]
	[ "$(stat -c %a "$certs" "$certs/ecdsa-p256/server.key" "$certs/ecdsa-p256/client.key" | xargs)" = "700 600 600" ]
	[ "$(find "$HOME_OF" -type d -perm /077)" = "$HOME_OF" ]
	[ ! -e "$certs/bad" ]
	before=$(cd "$certs" && sha256sum ./*/*.pem ./*/*.key)
	user "$TREE/bin/wiretoll" run --quiet "${measure[@]}" --variants "${VARIANTS%% *}"
	[ "$STATUS" -eq 0 ] || { said; return 1; }
	[ ! -s "$T/user.err" ] || { said; return 1; }
	[ "$before" = "$(cd "$certs" && sha256sum ./*/*.pem ./*/*.key)" ]
	# a set that is no whole one any more is made anew
	rm "$certs/ecdsa-p256/client.pem"
	user "$TREE/bin/wiretoll" run --continue results/latest --quiet
	[ "$STATUS" -eq 0 ] && [ -s "$certs/ecdsa-p256/client.pem" ] || { said; return 1; }
	# and one that a row asks for, for the first time
	user "$TREE/bin/wiretoll" run --quiet --tries 2 --sizes 16 --transports tls1.3 --axis keys=ed25519 --variants "${VARIANTS%% *}"
	[ "$STATUS" -eq 0 ] && [ -s "$certs/ed25519/client.key" ] && [ ! -e "$certs/rsa-3072" ] || { said; return 1; }
}

@test "the state folder is that of XDG_STATE_HOME; plain transports want no certificates" {
	installed
	user "$TREE/bin/wiretoll" run --quiet --tries 2 --sizes 16 --transports tcp --variants "${VARIANTS%% *}"
	[ "$STATUS" -eq 0 ] || { said; return 1; }
	[ -z "$(ls -A "$HOME_OF")" ]
	user "XDG_STATE_HOME=$HOME_OF/state" "$TREE/bin/wiretoll" run --quiet "${measure[@]}" --variants "${VARIANTS%% *}"
	[ "$STATUS" -eq 0 ] || { said; return 1; }
	[ "$(ls -A "$HOME_OF")" = state ] && [ -s "$HOME_OF/state/wiretoll/certs/ecdsa-p256/server.pem" ]
}

@test "scripts of the installed tree find programs and certificates; records lie in the current folder" {
	local port
	installed
	user "$TREE/share/wiretoll/scripts/cert.sh"
	[ "$STATUS" -eq 0 ] && [ -s "$HOME_OF/.local/state/wiretoll/certs/ecdsa-p256/server.pem" ] || { said; return 1; }
	port=$((20000 + RANDOM % 10000))
	(user "$TREE/share/wiretoll/scripts/batch_test.sh" -s -a 127.0.0.1 -p "$port" -v "${VARIANTS%% *}" -r 1 -w 20 -o server) &
	PIDS+=("$!")
	user "$TREE/share/wiretoll/scripts/batch_test.sh" -c 127.0.0.1 -p "$port" -v "${VARIANTS%% *}" -r 1 -n 2 -z 16 -w 20 -o client
	[ "$STATUS" -eq 0 ] || { said; return 1; }
	wait "${PIDS[-1]}"
	[ -s "$WORK/client/tcp/round-01.client.jsonl" ] && [ -s "$WORK/server/tcp/round-01.server.jsonl" ]
	user "$TREE/bin/wiretoll" import client server
	[ "$STATUS" -eq 0 ] || { said; return 1; }
	user "$TREE/bin/wiretoll" report results/latest
	[ "$STATUS" -eq 0 ] || { said; return 1; }
}

@test "a home that cannot be written, and a state folder that is no absolute path: one line, nothing half made" {
	local one
	installed
	one=("$TREE/bin/wiretoll" run --quiet "${measure[@]}" --variants "${VARIANTS%% *}")
	user XDG_STATE_HOME=state "${one[@]}"
	refused 1 'XDG_STATE_HOME=state: no absolute path, .*; valid: an absolute path, or certificates of yours with --certs$'
	user env -u HOME "${one[@]}"
	refused 1 'HOME=: no absolute path'
	user "HOME=$HOME_OF/$(printf 'a%.0s' {1..250})/$(printf 'b%.0s' {1..250})" "${one[@]}"
	refused 1 'HOME: the path is too long; valid: under [0-9]+ bytes$'
	user HOME=/proc "${one[@]}"
	refused 1 '/proc/\.local: cannot be made: .*; valid: a home that can be written, another folder with XDG_STATE_HOME'
	# what was made on the way is gone again
	user "XDG_STATE_HOME=$HOME_OF/a/b/$(printf 'c%.0s' {1..256})" "${one[@]}"
	refused 1 "$HOME_OF/a/b/c*: cannot be made: File name too long"
	[ "$(id -u)" = 0 ] || skip "the rest changes owners; root can"
	# what is made below a home of somebody else
	chown 0:0 "$HOME_OF"
	user "${one[@]}"
	refused 1 "$HOME_OF/\.local: cannot be made: Permission denied; it is for certificates"
	mkdir -p "$HOME_OF/.local/state/wiretoll/certs"
	user "${one[@]}"
	[ "$STATUS" -eq 1 ] && [ "$(wc -l <"$T/user.err")" -eq 1 ] || { said; return 1; }
	grep -q "certs: Permission denied; valid: a folder that this user may write" "$T/user.err"
}

@test "what an installed tool lacks is told without a make, which made none of it" {
	installed
	user "$TREE/bin/wiretoll" run --quiet "${measure[@]}" --variants gnutls
	[ "$STATUS" -eq 2 ] || { said; return 1; }
	grep -qE "libexec/wiretoll/host/gnutls/tcp_server: No such file or directory; not installed; valid: --board and --variants that are" "$T/user.err"
	user "$TREE/bin/wiretoll" run --quiet "${measure[@]}" --variants "${VARIANTS%% *}" --certs "$WORK/none"
	[ "$STATUS" -eq 2 ] || { said; return 1; }
	grep -qE "none/ca\.pem: No such file or directory; valid: a folder of certificates with --certs, or none named" "$T/user.err"
	user "$TREE/bin/wiretoll" calibrate --variant gnutls
	[ "$STATUS" -eq 2 ] || { said; return 1; }
	grep -qE "gnutls: No such file or directory; not installed; valid" "$T/user.err"
	! grep -q "make" "$T/user.err" || { said; return 1; }
}

@test "Ctrl-C while certificates are made leaves no key behind" {
	local pid tries=500 state
	installed
	state=$HOME_OF/.local/state/wiretoll/certs
	mkdir "$D/slow"
	# an openssl that is slow to make the second key
	# shellcheck disable=SC2016 # its own to expand
	printf '#!/bin/bash\n%q "$@"; s=$?; sleep 0.3; exit $s\n' "$(command -v openssl)" >"$D/slow/openssl"
	chmod 755 "$D/slow" "$D/slow/openssl"
	(cd "$WORK" && HOME=$HOME_OF PATH=$D/slow:$PATH XDG_STATE_HOME='' exec "$TREE/bin/wiretoll" run "${measure[@]}" \
		--variants "${VARIANTS%% *}" >"$T/user.out" 2>"$T/user.err" 3>&-) &
	pid=$!
	PIDS+=("$pid")
	until compgen -G "$state/.tmp.*/*/*.key" >/dev/null; do
		((tries-- > 0)) || { echo "no key"; said; return 1; }
		sleep 0.02
	done
	kill -INT "$pid"
	server_ends "$pid" 15
	[ "$SERVER_STATUS" -eq 130 ] || { said; return 1; }
	[ "$(cat "$T/user.err")" = "wiretoll run: making certificates: stopped by signal 2 (Interrupt)" ] || { said; return 1; }
	[ -z "$(find "$state" -name '.tmp.*' -o -name '*.key')" ] || { find "$state"; return 1; }
}

@test "uninstall removes what install put there, also of several boards, and nothing else" {
	local page
	not_under_valgrind
	D=$T/tree
	mkdir -p "$D/opt/share/wiretoll" "$D/opt/bin" "$D/opt/share/man/man1"
	echo mine >"$D/opt/share/wiretoll/notes"
	echo page >"$D/opt/share/man/man1/other.1"
	echo other >"$D/opt/bin/other"
	make_of install PREFIX=/opt "VARIANT=${VARIANTS%% *}" || { cat "$T/make.out"; return 1; }
	make_of install PREFIX=/opt
	[ -x "$D/opt/bin/wiretoll" ] && [ -x "$D/opt/libexec/wiretoll/host/${VARIANTS%% *}/tls_client" ]
	for page in wiretoll wiretoll-run tcp_server dtls_client; do
		[ "$(stat -c %a "$D/opt/share/man/man1/$page.1")" = 644 ]
	done
	[ "$(stat -c %a "$D/opt/share/man/man5/wiretoll-report.5")" = 644 ]
	[ "$(cd "$D/opt/share/bash-completion/completions" && find . -type f ! -name 'h2_*' | sed 's,^\./,,' | LC_ALL=C sort | xargs)" = \
		"dtls_client dtls_server tcp_client tcp_server tls_client tls_server udp_client udp_server wiretoll" ]
	# all of it is listed
	[ "$(cd "$D/opt" && find . -type f ! -name notes ! -name other ! -name other.1 | sed 's,^\./,,' | LC_ALL=C sort)" = "$(cat "$D/opt/share/wiretoll/installed")" ]
	make_of uninstall PREFIX=/opt
	[ "$(cd "$D" && find . -type f | LC_ALL=C sort | xargs)" = "./opt/bin/other ./opt/share/man/man1/other.1 ./opt/share/wiretoll/notes" ] || { find "$D"; return 1; }
	[ -z "$(find "$D" -path '*/wiretoll/*' -type d)" ]
	[ ! -e "$D/opt/libexec/wiretoll" ] && [ ! -e "$D/opt/share/doc/wiretoll" ]
	run ! make_of uninstall PREFIX=/opt
	grep -q "opt/share/wiretoll/installed: not there, so nothing of wiretoll is known to be installed" "$T/make.out"
	# a list that names what is not ours
	printf '%s\n' bin/wiretoll share/wiretoll/../../bin/other >"$D/opt/share/wiretoll/installed"
	run ! make_of uninstall PREFIX=/opt
	grep -q "which is not ours; nothing was removed" "$T/make.out" && [ -e "$D/opt/bin/other" ]
	run ! make_of install PREFIX=opt
	grep -q "PREFIX=opt: not valid; valid: an absolute path" "$T/make.out"
}
