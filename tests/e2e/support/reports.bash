# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2030,SC2031
# What the tests of reports share: one real run a file, and copies of it that are changed.

# Once a file: a run of two plain and two secure series, in $BATS_FILE_TMPDIR/run.
record_once() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	: "${BUILD:=build}" "${BOARD:=host}" "${VARIANTS:=wolfssl openssl}"
	[ "${WT_VALGRIND:-}" != 1 ] || return 0
	"$BUILD/host/wiretoll" run --build "$BUILD" --board "$BOARD" --certs build/certs/ecdsa-p256 \
		--variants "${VARIANTS// /,}" --transports tcp,tls1.3 --tries 24 --rounds 6 --sizes 16,999 \
		--out "$BATS_FILE_TMPDIR/results" --quiet 3>&- || return 1
	mv "$(realpath "$BATS_FILE_TMPDIR/results/latest")" "$BATS_FILE_TMPDIR/run"
}

# desk COMMAND [OPTION]...: sets STATUS; what it said lies in desk.out and desk.err.
desk() {
	whole_words "$@"
	STATUS=0
	timeout -k 5 "${LIMIT:-600}" "$BUILD/host/wiretoll" "${WORDS[@]}" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
	flatten
}

# What was said in one line, since the notes are broken between words.
flatten() {
	cat "$T/desk.out" "$T/desk.err" | tr -s '\n ' '  ' >"$T/desk.flat"
}

# desk_expect STATUS [PATTERN]...: each pattern stands in what it said.
desk_expect() {
	local pattern
	[ "$STATUS" -eq "$1" ] || { echo "exit status $STATUS, not $1"; cat "$T/desk.out" "$T/desk.err"; return 1; }
	shift
	for pattern in "$@"; do
		grep -qE -- "$pattern" "$T/desk.out" "$T/desk.err" "$T/desk.flat" && continue
		echo "not said: $pattern"
		cat "$T/desk.out" "$T/desk.err"
		return 1
	done
}

# lacks PATTERN FILE: a `! grep` in the middle of a test would pass whatever it finds.
lacks() {
	if grep -iE -- "$1" "$2"; then
		echo "found: $1"
		return 1
	fi
}

# A copy of the run that a test may change: copy NAME; sets COPY.
copy() {
	COPY=$T/$1
	cp -r "$BATS_FILE_TMPDIR/run" "$COPY"
}

# edit GLOB FILTER: every record of the copy's files goes through jq.
edit() {
	local file
	for file in "$COPY"/$1; do
		jq -c "$2" "$file" >"$T/edited" && mv "$T/edited" "$file" || return 1
	done
}

# retime GLOB EXPRESSION: every answered try takes as long as the expression says, and its phases with it.
# Its CPU time would not fit that, and summaries tell nothing that the tries do not: both are left out.
retime() {
	edit "$1" "if .record == \"try\" and .ok then .total_ns = ($2) | .connect_ns = 0 | .handshake_ns = 0 | .send_ns = 0
		| .ack_ns = .total_ns | with_entries(select(.key | endswith(\"_cpu_ns\") | not))
		elif .record == \"summary\" then empty else . end"
}

# The second variant: it is compared with the first.
other_variant() {
	echo "${VARIANTS##* }"
}

# A client of our own making in front of the real one of TLS; $REAL is the real one.
fake_client() {
	local variant folder
	variant=$(plain_variant)
	PROGRAMS=$T/programs
	folder=$PROGRAMS/$BOARD/$variant
	mkdir -p "$folder"
	ln -sf "$(realpath "$BUILD/$BOARD/$variant")"/{tcp,tls}_* "$folder/"
	rm "$folder/tls_client"
	printf '#!/bin/bash\nREAL=%q\n%s\n' "$(realpath "$BUILD/$BOARD/$variant/tls_client")" "$1" >"$folder/tls_client"
	chmod +x "$folder/tls_client"
}
