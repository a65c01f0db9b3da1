#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/tls.sh BUILD_OF_BOARD CERTS VARIANT...
#
# Which share of a TLS try's instructions is ours: both ends of each version under
# callgrind, which repeats to the instruction but runs other code of the library than
# what is timed (docs/method.md, What callgrind counts), counting and recording what
# the rounds of a run do. The whole try is looked at, the exchange as well as what is asked, closed
# and recorded behind it: that is in no time, but in CPU time and counters. Target 3 %.
set -u
build=$1
certs=$2
shift 2
here=$(dirname "$0")
tries=20
target=3
. "$here/pair.bash"

# Runs a pair with one end under callgrind, collecting inside some functions, none of which calls another.
profile() { # variant version role function...
	local programs=$build/$1 out=$work/$1-$2-$3 function
	local server_tool=() client_tool=()
	local tool=(valgrind --tool=callgrind --callgrind-out-file="$out")
	# the compiler may have made a copy of its own for our arguments, with a suffix
	for function in "${@:4}"; do
		tool+=(--toggle-collect="$function" --toggle-collect="$function.*")
	done
	if [ "$3" = server ]; then server_tool=("${tool[@]}"); else client_tool=("${tool[@]}"); fi
	rm -f "$work"/{server,client}.jsonl
	serve 20 "${server_tool[@]}" "$programs/tls_server" --port 0 --timeout 30 --quiet --counters no-heap --certs "$certs" \
		--tls-version "$2" --json "$work/server.jsonl" || return 1
	"${client_tool[@]}" "$programs/tls_client" --port "$port" --timeout 30 --quiet --counters no-heap --certs "$certs" \
		--tls-version "$2" --sizes 999 --tries "$tries" --json "$work/client.jsonl" >/dev/null 2>"$work/client.err" ||
		{ cat "$work/client.err"; return 1; }
	served || return 1
	"$here/share.pl" "$out" "$target" "$1 tls $2 $3"
}

status=0
for variant in "$@"; do
	for version in 1.2 1.3; do
		profile "$variant" "$version" client wt_client_connect_once || status=1
		profile "$variant" "$version" server await serve || status=1
	done
done
exit $status
