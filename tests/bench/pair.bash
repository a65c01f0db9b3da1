# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the benchmarks share: one server and one client, and the median that the client tells.

work=$(mktemp -d) || exit 1
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

# serve SECONDS COMMAND...: starts a server, sets `server` and `port`; false when it does not listen in time.
serve() {
	local deadline=$((SECONDS + $1))
	shift
	: >"$work/listening"
	"$@" >"$work/listening" 2>"$work/server.err" &
	server=$!
	until grep -q listening "$work/listening"; do
		[ "$SECONDS" -lt "$deadline" ] || { cat "$work/server.err" >&2; return 1; }
		sleep 0.01
	done
	port=$(sed -n 's/.* port //p' "$work/listening")
}

# served: waits for the server's end; its words when that is a bad one.
served() {
	wait "$server" || { cat "$work/server.err" >&2; return 1; }
	server=
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
