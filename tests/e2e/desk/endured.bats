#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016,SC2030,SC2031 # jq has variables of its own; helpers.bash sets and reads ours
# A run that is hit again and again: what was made stays as it is, and in the end all of it is there.

load ../support/helpers
load ../support/reports

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/../../.." || return 1
	FAKETIME_LIBRARY=$(find /usr/lib -path '*/faketime/libfaketime.so.1' | head -n 1)
	export FAKETIME_LIBRARY
}

# What a desk was about to start when it was killed waits for ever for a lock of libfaketime that the desk had.
teardown_file() {
	local pid
	for pid in $(pgrep -f -- "guarded-[a-z]+ [0-9]+ .*$BATS_RUN_TMPDIR/test/"); do
		kill -KILL "$pid" 2>/dev/null || true
	done
}

# desk_at_work WORD...: the desk tool in the background, by the clock of $T/clock (see clock.bats); sets RUN.
desk_at_work() {
	timeout -k 5 300 env "LD_PRELOAD=$FAKETIME_LIBRARY" "FAKETIME_TIMESTAMP_FILE=$T/clock" FAKETIME_NO_CACHE=1 \
		DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_FAKE_MONOTONIC=1 "$BUILD/host/wiretoll" "$@" >"$T/run.out" 2>"$T/run.err" 3>&- &
	PIDS+=($!)
	# timeout's only child is the desk
	local tries=200
	until RUN=$(ps -o pid= --ppid "${PIDS[-1]}" | tr -d ' ') && [ -n "$RUN" ]; do
		((tries-- > 0)) || return 1
		sleep 0.01
	done
}

# await_files COUNT: returns a moment after so many files more have come, or when the run has ended.
await_files() {
	local tries=2000 least
	least=$(($1 + $(find "$FOLDER" -name '*.jsonl' | wc -l)))
	while kill -0 "$RUN" 2>/dev/null && [ "$(find "$FOLDER" -name '*.jsonl' | wc -l)" -lt "$least" ]; do
		((tries-- > 0)) || return 1
		sleep 0.005
	done
	sleep "0.0$((RANDOM % 10))"
}

# Sums of the files of those rounds that both ends ended well, but for those that are noted as failed: one of their
# programs was killed behind its last record.
whole_rounds() {
	grep -lE '"record":"end".*"ok":true' "$FOLDER"/*/round-*.jsonl 2>/dev/null | sed -E 's/(client|server)\.jsonl$//' | sort | uniq -d |
		while read -r file; do [ -e "${file}failed" ] || echo "$file"; done | sed 's/.*/&client.jsonl\n&server.jsonl/' | xargs -r md5sum | sort
}

@test "40 kills of the desk or of one of its programs, a second run that wants to join, a clock that is set back by 5 s and a day" {
	not_under_valgrind
	[ -n "$FAKETIME_LIBRARY" ] || skip "libfaketime is not installed"
	[[ $BUILD != *sanitize* ]] || skip "the sanitizers want to be loaded before libfaketime"
	local hit victim joined=0 whole=0 file planned answered
	echo +0 >"$T/clock"
	RANDOM=${SEED:=$$}
	echo "SEED=$SEED"
	desk_at_work run --full --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" --variants "${VARIANTS// /,}" \
		--transports tcp,tls1.3,dtls1.2 --tries 160 --rounds 40 --sizes 16,999 --hold 3 --quiet
	until FOLDER=$(realpath -e "$T/results/latest" 2>/dev/null) && [ -e "$FOLDER/plan.json" ]; do sleep 0.01; done
	: >"$T/whole"
	for hit in {1..40}; do
		await_files $((RANDOM % 7))
		[ "$hit" -ne 14 ] || echo -5 >"$T/clock"
		[ "$hit" -ne 27 ] || echo -86400 >"$T/clock"
		if kill -0 "$RUN" 2>/dev/null && ! timeout 60 "$BUILD/host/wiretoll" run --full --continue "$FOLDER" --quiet >"$T/second.out" 2>&1 3>&-; then
			grep -q 'is at work in this folder' "$T/second.out" && joined=$((joined + 1))
		fi
		victim=$RUN
		((RANDOM % 3)) || victim=$(ps -o pid= --ppid "$RUN" | head -n 1 | tr -d ' ')
		kill -KILL "${victim:-$RUN}" 2>/dev/null || true
		# where it was a program, the desk goes on, and is ended behind it
		sleep 0.05
		kill -KILL "$RUN" 2>/dev/null || true
		wait "${PIDS[-1]}" 2>/dev/null || true
		whole_rounds >"$T/whole.now"
		[ -z "$(comm -23 "$T/whole" "$T/whole.now")" ] || { echo "hit $hit: no longer what they were:"; comm -23 "$T/whole" "$T/whole.now"; return 1; }
		whole=$(($(wc -l <"$T/whole.now") / 2))
		mv "$T/whole.now" "$T/whole"
		desk_at_work run --continue "$FOLDER" --quiet
	done
	[ "$joined" -ge 10 ]
	[ "$whole" -ge 1 ]
	wait "${PIDS[-1]}" || { cat "$T/run.err"; return 1; }
	whole_rounds >"$T/whole.now"
	[ -z "$(comm -23 "$T/whole" "$T/whole.now")" ]
	file=$(find "$FOLDER" -name '*.part' | head -n 1)
	[ -z "$file" ] || { echo "left: $file"; return 1; }
	desk report "$FOLDER"
	desk_expect 0 "planned = "
	read -r planned _ answered _ < <(grep -oE '[0-9,]+ planned = [0-9,]+ answered' "$T/desk.flat" | sed 's/planned //')
	[ -n "$planned" ] && [ "$planned" = "$answered" ] || { cat "$T/desk.out"; return 1; }
}

@test "a disk that is full, and then has room again: --continue makes what is missing" {
	not_under_valgrind
	unshare -m mount -t tmpfs none /mnt 2>/dev/null || skip "no tmpfs of our own here"
	mkdir "$T/small"
	export T BUILD BOARD KEYS
	run unshare -m bash -c '
		mount -t tmpfs -o size=200k none "$T/small" || exit 99
		"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$KEYS" \
			--variants '"$(plain_variant)"' --transports tcp,udp --tries 60 --rounds 6 --out "$T/small/r" >"$T/out" 2>&1
		echo "status $?"
		(cd "$T/small/r/latest" && md5sum */*.jsonl) >"$T/kept"
		mount -o remount,size=20m "$T/small" || exit 98
		"$BUILD/host/wiretoll" run --full --continue "$T/small/r/latest" >"$T/out2" 2>&1
		echo "status $?"
		(cd "$T/small/r/latest" && md5sum -c "$T/kept" 2>/dev/null | grep -c ": OK")
		find "$T/small" -name "*.part"'
	echo "$output"
	cat "$T/out" "$T/out2"
	[ "${lines[0]}" = "status 1" ]
	[ "${lines[1]}" = "status 0" ]
	[ "${lines[2]}" -ge 1 ]
	[ "${#lines[@]}" -eq 3 ]
	grep -q "No space left on device" "$T/out"
	tr -s '[:space:]' ' ' <"$T/out2" | grep -q "planned = "
}
