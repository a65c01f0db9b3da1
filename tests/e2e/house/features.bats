#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a feature costs (scripts/features.sh): its table against what `size` and the records say. No library is built: programs
# of wolfssl stand for all builds, some with a section of known size.

load ../support/helpers

FEATURES="tickets early-data psk cid mlkem tls1.2-only tls1.3-only"

# builds: of each feature, and of the base.
builds() {
	local name
	for name in base $FEATURES; do
		mkdir -p "$T/b/features/host/feature-$name"
		ln "$BUILD/host/wolfssl/"{tcp,udp,tls,dtls}_{client,server} "$T/b/features/host/feature-$name/" 2>/dev/null ||
			cp "$BUILD/host/wolfssl/"{tcp,udp,tls,dtls}_{client,server} "$T/b/features/host/feature-$name/"
	done
}

# grow FEATURE PROGRAM BYTES FLAGS: a section that is in no segment, so the program runs as before.
grow() {
	local file=$T/b/features/host/feature-$1/$2
	head -c "$3" /dev/zero >"$T/zeros"
	objcopy --add-section .grown="$T/zeros" --set-section-flags ".grown=$4" "$file" "$T/grown"
	rm "$file"
	cp "$T/grown" "$file"
}

# features [OPTION]...: of the host, as built; sets STATUS.
features() {
	STATUS=0
	timeout -k 5 600 scripts/features.sh --build "$T/b" --built "$@" host >"$T/table" 2>"$T/said" || STATUS=$?
}

refused() {
	[ "$STATUS" -eq "$1" ] && [ ! -s "$T/table" ] && [ "$(wc -l <"$T/said")" -eq 1 ] && grep -qE -- "$2" "$T/said" && return
	cat "$T/said"
	return 1
}

# cell FEATURE END COLUMN: of the table.
cell() {
	awk -v feature="$1" -v end="$2" -v column="$3" '$1 == feature && $3 == end { print $column }' "$T/table"
}

# heap RUN.END: as the program itself recorded it.
heap() {
	jq -s 'map(select(.record == "end"))[0].heap_peak_bytes' "$T/b/features/host/runs/$1"
}

@test "flash and static RAM are what programs differ in, heap what records differ in; each run uses its feature, or does not" {
	need_variant wolfssl
	builds
	grow cid dtls_client 1234567 alloc,readonly
	grow tickets tls_server 4321 alloc,data
	features
	[ "$STATUS" -eq 0 ] || { cat "$T/said"; return 1; }
	[ "$(awk 'NR > 2 && $3 == "client" { print $1 }' "$T/table" | xargs)" = "base $FEATURES" ]
	[ "$(awk 'NR > 2 && $3 == "server" { print $1 }' "$T/table" | xargs)" = "base $FEATURES" ]
	[ "$(cell cid client 4),$(cell cid client 5)" = +1,234,567,0 ]
	[ "$(cell cid server 4),$(cell cid server 5)" = 0,0 ]
	[ "$(cell tickets server 4),$(cell tickets server 5)" = +4,321,+4,321 ]
	# over the build with tickets, not over the base
	[ "$(cell early-data server 2),$(cell early-data server 4),$(cell early-data client 4)" = tickets,-4,321,0 ]
	# the base over plain, from `size` itself
	flash() { size "$BUILD/host/wolfssl/$1" | awk 'NR == 2 { print $1 + $2 }'; }
	[ "$(cell base client 4 | tr -d ,)" -eq $(($(flash tls_client) - $(flash tcp_client))) ]
	[ "$(cell base server 6 | tr -d ,)" -eq "$(heap base-tls1.3.server)" ]
	[ "$(cell mlkem client 8 | tr -d ,+)" -eq $(($(heap mlkem-used.client) - $(heap base-tls1.3.client))) ]
	[ "$(heap mlkem-used.client)" -gt "$(heap base-tls1.3.client)" ]
	[ "$(cell tls1.2-only client 8)" = - ]
	cd "$T/b/features/host/runs"
	told() { jq -rs "map(select(.record == \"run\"))[0].negotiated | $2" "$1"; }
	[ "$(told psk-used.client .psk),$(told psk-tls1.3.client '.psk // "none"')" = ecdhe,none ]
	[ "$(told cid-used.server .cid),$(told cid-dtls1.2.server .cid)" = 8,null ]
	[ "$(told mlkem-used.client .group),$(told mlkem-tls1.3.client .group)" = 4588,23 ]
	[ "$(jq -r 'select(.record == "try") | .resumed_by' tickets-used.client | xargs)" = "none ticket ticket" ]
	[ "$(jq -r 'select(.record == "try") | .early_data' early-data-used.client | xargs)" = "none accepted accepted" ]
	[ "$(told tls1.2-only-tls1.2.client .version_name),$(told tls1.3-only-tls1.3.client .version_name)" = "TLS 1.2,TLS 1.3" ]
}

@test "what cannot be is one line: an unknown board, a build that is not there, one whose programs fail" {
	need_variant wolfssl
	run scripts/features.sh nosuch
	[ "$status" -eq 2 ]
	[[ ${#lines[@]} -eq 1 && $output == "features.sh: BOARD=nosuch: unknown; valid: "*armhf* ]]
	run scripts/features.sh --built
	[ "$status" -eq 2 ]
	BUILD=$T/b build_of features BOARD=nosuch >"$T/table" 2>"$T/said" && return 1
	grep -q 'BOARD=nosuch: unknown; valid: .*armhf' "$T/said"
	features
	refused 1 'feature-base: not built; make it with: make features BOARD=host$'
	builds
	cp "$BUILD/host/wolfssl/tcp_client" "$T/client"
	mv "$T/client" "$T/b/features/host/feature-base/tls_client"
	features --markdown
	refused 1 '^features\.sh: host, base: tls 1\.3: tcp_client: .*; see .*base-tls1\.3\.said$'
}

@test "make builds what the script asks for, each with one feature more than what it is compared with" {
	local name
	for name in $FEATURES; do
		grep -qE "^\s*\"$name\|" scripts/features.sh
		grep -qE "(^FEATURE_OVER := |\s)$name:$(sed -nE "s/^\s*\"$name\|([^|]+)\|.*/\1/p" scripts/features.sh)(\s|$)" mk/features.mk ||
			{ echo "$name"; return 1; }
	done
	[ "$(sed -n 's/^FEATURE_OVER := //p' mk/features.mk | wc -w)" -eq "$(grep -cE '^	"[a-z0-9.-]+\|' scripts/features.sh)" ]
}
