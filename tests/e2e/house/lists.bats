#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # words of Markdown stand between such quotes
# --list of the secure programs: what a build has, as the page, the desk and the program itself say it.

load ../support/helpers

# list VARIANT/PROGRAM [OPTION]...
list() {
	"$BUILD/$BOARD/$1" --list "${@:2}" >"$T/list" 2>"$T/list.err" && [ -s "$T/list" ] && [ ! -s "$T/list.err" ] && return
	cat "$T/list.err"
	return 1
}

# The table that is changed has the columns of what is built here: a cell of another build could not be made anew.
@test "the table of docs/protocols.md is what the programs answer; another cell, and a row that is not there, are told" {
	scripts/protocols_table.sh --check
	sed '/^<!-- made by/,/^<!-- up to here/{/^|/d}' docs/protocols.md >"$T/built"
	PAGE=$T/built scripts/protocols_table.sh --write
	sed -E '/^\| `group` `p384`/s/1\.2, 1\.3/1.3/; /^\| `early-data` `replayable`/d' "$T/built" >"$T/page"
	[ "$(wc -l <"$T/page")" -eq "$(($(wc -l <"$T/built") - 1))" ]
	run env PAGE="$T/page" scripts/protocols_table.sh --check
	[ "$status" -eq 1 ]
	[[ $output == *"> | \`early-data\` \`replayable\`"*"< | \`group\` \`p384\`"*"protocols_table.sh --write" ]]
	PAGE=$T/page scripts/protocols_table.sh --write
	diff <(sort "$T/built") <(sort "$T/page")
	PAGE=$T/page scripts/protocols_table.sh --check
	run scripts/protocols_table.sh --chek
	[ "$status" -eq 2 ]
}

@test "a line a choice with the versions that have it; what is given beside it counts, and no key or file is needed" {
	local variant
	variant=$(plain_variant)
	list "$variant/tls_client" --certs "$T/none"
	if grep -vE '^[a-z-]+ [a-z0-9-]+( 1\.[23])*$|^tls-version 1\.[23]$' "$T/list"; then return 1; fi
	grep -qx 'group p256 1.2 1.3' "$T/list"
	grep -qx 'client-auth off 1.2 1.3' "$T/list"
	list "$variant/dtls_server" --client-auth off
	if grep -E '^psk (ecdhe|plain)' "$T/list"; then return 1; fi
	"$BUILD/$BOARD/$variant/tcp_client" --list 2>"$T/said" && return 1
	grep -q -- '--list: unknown option' "$T/said"
}

@test "what a program lists and what the desk reads in it that it lacks are each other's opposite" {
	local variant word value
	for variant in $VARIANTS; do
		objcopy -O binary --only-section=.wiretoll.lacks "$BUILD/$BOARD/$variant/tls_server" "$T/lacks"
		read -ra lacked < <(tr -d '\0' <"$T/lacks") || true
		list "$variant/tls_server"
		for word in group:p384 group:p521 group:x25519 group:x25519mlkem768 suite:aes256gcm suite:chacha20 suite:aes128ccm suite:aes128ccm8 \
			resume:session resume:ticket psk:ecdhe:psk-ecdhe psk:plain:psk-plain keys:rsa-2048:rsa keys:ed25519; do
			IFS=: read -r option value word <<<"$word"
			if [[ " ${lacked[*]} " == *" ${word:-$value} "* ]]; then
				! grep -q "^$option $value " "$T/list" || { echo "$variant: $option $value"; return 1; }
			else
				grep -q "^$option $value " "$T/list" || { echo "$variant: no $option $value"; return 1; }
			fi
		done
	done
}

@test "every value that an axis of the desk has is listed by the build that has all" {
	not_under_valgrind
	need_variant wolfssl
	local axis value
	cat <("$BUILD/$BOARD/wolfssl/tls_server" --list) <("$BUILD/$BOARD/wolfssl/dtls_server" --list) >"$T/all"
	run "$BUILD/host/wiretoll" run --axis none=1
	for axis in ${output##*valid: }; do
		# which way bytes go, and how many clients there are, is no choice of a library
		[[ $axis != direction && $axis != parallel ]] || continue
		run "$BUILD/host/wiretoll" run --axis "$axis=none"
		for value in ${output##*valid: }; do
			grep -qE "^$axis $value( |$)" "$T/all" || { echo "no $axis $value"; return 1; }
		done
	done
}
