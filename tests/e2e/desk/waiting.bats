#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031,SC2034 # jq has variables of its own; the helpers set and read ours
# The desk tool with --wait spin: both ends do it, the report says it, and nothing of it is compared with waits that sleep.

load ../support/helpers
load ../support/reports

# ran NAME [OPTION]...: a short run in $T/NAME.
ran() {
	desk run --build "$BUILD" --board "$BOARD" --certs "$KEYS" --variants "$(plain_variant)" --transports tcp,tls1.3 --counters no-heap \
		--tries 8 --rounds 2 --sizes 16 --timeout 20 --out "$T/results" "${@:2}"
	desk_expect 0
	mv "$(realpath "$T/results/latest")" "$T/$1"
}

@test "a run that spins: both ends are told, and the report says what its figures hold" {
	not_under_valgrind
	ran spin --wait spin
	grep -qE "^ +waiting +both ends ask again and again for what comes \(--wait spin\)" "$T/desk.out"
	[ "$(jq -r .wait "$T/spin/plan.json")" = spin ]
	jq -es 'map(select(.record == "run") | .settings.wait) | length == 8 and all(. == "spin")' "$T"/spin/*/round-*.jsonl
	ran block
	[ "$(jq -r .wait "$T/block/plan.json")" = block ]
	lacks "^ +waiting" "$T/desk.out"
	desk diff "$T/block" "$T/spin"
	desk_expect 2 "the two cannot be compared: wait: block and spin"
	# one folder whose plan was changed is no run of that plan
	sed -i 's/"wait": "spin"/"wait": "block"/' "$T/spin/plan.json"
	desk report "$T/spin"
	desk_expect 1 "it waited by spin, but the plan says block"
}

@test "an emulated run, whose waiting would be counted, is refused" {
	not_under_valgrind
	desk run --wait spin --build "$BUILD" --board "$BOARD" --run qemu-user --transports tcp --out "$T/results"
	desk_expect 2 "--wait spin: not with --run qemu-user, which would count the waiting; valid: --wait block"
	[ ! -e "$T/results" ]
}
