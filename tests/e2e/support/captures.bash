# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# What the tests of captures share: scripts/capture.sh is run, and what it wrote is read by another way than its own.

# Sets STATUS; what it said lies in capture.out and capture.err. Without a right to capture the test is skipped.
capture() {
	STATUS=0
	BUILD=$BUILD timeout -k 5 "${LIMIT:-120}" scripts/capture.sh "$@" >"$T/capture.out" 2>"$T/capture.err" 3>&- || STATUS=$?
	! grep -q 'no right to capture;' "$T/capture.err" || skip "nothing can be captured here: $(cat "$T/capture.err")"
}

need_tools() {
	local tool
	for tool in tshark jq; do
		command -v "$tool" >/dev/null || skip "no $tool (scripts/setup.sh capture)"
	done
}

# done_with PATTERN...: status 0, and this was printed.
done_with() {
	local pattern
	expect_status 0 "$STATUS" capture.sh || return 1
	for pattern in "$@"; do
		grep -qE -- "$pattern" "$T/capture.out" || { echo "not printed: $pattern"; cat "$T/capture.out"; return 1; }
	done
}

# one_line STATUS PATTERN: the status, and one line on the error output.
one_line() {
	[ "$STATUS" -eq "$1" ] && [ "$(wc -l <"$T/capture.err")" -eq 1 ] && grep -qE -- "^capture.sh: $2" "$T/capture.err" && return
	echo "status $STATUS, not one line that says: $2"
	cat "$T/capture.err"
	return 1
}

# packets FILE PROTOCOL: of each with a payload "connection port bytes", by tshark alone. On a machine with much to do TCP
# sends again what the other end was only slow to take.
packets() {
	local length=tcp.len minus=0
	[ "$2" = tcp ] || length=udp.length minus=8
	tshark -n -r "$1" -Y "$length > $minus && !tcp.analysis.retransmission && !tcp.analysis.spurious_retransmission && !tcp.analysis.fast_retransmission" -T fields -e "$2.stream" -e "$2.srcport" -e "$length" 2>/dev/null | awk -v minus="$minus" '{ print $1, $2, $3 - minus }'
}

# wire FILE PROTOCOL PORT CONNECTION: its flights, "c161 s883 c920".
wire() {
	packets "$1" "$2" | awk -v port="$3" -v connection="$4" '
		$1 != connection { next }
		way != "" && ($2 == port ? "s" : "c") != way { printf "%s%d ", way, sum; sum = 0 }
		{ way = $2 == port ? "s" : "c"; sum += $3 }
		END { printf "%s%d\n", way, sum }'
}

# carried FILE PROTOCOL PORT [CONNECTION]: bytes of client and server.
carried() {
	packets "$1" "$2" | awk -v port="$3" -v connection="${4:-}" '
		connection == "" || $1 == connection { sum[$2 == port] += $3 }
		END { print sum[0] + 0, sum[1] + 0 }'
}
