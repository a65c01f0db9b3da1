#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/million.sh BUILD BOARD VARIANT
#
# A million tries: what a client that makes them all in one run takes in memory
# (end.peak_rss_bytes; target 64 MB), and how long the report of a folder that
# holds as many takes, page and plots included (target 10 s). Both are real
# runs over loopback; the records take about 1 GB in TMPDIR until the end.
set -u
build=$1
board=$2
variant=$3
programs=$build/$board/$variant
tries=${TRIES:-1000000}
memory_target=64
report_target=10
. "$(dirname "$0")/pair.bash"

failed() {
	echo "bench: a million tries: $*"
	return 1
}

client_memory() {
	pair_p50_ns "$programs" udp 16 "$tries" >/dev/null || { failed "the pair failed"; return; }
	# lost ones are tries as well
	tail -n 1 "$work/records" | awk -v wanted="$tries" -v limit="$memory_target" '
		function number(name) { return match($0, "\"" name "\":[0-9]+") ? substr($0, RSTART + length(name) + 3) + 0 : -1 }
		{
			if (number("planned") != wanted || number("not_made") != 0 || number("answered") < 0.99 * wanted) {
				print "bench: the client did not make " wanted " tries"
				exit 1
			}
			mb = number("peak_rss_bytes") / 1e6
			verdict = mb > 0 && mb <= limit ? "met" : "MISSED"
			printf "client of %d tries in one run, peak RSS: %.1f MB (target %d MB %s); %d answered, %d lost\n",
				wanted, mb, limit, verdict, number("answered"), number("lost")
			exit verdict != "met"
		}'
}

report_time() {
	local began ended folder
	"$build/host/wiretoll" run --build "$build" --board "$board" --certs "$build/certs/ecdsa-p256" --out "$work/results" \
		--variants "$variant" --transports tcp,udp --sizes 16 --tries $((tries / 2)) --rounds 20 --quiet >/dev/null ||
		{ failed "the run failed"; return; }
	folder=$work/results/latest
	began=${EPOCHREALTIME/[.,]/}
	"$build/host/wiretoll" report "$folder" --html "$work/page.html" >"$work/report.txt" || { failed "the report failed"; return; }
	ended=${EPOCHREALTIME/[.,]/}
	grep -q '</html>' "$work/page.html" || { failed "the page is not whole"; return; }
	awk -v us=$((ended - began)) -v limit="$report_target" -v n="$(cat "$folder"/*/*.client.jsonl | grep -c '"record":"try".*"cold":false')" \
		-v wanted="$tries" 'BEGIN {
			verdict = n == wanted && us <= limit * 1e6 ? "met" : "MISSED"
			printf "report with page of %d tries: %.1f s (target %d s %s)\n", n, us / 1e6, limit, verdict
			exit verdict != "met"
		}'
}

status=0
client_memory || status=1
rm -f "$work/client.jsonl"
report_time || status=1
exit $status
