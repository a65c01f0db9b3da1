# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the benchmarks share: one server and one client, and the median that the client tells.

work=$(mktemp -d) || exit 1
server=
beside= # another one that a benchmark has started
preload= # what `timed` puts before a program
# shellcheck disable=SC2317 # a trap's
end_all() {
	local one
	for one in $beside $server; do kill "$one" 2>/dev/null && wait "$one"; done
	rm -rf "$work"
}
trap end_all EXIT

# Where clients run beside a server on core 0: the other core, where there is one.
clients_core() {
	taskset -c 1 true 2>/dev/null && echo 1 || echo 0
}

# tell_ratios HEAD DIGITS LIMIT AIM: of lines "FIRST SECOND" (ns) of the rounds, the median of their ratios with
# its 95 % interval (order statistics, binomial). Below LIMIT with the whole interval is met, above it missed; a
# LIMIT of "-" is no target, and AIM says so. Status 0: met or no target; 1: missed; 3: too noisy to tell.
tell_ratios() {
	awk '{ print $1 / $2, $1, $2 }' | sort -n | awk -v head="$1" -v digits="$2" -v limit="$3" -v aim="$4" '
		{ ratio[NR] = $1; one[NR] = $2; other[NR] = $3 }
		END {
			middle = int((NR + 1) / 2)
			low = int((NR - 1.96 * sqrt(NR)) / 2)
			if (low < 1)
				low = 1
			high = NR + 1 - low
			verdict = ratio[high] <= limit ? "met" : ratio[low] > limit ? "MISSED" : "too noisy to tell"
			if (limit != "-")
				aim = sprintf("target %.2f %s", limit, verdict)
			number = "%." digits "f"
			printf "%s, p50 of %d rounds: " number " (95 %%: " number " to " number "; %s); in the middle round %.1f and %.1f us\n",
				head, NR, ratio[middle], ratio[low], ratio[high], aim, one[middle] / 1000, other[middle] / 1000
			exit limit == "-" || verdict == "met" ? 0 : verdict == "MISSED" ? 1 : 3
		}'
}

# not_missed STATUS: of tell_ratios, where noise is no miss; anything else that went wrong is one.
not_missed() {
	[ "$1" -eq 0 ] || [ "$1" -eq 3 ]
}

# listening SECONDS: until the server that was started says so in that file; sets `port`.
listening() {
	local deadline=$((SECONDS + $1))
	until grep -q listening "$work/listening"; do
		[ "$SECONDS" -lt "$deadline" ] || { cat "$work/server.err" >&2; return 1; }
		sleep 0.01
	done
	port=$(sed -n 's/.* port //p' "$work/listening")
}

# serve SECONDS COMMAND...: starts a server, sets `server` and `port`; false when it does not listen in time.
serve() {
	local limit=$1
	shift
	: >"$work/listening"
	"$@" >"$work/listening" 2>"$work/server.err" &
	server=$!
	listening "$limit"
}

# served: waits for the server's end; its words when that is a bad one.
served() {
	wait "$server" || { cat "$work/server.err" >&2; return 1; }
	server=
}

# before_others: what else runs on the core should not decide which of two sides was faster. Where root may ask for that; a nice
# value would count among the processes of one terminal alone, where the kernel groups these.
before_others() {
	chrt -f -p 5 $$ >/dev/null 2>&1 || renice -n -20 -p $$ >/dev/null 2>&1 || :
}

# preloaded FOLDER NAME: compiles tests/bench/NAME.c into FOLDER, to be put before a program.
preloaded() {
	mkdir -p "$1" && "${CC:-gcc}" -std=c11 -O2 -shared -fPIC -o "$1/$2.so" "tests/bench/$2.c" -ldl
}

# timed FILE COMMAND...: "CPU TIME" of it in ns, from its first connection on (around.c); `preload` is put before it.
timed() {
	local file=$1
	shift
	rm -f "$file"
	BENCH_AROUND=$file LD_PRELOAD=$preload "$@" && [ -s "$file" ]
}

# told COUNT NAME...: "CPU TIME" of a handshake in ns: CPU of all those that were timed as NAME, time of the last one.
told() {
	local count=$1
	shift
	(cd "$work" && cat "$@") | awk -v n="$count" '{ cpu += $1; ns = $2 } END { printf "%.0f %.0f\n", cpu / n, ns / n }'
}

# tell_both NAME LIMIT: of lines "CPU TIME CPU TIME" of the rounds, ours and theirs, both ratios; false where one was missed.
# What shares a core cannot have had more CPU time than there was time: where it is told so, the kernel's clock is wrong.
tell_both() {
	local status=0 wrong
	wrong=$(awk '$1 > 1.02 * $2 || $3 > 1.02 * $4' "$work/all" | wc -l)
	if [ "$wrong" -gt 0 ]; then
		echo "$1, CPU: not told: in $wrong rounds this kernel counted more than the core had"
	else
		cut -d' ' -f 1,3 "$work/all" | tell_ratios "$1, CPU " 3 "$2" "" || { not_missed $? || status=1; }
	fi
	cut -d' ' -f 2,4 "$work/all" | tell_ratios "$1, time" 3 "$2" "" || { not_missed $? || status=1; }
	return $status
}

# pair_p50_ns DIR TRANSPORT SIZE TRIES [OPTION]...: median of `total` in ns; the options are for both ends.
pair_p50_ns() {
	local programs=$1/$2 size=$3 tries=$4
	shift 4
	serve 5 "${programs}_server" --port 0 --timeout 10 --quiet "$@" || return 1
	rm -f "$work/records"
	"${programs}_client" --port "$port" --sizes "$size" --tries "$tries" --quiet --json "$work/records" "$@" || return 1
	served || return 1
	sed -n 's/.*"record":"summary".*"total_ns":{[^}]*"p50":\([0-9]*\).*/\1/p' "$work/records"
}
