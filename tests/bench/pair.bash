# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the benchmarks share: one server and one client, and the median that the client tells.

work=$(mktemp -d) || exit 1
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

# pair_p50_ns DIR TRANSPORT SIZE TRIES [OPTION]...: median of `total` in ns; the options are for both ends.
pair_p50_ns() {
	local programs=$1/$2 size=$3 tries=$4 port deadline=$((SECONDS + 5))
	shift 4
	: >"$work/listening"
	"${programs}_server" --port 0 --timeout 10 --quiet "$@" >"$work/listening" &
	server=$!
	until grep -q listening "$work/listening"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.01
	done
	port=$(sed -n 's/.* port //p' "$work/listening")
	rm -f "$work/records"
	"${programs}_client" --port "$port" --sizes "$size" --tries "$tries" --quiet --json "$work/records" "$@" || return 1
	wait "$server" || return 1
	server=
	sed -n 's/.*"record":"summary".*"total_ns":{[^}]*"p50":\([0-9]*\).*/\1/p' "$work/records"
}
