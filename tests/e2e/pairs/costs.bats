#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016 # jq has variables of its own
# Costs beyond time, each compared with an independent figure: the kernel's counters, getrusage, massif.

load ../support/helpers

# exchange VARIANT TRANSPORT [OPTION]...: a run that goes well, with records of both ends.
exchange() {
	local variant=$1 transport=$2
	shift 2
	rm -f "$T"/*.jsonl
	serve "$variant/${transport}_server" --json "$T/server.jsonl" "$@"
	call "$variant/${transport}_client" --sizes "${SIZES:-16,999}" --tries "${TRIES:-20}" \
		--json "$T/client.jsonl" "$@"
	expect 0
	server_ends
	expect_status 0 "$SERVER_STATUS" server
}

# each_secure FUNCTION: with a variant, a transport and its options.
each_secure() {
	local variant
	for variant in $VARIANTS; do
		"$1" "$variant" tls --certs "$KEYS" --tls-version 1.2
		"$1" "$variant" tls --certs "$KEYS" --tls-version 1.3
		"$1" "$variant" dtls --certs "$KEYS" --tls-version 1.2
		[[ $variant == openssl* ]] || "$1" "$variant" dtls --certs "$KEYS" --tls-version 1.3
	done
}

# --- bytes ------------------------------------------------------------------------

# in_a_network VARIANT TRANSPORT [OPTION]...: a run alone in a network namespace of its own; LO is
# what the kernel counted on its lo: "bytes packets", and how many segments it sent again.
in_a_network() {
	local variant=$1 transport=$2
	shift 2
	rm -f "$T"/*.jsonl "$T/lo" "$T/server.out"
	timeout 60 unshare -n bash -c '
		ip link set lo up
		# a core that is busy for 0.2 s is no loss, and what comes twice is not told by 12 bytes more of options (RFC 2883)
		ip route replace local 127.0.0.1 dev lo table local rto_min 20s
		sysctl -qw net.ipv4.tcp_early_retrans=0 net.ipv4.tcp_dsack=0
		"$1" --port 4433 --timeout 8 --quiet --json "$2/server.jsonl" "${@:4}" >"$2/server.out" 3>&- &
		server=$!
		for ((i = 0; i < 500; i++)); do grep -q listening "$2/server.out" && break; sleep 0.02; done
		"$3" --port 4433 --timeout 8 --quiet --sizes 16,999 --tries 20 --json "$2/client.jsonl" "${@:4}" 3>&-
		wait $server
		sleep 0.2
		awk "/lo:/ { bytes = \$2; packets = \$3 } /^Tcp:/ { again = \$13 } END { print bytes, packets, again }" \
			/proc/net/dev /proc/net/snmp >"$2/lo"
	' in_a_network "$BUILD/$BOARD/$variant/${transport}_server" "$T" \
		"$BUILD/$BOARD/$variant/${transport}_client" "$@"
	LO=$(cat "$T/lo")
}

# The kernel's bytes are ours and the headers: IPv4 20, UDP 8, TCP 20 and 12 of time stamps; a SYN has 8 more of options.
kernel_agrees() {
	local transport=$2 bytes packets again=1 runs=0
	# on a busy machine the kernel sends segments again, which is not our traffic
	while [ "$again" -ne 0 ] && ((runs++ < 10)); do
		in_a_network "$@"
		read -r bytes packets again <<<"$LO"
	done
	holds "$T/client.jsonl" "(\$tries | map(to_entries[] | select(.key | test(\"_bytes_(in|out)\$\")) | .value) | add) as \$payload
		| (\$tries | map(to_entries[] | select(.key | test(\"_(sends|receives)\$\")) | .value) | add) as \$datagrams
		| if \"$transport\" | test(\"tcp|tls\$\") and . != \"dtls\"
		then $bytes == \$payload + $packets * 52 + (\$tries | length) * 2 * 8
		else $packets == \$datagrams and $bytes == \$payload + $packets * 28 end" && return
	echo "$*: the kernel counted $bytes bytes in $packets packets"
	return 1
}

@test "bytes and datagrams are the kernel's own, to the byte" {
	not_under_valgrind
	unshare -n ip link set lo up 2>/dev/null || skip "no network namespace here"
	kernel_agrees "$(plain_variant)" tcp
	kernel_agrees "$(plain_variant)" udp
	each_secure kernel_agrees
}

# --- CPU time ---------------------------------------------------------------------

# What the phases say, thread clock, and what the process says, getrusage: the rest is closing (server) and records.
cpu_adds_up() {
	local side least
	TRIES=60 exchange "$@"
	for side in client:0.6 server:0.5; do
		least=${side#*:}
		holds "$T/${side%:*}.jsonl" "(\$tries | map(to_entries[] | select(.key | test(\"_cpu_ns\$\")) | .value) | add) as \$phases
			| \$phases > $least * \$done.loop_cpu_ns and \$phases < 1.1 * \$done.loop_cpu_ns + 4e6
			and \$done.loop_cpu_ns == \$done.loop_user_cpu_ns + \$done.loop_system_cpu_ns
			and \$done.loop_cpu_ns <= \$done.user_cpu_ns + \$done.system_cpu_ns" || { echo "$*"; return 1; }
	done
	holds "$T/client.jsonl" 'all($tries[]; .handshake_cpu_ns > 0 and .close_cpu_ns > 0 and .send_cpu_ns > 0)'
	holds "$T/server.jsonl" 'all($tries[]; .handshake_cpu_ns > 0 and .receive_cpu_ns > 0 and .answer_cpu_ns > 0)'
	# a client's CPU time in a phase is no more than the phase
	holds "$T/client.jsonl" 'all($tries[]; .handshake_cpu_ns < .handshake_ns + 50000)'
	[ "$2" = tls ] || holds "$T/server.jsonl" 'all($tries[]; .accept_cpu_ns > 0)'
}

@test "CPU time of the phases adds up to what getrusage says" {
	not_under_valgrind
	each_secure cpu_adds_up
}

# parent_agrees VARIANT TRANSPORT [OPTION]...: what the client says of its process is what the kernel gives its parent
# (wait4), and its memory what the kernel says of it while it runs: a parent's own counts as a child's in wait4.
parent_agrees() {
	local variant=$1 transport=$2
	shift 2
	rm -f "$T"/*.jsonl
	serve "$variant/${transport}_server" "$@"
	python3 - "$T/client.jsonl" "$BUILD/$BOARD/$variant/${transport}_client" --port "$PORT" --timeout 8 --sizes 999 \
		--tries 60 --quiet --json "$T/client.jsonl" "$@" 3>&- <<-'PYTHON'
		import json, os, sys
		much = bytearray(200_000_000)
		pid = os.spawnv(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
		seen = 0
		while True:
		    ended, status, use = os.wait4(pid, os.WNOHANG)
		    if ended:
		        break
		    told = open(f"/proc/{pid}/status").read()
		    if told.splitlines()[0].endswith(os.path.basename(sys.argv[2])) and "VmHWM:" in told:
		        seen = max(seen, int(told.split("VmHWM:")[1].split()[0]) * 1024)
		assert status == 0, status
		end = [r for r in map(json.loads, open(sys.argv[1])) if r["record"] == "end"][0]
		ours, theirs = end["user_cpu_ns"] + end["system_cpu_ns"], (use.ru_utime + use.ru_stime) * 1e9
		# what comes after the record is written is the parent's alone: the end of the process
		assert ours <= theirs <= 1.02 * ours + 8e6, (ours, theirs)
		assert abs(end["peak_rss_bytes"] - seen) < 400_000 < seen < 50_000_000, (end["peak_rss_bytes"], seen, use.ru_maxrss)
		assert end["voluntary_switches"] <= use.ru_nvcsw <= end["voluntary_switches"] + 5, (end["voluntary_switches"], use.ru_nvcsw)
		assert end["involuntary_switches"] <= use.ru_nivcsw, (end["involuntary_switches"], use.ru_nivcsw)
	PYTHON
	server_ends
}

@test "CPU time, RSS and switches of the process are those that its parent is told" {
	not_under_valgrind
	[ "$BUILD" = "${BUILD%sanitize*}" ] || skip "not with sanitizers, which look for leaks when all is said"
	parent_agrees "$(plain_variant)" tcp
	parent_agrees "$(plain_variant)" udp
	each_secure parent_agrees
}

@test "the plain pairs' CPU time is read once a run" {
	local transport
	for transport in tcp udp; do
		exchange "$(plain_variant)" "$transport"
		holds "$T/client.jsonl" '$done.loop_cpu_ns > 0 and $done.loop_ns > 0 and all($tries[]; .connect_cpu_ns == null)'
		holds "$T/server.jsonl" '$done.loop_cpu_ns > 0 and $done.loop_heap_bytes == null'
	done
}

# --- the machine ------------------------------------------------------------------

@test "what cannot be had says why" {
	exchange "$(plain_variant)" tcp
	holds "$T/client.jsonl" '$done | (.cycles != null or (.not_available.cycles | length) > 5)
		and (.machine_busy_ns != null or .not_available.machine_busy_ns != null)
		and (.stack_peak_bytes != null or .not_available.stack_peak_bytes != null)
		and (.cycles == null) == (.not_available.cycles != null)
		and (.machine_busy_ns == null or .machine_tick_ns >= 1000000)'
}

counts_nothing() {
	exchange "$@" --counters off
	holds "$T/client.jsonl" '$run.settings.counters == "off" and ($done | has("loop_ns") or has("heap_peak_bytes")
		or has("not_available") | not) and all($tries[]; keys | all(test("cpu|heap") | not))'
	holds "$T/server.jsonl" 'all($tries[]; keys | all(test("cpu|heap") | not))'
	# time and traffic are there as ever
	holds "$T/client.jsonl" 'all($tries[]; .ok and .total_ns > 0 and .handshake_bytes_out > 0)'
}

@test "--counters off counts time and traffic alone" {
	each_secure counts_nothing
	refuses_counters=$(plain_variant)/tcp_client
	PORT='' call "$refuses_counters" --counters maybe
	refuses '--counters maybe: unknown; valid: on, no-heap, off'
}

# --- heap -------------------------------------------------------------------------

heap_stands() {
	local side
	SIZES=16,999 TRIES=20 exchange "$@"
	for side in client server; do
		holds "$T/$side.jsonl" '$tries | length == 41 and all(has("heap_peak_bytes"))'
		# every try of a size costs the same memory, and it is given back
		holds "$T/$side.jsonl" '[$tries[] | select(has("heap_peak_bytes") and (.cold | not))] | length > 2
			and all(.heap_session_bytes > 1000 and .heap_peak_bytes >= .heap_session_bytes
				and .heap_allocated_bytes >= .heap_peak_bytes and .heap_allocations > 20)
			and (map(.heap_session_bytes) | max - min < 0.02 * max)
			and (map(.heap_peak_bytes) | max - min < 0.02 * max)'
		# the whole run's peak is no less than what is held between tries and an exchange's
		holds "$T/$side.jsonl" '($tries | map(select(has("heap_peak_bytes")) | .heap_peak_bytes) | min) as $peak
			| $done.loop_heap_bytes > 0 and $done.heap_peak_bytes >= 0.99 * ($done.loop_heap_bytes + $peak)' || { echo "$*"; return 1; }
	done
}

@test "heap of an exchange: the same in each try" {
	not_under_valgrind
	each_secure heap_stands
}

# No hook is called then: the library has the C library's allocator for itself.
heap_stays_out() {
	local side
	exchange "$@" --counters no-heap
	for side in client server; do
		holds "$T/$side.jsonl" '([$tries[], $done] | all(keys | all(test("heap") | not)))
			and $done.loop_cpu_ns > 0 and ($done | has("stack_peak_bytes")) and ($tries | all(.handshake_cpu_ns > 0))' || { echo "$*"; return 1; }
	done
}

@test "--counters no-heap counts all but the heap; a hold, which is about the heap, is refused with it" {
	not_under_valgrind
	each_secure heap_stays_out
	PORT='' call "$(plain_variant)/tls_client" --hold 5 --counters no-heap --certs "$KEYS"
	refuses '--hold: tells the heap of a session, which --counters no-heap does not count; valid: --counters on'
}

# Bytes asked for and what the allocator rounds them up by are what malloc_usable_size tells; what it keeps for
# itself (--heap-admin) is not. Our own few allocations, and the C library's, are told to massif to leave out.
massif_agrees() {
	local variant=$1 transport=$2 ours=(--ignore-fn=wt_samples_make --ignore-fn=_IO_file_doallocate --ignore-fn=tls_open
		--ignore-fn=dtls_open --ignore-fn=fopen@@GLIBC_2.2.5 --ignore-fn=__fopen_internal --ignore-fn=fdopen@@GLIBC_2.2.5
		--ignore-fn=wt_peers_start --ignore-fn=wt_exchange_room)
	local peak side
	shift 2
	for side in client server; do
		rm -f "$T"/*.jsonl "$T/massif.out"
		massif=(valgrind --tool=massif --peak-inaccuracy=0.0 --heap-admin=0 "--massif-out-file=$T/massif.out" "${ours[@]}")
		# one try: all of it is counted, so the peaks are of the same
		"massif_$side" "$variant/$transport" "$@"
		peak=$(awk -F= '$1 == "mem_heap_B" { b = $2 } $1 == "mem_heap_extra_B" && b + $2 > peak { peak = b + $2 }
			END { print peak }' "$T/massif.out")
		holds "$T/$side.jsonl" "\$done.heap_peak_bytes as \$ours | \$ours > 0.98 * $peak and \$ours < 1.02 * $peak" && continue
		echo "$variant $transport $* $side: massif's peak is $peak"
		return 1
	done
}

massif_client() {
	# the client is the slow one, but its server waits for it
	SLOWER=10 serve "$1_server" "${@:2}"
	timeout 60 "${massif[@]}" "$BUILD/$BOARD/$1_client" --port "$PORT" --timeout 30 --sizes 999 --tries 1 --quiet \
		--json "$T/client.jsonl" "${@:2}" >"$T/client.out" 2>"$T/client.err" 3>&-
	SLOWER=10 server_ends
}

massif_server() {
	rm -f "$T/server.out" "$T/server.err"
	timeout 60 "${massif[@]}" "$BUILD/$BOARD/$1_server" --port 0 --timeout 30 --quiet --json "$T/server.jsonl" "${@:2}" \
		>"$T/server.out" 2>"$T/server.err" 3>&- &
	SERVER=$!
	PIDS+=("$SERVER")
	await_port server
	"$BUILD/$BOARD/$1_client" --port "$PORT" --timeout 30 --sizes 999 --tries 1 --quiet "${@:2}" 3>&-
	server_ends
}

@test "peak heap of the library is massif's within 2 %" {
	not_under_valgrind
	[ "$BUILD" = "${BUILD%sanitize*}" ] || skip "not with sanitizers"
	each_secure massif_agrees
}
