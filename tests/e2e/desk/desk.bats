#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The desk tool: a run, its folder, what goes wrong in it, and how it goes on.

load ../support/helpers

# desk COMMAND [OPTION]...: sets STATUS; what it said lies in desk.out and desk.err.
desk() {
	whole_words "$@"
	STATUS=0
	timeout -k 5 $((120 * SLOWER)) "$BUILD/host/wiretoll" "${WORDS[@]}" >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
}

# run_desk [OPTION]...: a run in the test's folder.
run_desk() {
	desk run --build "${PROGRAMS:-$BUILD}" --board "$BOARD" --certs "${KEYS_USED:-$KEYS}" --out "$T/results" \
		--variants "${VARIANTS// /,}" "$@"
}

# desk_expect STATUS [PATTERN]...: each pattern stands in what it said.
desk_expect() {
	local pattern
	[ "$STATUS" -eq "$1" ] || { echo "exit status $STATUS, not $1"; said; return 1; }
	shift
	for pattern in "$@"; do
		grep -qE -- "$pattern" "$T/desk.out" "$T/desk.err" && continue
		echo "not said: $pattern"
		said
		return 1
	done
}

one_line() {
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && [ ! -s "$T/desk.out" ] && return
	echo "not one line:"
	said
	return 1
}

# The processes of this test, found by its folder in their command line; ended ones have none.
mine() {
	ps -ww -e -o args= | grep -E "_(server|client) .*$T/results" || :
}

nothing_left() {
	local tries=50
	while [ -n "$(mine)" ]; do
		((tries-- > 0)) || { echo "left behind:"; mine; return 1; }
		sleep 0.1
	done
}

# Answered tries in all records of the newest run.
answered() {
	cat "$T"/results/latest/*/round-*.client.jsonl | jq -s 'map(select(.record == "try" and .ok and (.cold | not))) | length'
}

# The scripts of `fake` have names of their own to expand.
# shellcheck disable=SC2016
SAME='exec "$REAL" "$@"'

# Programs of our own making in front of the real ones: fake END SCRIPT. $REAL is the real one.
fake() {
	local end=$1 variant folder
	variant=$(plain_variant)
	PROGRAMS=$T/programs
	folder=$PROGRAMS/$BOARD/$variant
	mkdir -p "$folder"
	[ -e "$folder/tcp_server" ] || ln -s "$(realpath "$BUILD/$BOARD/$variant")"/tcp_* "$folder/"
	rm "$folder/tcp_$end"
	printf '#!/bin/bash\nREAL=%q\n%s\n' "$(realpath "$BUILD/$BOARD/$variant/tcp_$end")" "$2" >"$folder/tcp_$end"
	chmod +x "$folder/tcp_$end"
}

run_tcp() {
	VARIANTS=$(plain_variant) run_desk --transports tcp --tries 6 --rounds 3 --sizes 16,64 --timeout 0.1
}

# interrupt SIGNAL: a long run is told to stop in its middle. A machine that stands still for seconds is no loss here.
interrupt() {
	local pid tries=200
	"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$KEYS" --out "$T/results" \
		--variants "$(plain_variant)" --transports tcp,udp,tls1.3 --tries 3000 --rounds 6 --sizes 16,999 --timeout 60 \
		>"$T/desk.out" 2>"$T/desk.err" 3>&- &
	pid=$!
	PIDS+=("$pid")
	until [ "$(find "$T/results" -name '*.client.jsonl' -size +0 2>/dev/null | wc -l)" -ge 3 ]; do
		((tries-- > 0)) || { echo "no third cell"; said; return 1; }
		sleep 0.02
	done
	kill "-$1" "$pid"
	STATUS=0
	wait "$pid" || STATUS=$?
	nothing_left
}

@test "a small matrix: every try answered, table, folder, order from the seed" {
	not_under_valgrind
	run_desk --tries 4 --rounds 2 --sizes 16,999 --seed 42
	desk_expect 0 "seed 42" "Tries: .* planned = .* answered \+ 0 lost \+ 0 failed \+ 0 not made" \
		"^tcp +16" "^udp +16" "^tls1.2 +16" "^tls1.3 +16" "^dtls1.2 +16" "^dtls1.3 +16"
	[ "$(answered)" -eq "$(jq '[.series[] | select(.unsupported == null)] | length * 8' "$T/results/latest/plan.json")" ]
	for file in "$T"/results/latest/*/*.jsonl; do whole "$file"; done
	first=$(jq -c .order "$T/results/latest/plan.json")
	head -n -1 "$T/desk.out" | cmp - "$T/results/latest/report.txt"
	desk report "$T/results/latest"
	desk_expect 0
	cmp "$T/desk.out" "$T/results/latest/report.txt"
	run_desk --tries 4 --rounds 2 --sizes 16,999 --seed 42 --quiet
	desk_expect 0
	[ "$(realpath "$(cat "$T/desk.out")")" = "$(realpath "$T/results/latest")" ] && [ ! -s "$T/desk.err" ]
	[ "$(jq -c .order "$T/results/latest/plan.json")" = "$first" ]
	nothing_left
}

@test "DTLS 1.3 on OpenSSL is said to be UNSUPPORTED" {
	not_under_valgrind
	need_variant openssl
	VARIANTS=openssl run_desk --transports udp,dtls1.3 --tries 2 --rounds 2 --sizes 16
	desk_expect 0 "UNSUPPORTED dtls1.3-openssl: OpenSSL has no DTLS 1.3" "^dtls1.3 .* UNSUPPORTED"
	[ "$(jq -r '.series[1].unsupported' "$T/results/latest/plan.json")" = "OpenSSL has no DTLS 1.3" ]
}

@test "a series that fails is shown with its reason, the others stand" {
	not_under_valgrind
	VARIANTS=$(plain_variant) KEYS_USED=$CERTS/bad/server-expired run_desk --transports tcp,tls1.3 --tries 4 \
		--rounds 2 --sizes 16
	desk_expect 1 "FAILED tls1.3-[a-z]+ in round 1: tls_(client|server): .*expired" "^tls1.3 .* FAILED" \
		"^tcp +16 +[0-9.,]+$" "8 planned = 4 answered"
	[ "$(cat "$T"/results/latest/tls1.3-*/*.failed | wc -l)" -eq 1 ]
	desk report "$T/results/latest"
	desk_expect 1
}

@test "what is missing or failed is made by --continue" {
	not_under_valgrind
	fake client "[[ \"\$*\" != *round-02* || -e $T/again ]] || { echo 'tcp_client: no luck' >&2; exit 1; }
		exec \"\$REAL\" \"\$@\""
	run_tcp
	desk_expect 1 "FAILED tcp in round 2: tcp_client: no luck" "12 planned = 4 answered .* 8 not made"
	before=$(cat "$T/results/latest/tcp/round-01.client.jsonl")
	touch "$T/again"
	desk run --continue "$T/results/latest"
	desk_expect 0 "12 planned = 12 answered"
	[ "$before" = "$(cat "$T/results/latest/tcp/round-01.client.jsonl")" ]
	[ ! -e "$T/results/latest/tcp/round-02.failed" ]
	desk run --continue "$T/results/latest" --tries 9
	desk_expect 2 "--tries: not together with --continue"
}

@test "a machine that is short of descriptors is no wrong command line" {
	not_under_valgrind
	local allowed
	for allowed in 8 10; do
		STATUS=0
		(ulimit -n "$allowed" && exec "$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --variants "$(plain_variant)" \
			--transports tcp --sizes 16 --tries 1 --rounds 1 --out "$T/results") >"$T/desk.out" 2>"$T/desk.err" 3>&- || STATUS=$?
		desk_expect 1 '^wiretoll run: no event loop or socket: memory or descriptors are short$'
		one_line
	done
}

@test "--quiet: the folder alone; a run that fails says why in one line, too" {
	not_under_valgrind
	fake client "echo 'tcp_client: no luck' >&2; exit 1"
	VARIANTS=$(plain_variant) run_desk --transports tcp --tries 6 --rounds 3 --sizes 16,64 --timeout 0.1 --quiet
	desk_expect 1 "^wiretoll run: 1 cell failed, first tcp: tcp_client: no luck; see the rest with: $BUILD/host/wiretoll report .*$"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ]
	[ "$(realpath "$(cat "$T/desk.out")")" = "$(realpath "$T/results/latest")" ]
	fake client "$SAME"
	desk run --continue "$T/results/latest" --quiet
	desk_expect 0
	[ "$(cat "$T/desk.out")" = "$T/results/latest" ] && [ ! -s "$T/desk.err" ]
}

@test "--continue refuses programs that were built again since" {
	not_under_valgrind
	local folder
	fake client "$SAME"
	folder=$PROGRAMS/$BOARD/$(plain_variant)
	rm "$folder/tcp_client" "$folder/tcp_server"
	cp "$BUILD/$BOARD/$(plain_variant)"/tcp_* "$folder/"
	run_tcp
	desk_expect 0 "12 planned = 12 answered"
	rm "$T/results/latest/tcp/round-02.client.jsonl"
	cp "$T/results/latest/programs.json" "$T/noted"
	# As a build with another compiler or other flags: a few bytes more.
	echo "more constants" >"$T/more"
	objcopy --add-section .more="$T/more" --set-section-flags .more=alloc,readonly,data "$folder/tcp_server" 2>"$T/objcopy"
	desk run --continue "$T/results/latest"
	desk_expect 1 "^wiretoll run: $folder/tcp_server: was built again since this run began, its sections have other sizes; valid: a new run"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && cmp "$T/noted" "$T/results/latest/programs.json"
	[ ! -e "$T/results/latest/tcp/round-02.client.jsonl" ]
	# As a build of other sources can be: of the same sizes, with other bytes. A folder of an older version has sizes alone.
	cp "$BUILD/$BOARD/$(plain_variant)/tcp_server" "$folder/"
	sed -i 's/no server at/no Server at/; s/no client came/no Client came/' "$folder/tcp_server"
	! cmp -s "$BUILD/$BOARD/$(plain_variant)/tcp_server" "$folder/tcp_server" || { echo "the same"; return 1; }
	desk run --continue "$T/results/latest"
	desk_expect 1 "^wiretoll run: $folder/tcp_server: was built again since this run began, its bytes are others; valid: a new run"
	[ "$(wc -l <"$T/desk.err")" -eq 1 ] && [ ! -e "$T/results/latest/tcp/round-02.client.jsonl" ]
	cp "$BUILD/$BOARD/$(plain_variant)/tcp_server" "$folder/"
	desk run --continue "$T/results/latest"
	desk_expect 0 "12 planned = 12 answered"
	# A folder of an older version has no checksum.
	rm "$T/results/latest/tcp/round-02.client.jsonl"
	jq 'del(.programs[].fnv1a)' "$T/noted" >"$T/results/latest/programs.json"
	sed -i 's/no server at/no Server at/; s/no client came/no Client came/' "$folder/tcp_server"
	desk run --continue "$T/results/latest"
	desk_expect 0 "12 planned = 12 answered"
}

@test "--counters off: of every program of the rounds, kept by --continue, with a table at the end" {
	not_under_valgrind
	local first variant
	variant=$(plain_variant)
	run_desk --transports tcp,tls1.3 --sizes 16 --tries 4 --rounds 2 --counters off --hold 5
	desk_expect 0 'Results: '
	jq -e '.counters == "off"' "$T/results/latest/plan.json"
	first=$T/results/latest/tls1.3-$variant
	rm "$first/round-02.client.jsonl"
	desk run --continue "$T/results/latest"
	desk_expect 0 'Results: '
	[ -s "$first/round-02.client.jsonl" ]
	jq -se 'map(select(.record == "run").settings.counters) | length >= 8 and all(. == "off")' "$T"/results/latest/*/round-*.jsonl
	jq -se 'map(select(.record == "try")) | length > 0 and all(keys | all(test("cpu|heap") | not))' "$T"/results/latest/*/round-*.jsonl
	# memory of a session is what a hold is for
	jq -se 'map(select(.record == "hold")) | length > 0 and all(.heap.slope > 1000 or .points[-1].heap_bytes > 1000)' "$T"/results/latest/*/hold.*.jsonl
	desk run --continue "$T/results/latest" --counters on
	desk_expect 2 '--counters: not together with --continue'
}

@test "programs that hang, crash or say nothing: a reason, and nothing left" {
	not_under_valgrind
	fake client "$SAME"
	fake server 'kill -SEGV $$'
	run_tcp
	desk_expect 1 "FAILED tcp in round 1: tcp_server was ended by signal 11"
	fake server 'exit 0'
	run_tcp
	desk_expect 1 "FAILED tcp in round 1: the server ended before it listened"
	fake server "$SAME"
	fake client 'exit 3'
	run_tcp
	desk_expect 1 "FAILED tcp in round 1: tcp_client ended with status 3 and no reason"
	fake client 'trap "" TERM; while :; do sleep 0.1; done'
	run_tcp
	desk_expect 1 "FAILED tcp in round 1: tcp_server: heard nothing"
	nothing_left
}

@test "SIGINT and SIGTERM in the middle: one line with how to go on, status 130 and 143" {
	not_under_valgrind
	for signal in INT TERM; do
		rm -rf "$T/results"
		interrupt "$signal"
		desk_expect $((128 + $(kill -l "$signal"))) "^wiretoll run: stopped by signal .*; go on with: $BUILD/host/wiretoll run --continue "
		cp "$T/desk.err" "$T/stopped.err"
		desk report "$T/results/latest"
		desk_expect 1 "UNFINISHED"
	done
	# The hint as it stands, pasted.
	interrupted=$(sed -n 's/.*; go on with: //p' "$T/stopped.err")
	[ -n "$interrupted" ]
	bash -c "$interrupted --full" >"$T/desk.out" 2>"$T/desk.err" 3>&- && STATUS=0 || STATUS=$?
	desk_expect 0 "18,000 planned = 18,000 answered"
	[ "$(answered)" -eq 18000 ]
}

@test "programs that end well and leave half their records have failed" {
	not_under_valgrind
	fake client '"$REAL" "$@" && while [ "$1" != --json ]; do shift; done && sed -i "\$d" "$2"'
	run_tcp
	desk_expect 1 "FAILED tcp in round 1: both programs ended well, but their records are not complete"
	fake client "$SAME"
	desk run --continue "$T/results/latest"
	desk_expect 0 "12 planned = 12 answered"
}

@test "kill -9 of the desk tool leaves no program behind" {
	not_under_valgrind
	local tries=100
	# A client that would stay for ever, and that no SIGTERM ends.
	fake client 'trap "" TERM; while :; do sleep 0.1; done'
	"$BUILD/host/wiretoll" run --full --build "$PROGRAMS" --board "$BOARD" --certs "$KEYS" --out "$T/results" --quiet \
		--variants "$(plain_variant)" --transports tcp 3>&- &
	PIDS+=($!)
	until mine | grep -q tcp_client; do
		((tries-- > 0)) || { echo "no client"; return 1; }
		sleep 0.05
	done
	kill -KILL "${PIDS[-1]}"
	wait "${PIDS[-1]}" || true
	nothing_left
	fake client "$SAME"
	desk run --continue "$T/results/latest" --quiet
	desk_expect 0
}

@test "a folder in which a run is at work is refused, and the run goes on" {
	not_under_valgrind
	local tries=200 first
	fake client "while [ -e $T/wait ]; do sleep 0.05; done; exec \"\$REAL\" \"\$@\""
	touch "$T/wait"
	"$BUILD/host/wiretoll" run --full --build "$PROGRAMS" --board "$BOARD" --certs "$KEYS" --out "$T/results" --quiet \
		--variants "$(plain_variant)" --transports tcp --sizes 16 --tries 4 --rounds 2 >"$T/first.out" 2>&1 3>&- &
	first=$!
	PIDS+=("$first")
	until mine | grep -q tcp_server; do
		((tries-- > 0)) || { echo "no server"; return 1; }
		sleep 0.05
	done
	desk run --continue "$T/results/latest"
	desk_expect 1 "process $first on .* is at work in this folder; valid: to wait until it has ended$"
	one_line
	rm "$T/wait"
	wait "$first"
	[ "$(answered)" -eq 4 ]
	desk run --continue "$T/results/latest" --quiet
	desk_expect 0
}

@test "a folder that cannot be written: one line, nothing half-written" {
	touch "$T/results"
	run_tcp
	desk_expect 1 "results: Not a directory; name another folder with --out"
	one_line
	desk report /nonexistent
	desk_expect 1 "/nonexistent: No such file"
	one_line
}

@test "a full disk: one line, what was recorded stays whole" {
	not_under_valgrind
	unshare -m mount -t tmpfs none /mnt 2>/dev/null || skip "no tmpfs of our own here"
	mkdir "$T/small"
	export T BUILD BOARD CERTS
	run unshare -m bash -c '
		mount -t tmpfs -o size=160k none "$T/small" || exit 99
		"$BUILD/host/wiretoll" run --full --build "$BUILD" --board "$BOARD" --certs "$CERTS/ecdsa-p256" \
			--variants '"$(plain_variant)"' --transports tcp,udp --tries 400 --rounds 4 --out "$T/small/r" 2>"$T/desk.err"
		echo "status $?"
		for file in "$T"/small/r/latest/*/*.jsonl; do
			[ -z "$(tail -c 1 "$file" | tr -d "\n")" ] && jq -e . "$file" >/dev/null || echo "not whole: $file"
		done
		find "$T/small" -name "*.part"'
	echo "$output"
	cat "$T/desk.err"
	[ "$output" = "status 1" ]
	grep -q "No space left on device" "$T/desk.err"
}

# Each option that takes a number tells its range in the help, and it is the one that is kept. The help of COMMAND lies in desk.out.
says_ranges() {
	local option low high count=0 command
	command=$(sed -nE '1s/^usage: wiretoll ([a-z]+) .*/\1/p' "$T/desk.out")
	# each option on one line
	sed -E ':a; N; $!ba; s/\n {26}/ /g' "$T/desk.out" >"$T/help.out"
	while read -r option low high; do
		count=$((count + 1))
		desk "$command" "--$option" "$((high + 1))"
		desk_expect 2 "--$option $((high + 1)): .*valid: .*$low to $high"
	done < <(sed -nE 's/^  --([a-z-]+) (N|SECONDS) .*\(([0-9.]+) to ([0-9]+)[^()]*\)$/\1 \3 \4/p' "$T/help.out")
	[ "$count" = "$(grep -cE '^  --[a-z-]+ (N|SECONDS) ' "$T/help.out")" ] && [ "$count" -ge 4 ] && return
	echo "$count options of $command tell their range:"
	cat "$T/help.out"
	return 1
}

# both ends' cores of the newest folder, as the records say: "client server"
cores_of() {
	jq -rs 'map(select(.record == "run")) | map(.cpu) | unique | join(" ")' "$1"/tcp/round-01.client.jsonl "$1"/tcp/round-01.server.jsonl
}

@test "--placement one: both ends on one core, as the plan, the records and the report say; diff tells it from two" {
	not_under_valgrind
	local first run=(run --build "$BUILD" --board "$BOARD" --variants "$(plain_variant)" --transports tcp --sizes 16 --tries 8 --rounds 2)
	first=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')
	desk "${run[@]}" --placement one --out "$T/one"
	desk_expect 0 "client on $first, server on $first \(placement one: both ends take turns\)"
	[ "$(cores_of "$T/one/latest")" = "$first" ]
	[ "$(jq -r .placement "$T/one/latest/plan.json")" = one ]
	# where there is no second core, two is one, and it is said
	taskset -c "$first" "$BUILD/host/wiretoll" "${run[@]}" --out "$T/none" >"$T/desk.out" 2>"$T/desk.err"
	grep -q "client on core $first, server on $first (placement one: no second core may be used)" "$T/desk.err"
	[ "$(jq -r .placement "$T/none/latest/plan.json")" = one ]
	# what the cores alone ask for
	desk "${run[@]}" --client-cpu "$first" --server-cpu "$first" --out "$T/cores"
	desk_expect 0 "\(placement one: both ends take turns\)"
	[ "$(grep -c "no second core" "$T/desk.err")" -eq 0 ]
	[ "$(nproc)" -gt 1 ] || skip "one core"
	desk "${run[@]}" --out "$T/two"
	desk_expect 0 "\(placement two\)"
	[ "$(cores_of "$T/two/latest" | wc -w)" = 2 ]
	[ "$(jq -r .placement "$T/two/latest/plan.json")" = two ]
	desk diff "$T/one/latest" "$T/two/latest"
	desk_expect 2 "placement"
}

@test "wrong command lines: status 2, one line, what is valid" {
	while IFS='|' read -r line words; do
		# Word splitting is wanted: a command line.
		# shellcheck disable=SC2086
		desk $line
		desk_expect 2 "$words"
		one_line
	done <<-LINES
		fly|fly: unknown command; valid: run report diff calibrate trace import pair help --version
		run --frob|wiretoll run: --frob: unknown option; valid: --axis
		run --transports tls1.4|unknown transport; valid: tcp tls1.2
		run --sizes 15|--sizes 15: out of range; valid: 16 to 1048576, by commas or spaces
		run --sizes 9999|dtls1.2 cannot carry 9999 bytes; valid: 16 to 1435
		run --tries 5 --rounds 10|fewer than the 10 rounds
		run --counters maybe|--counters maybe: unknown; valid: on, no-heap, off
		run --placement three|--placement three: unknown; valid: one, two
		run --build $BUILD --variants $(plain_variant) --certs $KEYS --placement one --client-cpu 0 --server-cpu 1|client on core 0, server on 1; valid: the same for both
		run --build $BUILD --variants $(plain_variant) --certs $KEYS --placement two --client-cpu 0 --server-cpu 0|--placement two: client and server both on core 0; valid: a core for each, or --placement one
		run --limit 5|--limit: nothing to limit without --until; valid: such as --until 2% --limit 600
		run --run fly|--run fly: not valid; valid: auto local qemu-user ssh$
		run --run hand|--run hand: not valid; valid: auto local qemu-user ssh$
		run --run ssh|--run ssh: needs --ssh \\[user@\\]host\\[:port\\]$
		run --run local --ssh board|--run local: not together with --ssh$
		run --ssh board --role peer|--role peer: not valid; valid: client server
		run --ssh board --peer-variant ../x|--peer-variant ../x: not a name; valid: a folder under <build>/host$
		run --ssh board --board-dir tmp|--board-dir tmp: not valid; valid: an absolute path
		run --ssh [::1|--ssh \\[::1: not valid; valid: \\[user@\\]host
		run --build $BUILD --run qemu-user --core ../x|--core ../x: not a name; valid: what 'qemu-[a-z0-9_]+ -cpu help' lists$
		run --variants gnutls|make it with: make BOARD=host VARIANT=gnutls
		run --build $BUILD --variants $(plain_variant) --certs $KEYS --host localhost|not a numeric address
		run --build $BUILD --variants $(plain_variant) --certs $KEYS --client-cpu 1023|not a core that we may use; valid: auto
		run --build $BUILD --variants $(plain_variant) --certs /nonexistent|/nonexistent/ca.pem
		help fly|fly: unknown command; valid: run report
		trace one|two files are needed; valid: wiretoll trace CLIENT.jsonl SERVER.jsonl$
		pair|a row is needed; valid: wiretoll pair ROW
		pair tls1.4|wiretoll pair: tls1.4: unknown transport; valid: tcp tls1.2
		pair tls1.3_ticket_x25519|tls1.3_ticket_x25519: unknown transport
		pair tls1.3 tls1.2|'tls1.2': not expected; valid: wiretoll pair ROW
		import|a folder is needed; valid: wiretoll import CLIENT-DIR \\[SERVER-DIR\\]$
		report --frob|wiretoll report: --frob: unknown option; valid: --allow-unlike
		report --htm x|--htm: unknown option; did you mean --html\? valid: --allow-unlike
		report $T --htm x|--htm: unknown option; did you mean --html\? valid: --allow-unlike
		report $T $T --htm=x|--htm=x: unknown option; did you mean --html\? valid: --allow-unlike
		report $T $T --json=x|--json: not together with several folders; valid: --html and --markdown, or one DIR
	LINES
	desk
	[ "$STATUS" -eq 2 ] && [ ! -s "$T/desk.out" ] && grep -q "^usage: wiretoll " "$T/desk.err"
	desk help run
	desk_expect 0 "usage: wiretoll run"
	says_ranges
	desk help calibrate
	says_ranges
	grep -qE '^  --comparisons N .*\(1000 to 1000000; default 2000\)$' "$T/help.out"
}

@test "keys that the programs would refuse are refused before anything is made" {
	local keys=$T/keys
	cp -r "$KEYS" "$keys"
	refused_keys() {
		desk run --build "$BUILD" --board "$BOARD" --variants wolfssl --transports tls1.3 --certs "$keys" --out "$T/results"
		desk_expect 2 "^wiretoll run: $keys/$1"
		one_line
		[ ! -e "$T/results" ]
	}
	chmod 640 "$keys/client.key"
	refused_keys "client\.key: a private key that others may use \(mode 0640\); valid: mode 0600$"
	rm "$keys/server.key"
	mkdir "$keys/server.key"
	refused_keys "server\.key: not a regular file; valid: a regular file$"
	truncate -s 2M "$keys/server.pem"
	refused_keys "server\.pem: too large; valid: at most [0-9]+ bytes$"
	rm "$keys/ca.pem"
	refused_keys "ca\.pem: No such file or directory; make it with: make certs, or name another folder with --certs$"
}

@test "-h, --help, help, -V and --version: of the tool and of each command" {
	local command way
	for way in --version -V "run --version" "run -V" "trace -V" "import x -V"; do
		# Word splitting is wanted: a command line.
		# shellcheck disable=SC2086
		desk $way
		desk_expect 0 "^wiretoll [0-9]+\.[0-9]+\.[0-9]+$"
	done
	desk --help
	cp "$T/desk.out" "$T/help.out"
	for way in -h help; do
		desk "$way"
		desk_expect 0 "^usage: wiretoll COMMAND"
		cmp "$T/help.out" "$T/desk.out"
	done
	for command in $(sed -nE 's/^  ([a-z]+)  .*/\1/p' "$T/help.out"); do
		desk help "$command"
		desk_expect 0 "^usage: wiretoll $command " "^  -h, --help  +print this text$" "^  -V, --version  +print the version$"
		cp "$T/desk.out" "$T/help.one"
		for way in "$command -h" "$command x --help" "-h $command" "--help $command"; do
			# shellcheck disable=SC2086
			desk $way
			desk_expect 0 "^usage: wiretoll $command "
			cmp "$T/help.one" "$T/desk.out"
		done
	done
}
