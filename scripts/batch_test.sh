#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: scripts/batch_test.sh -s [OPTION]...        on the server
#        scripts/batch_test.sh -c HOST [OPTION]...   on the client
#
# Runs all transports between two machines, one after the other: TCP, UDP, TLS
# 1.2 and 1.3, DTLS 1.2 and 1.3, in rounds, so that what is compared is measured
# side by side; in every other round the libraries stand the other way round. At
# last each secure transport counts its heap in two tries. It does not matter which
# end is started first, and both end by themselves. Asks for a POSIX shell only, so
# that it runs on the board itself. Bring both folders of records to one machine;
# there `wiretoll import CLIENT-DIR SERVER-DIR` makes a folder for the report of them.
# BUILD= names another folder than build. Installed, it takes the programs of libexec/wiretoll, and
# certificates of the user's state folder.
#
#   -b BOARD     programs of build/BOARD (default: the only board there is, or host)
#   -v VARIANTS  in quotes (default "wolfssl openssl"); the same on both ends
#   -r ROUNDS    how often all of it is run, 1 to 1000 (default 10); the same on both ends
#   -d DIR       certificates (default build/certs/ecdsa-p256)
#   -a ADDRESS   server: the address that it listens on (default 0.0.0.0)
#   -p PORT      the first of a row of ports, one for each run (default 1443)
#   -n TRIES     client: tries of each size, all rounds together (default 100)
#   -z SIZES     client: sizes (default 16,64,256,512,999)
#   -w SECONDS   how long an end waits for the other one (default 600); when that
#                does not come to a run, the rest is not tried
#   -o DIR       where the records go (default results/batch-server, batch-client);
#                those of an earlier run there are removed
#
# One line a run; exit status 1 when one failed.
set -u
top=$(cd "$(dirname "$0")/.." && pwd) || exit 1
case $top in
*/share/wiretoll) # installed: records go to the current folder
	build=${top%/share/wiretoll}/libexec/wiretoll
	certs=${XDG_STATE_HOME:-${HOME:-}/.local/state}/wiretoll/certs/ecdsa-p256 ;;
*)
	cd "$top" || exit 1
	build=${BUILD:-build} certs=build/certs/ecdsa-p256 ;;
esac

wrong() {
	echo "batch_test.sh: $*" >&2
	exit 2
}

help_text() {
	sed -n '3,/^[^#]/{/^#/{s/^# \{0,1\}//;p;};}' "$0"
}

number() {
	case $2 in
	'' | *[!0-9]* | 0?* | ??????????*) wrong "$1 $2: not valid; valid: $3 to $4" ;;
	esac
	[ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || wrong "$1 $2: not valid; valid: $3 to $4"
}

role='' host='' board='' variants='wolfssl openssl' address=0.0.0.0 port=1443
tries=100 sizes=16,64,256,512,999 wait_s=600 out='' rounds=10
[ "${1:-}" != --help ] || { help_text; exit 0; }
while getopts sc:b:v:r:d:a:p:n:z:w:o: option; do
	case $option in
	s) [ -z "$role" ] || wrong "-s: not together with -c"; role=server ;;
	c) [ -z "$role" ] || wrong "-c: not together with -s"; role=client host=$OPTARG ;;
	b) board=$OPTARG ;;
	v) variants=$OPTARG ;;
	r) rounds=$OPTARG ;;
	d) certs=$OPTARG ;;
	a) address=$OPTARG ;;
	p) port=$OPTARG ;;
	n) tries=$OPTARG ;;
	z) sizes=$OPTARG ;;
	w) wait_s=$OPTARG ;;
	o) out=$OPTARG ;;
	*) wrong "valid: -s, -c HOST, -b -v -r -d -a -p -n -z -w -o, --help" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || wrong "$1: not expected"
[ -n "$role" ] || wrong "which end is this? valid: -s on the server, -c HOST on the client"
number -p "$port" 1 65000
number -w "$wait_s" 1 86400
number -r "$rounds" 1 1000
number -n "$tries" 1 10000000
[ "$role" = server ] || [ "$tries" -ge "$rounds" ] || wrong "-n $tries: fewer than the $rounds rounds; valid: $rounds or more, or a smaller -r"
[ -n "$out" ] || out=results/batch-$role

# Two plain ones and at most four of each variant a round, and their heap.
runs=0
for variant in $variants; do runs=$((runs + 4)); done
runs=$(((runs + 2) * rounds + runs))
[ $((port + runs)) -le 65536 ] || wrong "-p $port: $runs runs want a port each, from there on; valid: up to $((65536 - runs)), or a smaller -r"

if [ -z "$board" ]; then
	board=host
	found=$(cd "$build" && for file in */*/tcp_client; do [ -x "$file" ] && echo "$file"; done | cut -d / -f 1 | sort -u)
	[ "$(echo "$found" | wc -l)" -ne 1 ] || [ -z "$found" ] || board=$found
fi
for variant in $variants; do
	[ -x "$build/$board/$variant/tls_$role" ] || {
		echo "batch_test.sh: $build/$board/$variant/tls_$role: not there; valid: -b and -v of what was built or copied" >&2
		exit 1
	}
done
for file in ca.pem "$role.pem" "$role.key"; do
	[ -r "$certs/$file" ] || {
		echo "batch_test.sh: $certs/$file: not there; valid: -d with a folder made by scripts/cert.sh" >&2
		exit 1
	}
done
mkdir -p "$out" || exit 1
rm -f "$out"/*/round-*."$role".jsonl "$out"/*/heap."$role".jsonl
# as before version 0.9.0
rm -f "$out/tcp.$role.jsonl" "$out/udp.$role.jsonl" "$out"/tls1.[23]-*."$role".jsonl "$out"/dtls1.[23]-*."$role".jsonl
child=''
# shellcheck disable=SC2317
stop() {
	trap - INT TERM HUP
	[ -z "$child" ] || kill "$child" 2>/dev/null
	exit 1
}
trap stop INT TERM HUP

good=0 bad=0 at=$port nobody=''

# run PROGRAM OPTION...: in the background, so that a signal ends it at once.
run() {
	"$@" >"$out/said" 2>&1 &
	child=$!
	wait "$child"
	status=$?
	child=''
	return "$status"
}

serve() {
	rm -f "$file"
	# shellcheck disable=SC2086
	run "$build/$board/$variant/${transport}_server" --bind "$address" --port "$at" --timeout "$wait_s" --quiet \
		--counters "$counters" --json "$file" $secure && return 0
	grep -q '"record":"try"' "$file" 2>/dev/null || ! grep -q 'heard nothing for' "$out/said" || nobody=1
	return 1
}

# A client that is early finds nobody: until one try is answered it comes again.
call() {
	end=$(($(date +%s) + wait_s))
	while :; do
		rm -f "$file"
		# shellcheck disable=SC2086
		run "$build/$board/$variant/${transport}_client" --host "$host" --port "$at" --sizes "$sizes" --tries "$each" \
			--timeout 5 --quiet --counters "$counters" --json "$file" $secure && return 0
		# Where something is wrong with the command line, waiting does not help.
		[ "$status" -eq 1 ] || return "$status"
		! grep -q '"record":"try".*"ok":true' "$file" 2>/dev/null || return 1
		grep -qiE 'no server|refused|time|no answer|unreachable' "$out/said" || return 1
		[ "$(date +%s)" -lt "$end" ] || { nobody=1; return 1; }
		sleep 1
	done
}

one() {
	[ -z "$nobody" ] || return
	name=$1 variant=$2 transport=$3 secure=$4
	file=$out/$name/$cell.$role.jsonl
	mkdir -p "$out/$name" || exit 1
	if [ "$role" = server ]; then serve; else call; fi
	if [ "$status" -eq 0 ]; then
		good=$((good + 1))
		printf '%-18s %-10s port %-5s ok\n' "$name" "$cell" "$at"
	else
		bad=$((bad + 1))
		printf '%-18s %-10s port %-5s FAILED: %s\n' "$name" "$cell" "$at" "$(tail -n 1 "$out/said")"
	fi
	at=$((at + 1))
}

secure_ones() {
	for version in 1.2 1.3; do
		for which in $order; do
			one "$1$version-$which" "$which" "$1" "--tls-version $version --certs $certs"
		done
		[ "$1" = dtls ] || continue
		# OpenSSL has no DTLS 1.3.
		spoken=''
		for which in $order; do
			case $which in openssl*) ;; *) spoken="$spoken $which" ;; esac
		done
		order=$spoken
	done
}

# The first size of a process meets colder caches than the last: each round begins with another one.
rotated() {
	case $sizes in
	*,*) sizes=${sizes#*,},${sizes%%,*} ;;
	esac
}

first=${variants%% *} reversed=''
for which in $variants; do
	reversed="$which${reversed:+ $reversed}"
done
round=0 counters=no-heap
while [ "$round" -lt "$rounds" ]; do
	each=$((tries * (round + 1) / rounds - tries * round / rounds))
	round=$((round + 1))
	cell=$(printf 'round-%02d' "$round")
	one tcp "$first" tcp ''
	one udp "$first" udp ''
	for kind in tls dtls; do
		if [ $((round % 2)) -eq 1 ]; then order=$variants; else order=$reversed; fi
		secure_ones "$kind"
	done
	rotated
done
cell=heap counters=on each=2
for kind in tls dtls; do
	order=$variants
	secure_ones "$kind"
done
rm -f "$out/said"
for which in $variants; do
	case $nobody$which in
	openssl*) printf '%-18s UNSUPPORTED: OpenSSL has no DTLS 1.3\n' "dtls1.3-$which" ;;
	esac
done
[ -z "$nobody" ] || echo "the other end did not come within $wait_s s, so the rest was not tried"
echo "$good done, $bad failed; records in $out"
[ "$bad" -eq 0 ]
