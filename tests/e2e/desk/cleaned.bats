#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Texts of records come from other machines: no form of the report passes on what a terminal or a page would obey.

bats_require_minimum_version 1.5.0

load ../support/helpers
load ../support/reports

setup_file() {
	record_once
}

# Every text of every record, one at a time, becomes this: an escape sequence, a C1 control, a mark of direction.
EVIL='"x\u001b[31mred\u009b1m\u202eleft\u2066y\u061c\u2028\ufeff"'

# obeyed FILE: a terminal would obey something in it.
obeyed() {
	LC_ALL=C grep -qP '\x1b|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c|\xef\xbb\xbf|\x7f' "$1"
}

# all_forms FOLDER: the report in every form, and what is said when it is refused.
all_forms() {
	local form
	desk report "$1"
	cat "$T/desk.out" "$T/desk.err" >"$T/forms"
	for form in json csv markdown html; do
		desk report "$1" --"$form" "$T/form.$form"
		cat "$T/desk.out" "$T/desk.err" "$T/form.$form" >>"$T/forms" 2>/dev/null
		rm -f "$T/form.$form"
	done
	return 0
}

@test "an escape sequence in any text of any record reaches no form of the report" {
	not_under_valgrind
	local file tried=0 said=0
	for file in tls1.3-"$(plain_variant)"/round-01.client.jsonl tcp/round-01.server.jsonl plan.json programs.json; do
		copy evil
		# Of the tries the first few will do. For each text the whole file with it, behind a line that names it.
		jq -src "paths(type == \"string\") as \$p | select(.[\$p[0]].record != \"try\" or \$p[0] < 3)
			| \"# \(\$p)\", setpath(\$p; $EVIL)[], \"\"" "$BATS_FILE_TMPDIR/run/$file" >"$T/files"
		while IFS= read -r path; do
			while IFS= read -r line && [ -n "$line" ]; do printf '%s\n' "$line"; done >"$COPY/$file"
			echo "$file $path"
			timeout 60 "$BUILD/host/wiretoll" report "$COPY" 2>&1 3>&- || :
		done <"$T/files" >"$T/forms"
		tried=$((tried + $(grep -c "^$file # " "$T/forms")))
		said=$((said + $(grep -c 'x?\[31mred' "$T/forms" || :)))
		! obeyed "$T/forms" || { cat -v "$T/forms"; return 1; }
		rm -r "$COPY"
	done
	# some of them are told, and so seen to be cleaned
	echo "$tried texts, $said told"
	[ "$tried" -ge 60 ]
	[ "$said" -ge 5 ]
}

@test "the texts that the report tells are cleaned in all of its forms" {
	not_under_valgrind
	copy evil
	edit "*/round-*.jsonl" "if .record == \"run\" then .facts.governor = $EVIL | .facts.model = $EVIL | .facts.kernel = $EVIL
		| .library.version? |= (if . then $EVIL else . end) else . end"
	all_forms "$COPY"
	grep -q 'x?\[31mred' "$T/forms"
	run ! obeyed "$T/forms"
}

# The record of a probe goes into the report as a whole.
@test "a field whose name a terminal would obey is dropped wherever it stands, and the rest is kept" {
	not_under_valgrind
	local probe evil='"k\u009b31m\u202e\u007f\ufeff"'
	probe=probe/$(plain_variant).client.jsonl
	[ -e "$BATS_FILE_TMPDIR/run/$probe" ] || skip "no probe: it is for x86"
	copy evil
	edit "$probe" ".[$evil] = 1 | .build[$evil] = {} | .build.k = {$evil: 1, \"n\": [{$evil: 2}, 3]} | .e = {$evil: {}}"
	obeyed "$COPY/$probe"
	edit "*/round-*.jsonl" ".[$evil] = $EVIL"
	desk report "$COPY" --json -
	desk_expect 0
	run ! obeyed "$T/desk.out"
	jq -e '[.. | objects | select(.record? == "probe")] | any(.e == {} and .build.k == {"n": [{}, 3]})' "$T/desk.out"
	all_forms "$COPY"
	run ! obeyed "$T/forms"
}

@test "what a board says over SSH is cleaned, and an SSH connection without addresses is refused before a certificate is made" {
	not_under_valgrind
	printf '#!/bin/sh\nprintf "bad \\033[31m\\302\\233key\\342\\200\\256\\n" >&2\nexit 255\n' >"$T/ssh"
	chmod +x "$T/ssh"
	STATUS=0
	scripts/board_ssh.sh --ssh user@192.0.2.1 --ssh-command "$T/ssh" --role client -- true >"$T/out" 2>&1 || STATUS=$?
	[ "$STATUS" -eq 1 ]
	grep -q 'board user@192\.0\.2\.1: bad \[31mkey$' "$T/out"
	run ! obeyed "$T/out"
	for told in 'x y z w' '$(id) 1 2 3' '1.2.3.4.5 1 2 3' 'fe80::1%eth0 1 fe80::2%eth0 1'; do
		printf '#!/bin/sh\necho "wiretoll: %s"\n' "$told" >"$T/ssh"
		STATUS=0
		scripts/board_ssh.sh --ssh user@192.0.2.1 --ssh-command "$T/ssh" --role client -- true >"$T/out" 2>&1 || STATUS=$?
		[ "$STATUS" -eq 1 ]
		grep -q 'does not tell the addresses of its SSH connection' "$T/out"
	done
}
