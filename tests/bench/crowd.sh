#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: tests/bench/crowd.sh BUILD BOARD VARIANT...
#
# Our tls_server beside nginx (one worker) with 64 clients at once, which shake hands and say goodbye (tests/bench/crowd.c, the
# same for both): CPU time of the server's process a handshake. TLS 1.3, P-256, AES-128-GCM, the same certificate, neither
# client authentication nor tickets nor a cache; nginx has Debian's OpenSSL, as our variant openssl. Servers on one core,
# clients on the other one where there are two. Both servers stay, and the rounds take turns; the figure is the median of the
# rounds' ratios with its 95 % interval. With the same library its upper end has to be at most 1.05, that library set at both as
# nginx sets it (tests/bench/as_nginx.c); our server as it is stands beside it. The time is told where the clients' core was not
# what it waited for, busy for less than nine tenths of it.
set -u
build=$1 board=$2
shift 2
rounds=${ROUNDS:-21} at_once=64 handshakes=1000
certs=$(readlink -f "$build/certs/ecdsa-p256")
. "$(dirname "$0")/pair.bash"
before_others
PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || { echo "crowd.sh: no nginx here; valid: scripts/setup.sh nginx"; exit 1; }
folder=$(readlink -f "$build/$board")/bench
preloaded "$folder" as_nginx || exit 1
"${CC:-gcc}" -std=c11 -D_GNU_SOURCE -O2 -o "$folder/crowd" tests/bench/crowd.c -lssl -lcrypto || exit 1
clients=$(clients_core)

# A port that nobody has, so long as nobody takes it meanwhile.
free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_nginx() {
	local tries=100
	nginx_port=$(free_port)
	mkdir "$work/nginx" || return 1
	cat >"$work/nginx/conf" <<-END
		daemon off; master_process off; worker_processes 1; pid $work/nginx/pid; error_log $work/nginx/log crit;
		events { worker_connections 512; }
		http {
			access_log off; client_body_temp_path $work/nginx/1; proxy_temp_path $work/nginx/2;
			fastcgi_temp_path $work/nginx/3; uwsgi_temp_path $work/nginx/4; scgi_temp_path $work/nginx/5;
			server {
				listen 127.0.0.1:$nginx_port ssl;
				ssl_certificate $certs/server.pem; ssl_certificate_key $certs/server.key;
				ssl_protocols TLSv1.3; ssl_ecdh_curve prime256v1; ssl_session_tickets off; ssl_session_cache off;
			}
		}
	END
	timeout 600 taskset -c 0 nginx -p "$work/nginx" -c "$work/nginx/conf" -e "$work/nginx/log" 2>"$work/nginx/said" &
	beside=$!
	until (exec 3<>"/dev/tcp/127.0.0.1/$nginx_port") 2>/dev/null; do
		((tries-- > 0)) && kill -0 "$beside" 2>/dev/null || { cat "$work/nginx/said" "$work/nginx/log"; return 1; }
		sleep 0.05
	done
}

# of_process PID: the one that `timeout` started.
of_process() {
	pgrep -P "$1"
}

# cpu_ns PID: what the scheduler counted of it.
cpu_ns() {
	local ns rest
	# shellcheck disable=SC2034 # the rest is not asked for
	read -r ns rest <"/proc/$1/schedstat" && echo "$ns"
}

# round PID PORT FILE: "CPU TIME BUSY" a handshake, BUSY: CPU time of the clients.
round() {
	local before after time busy
	before=$(cpu_ns "$1")
	read -r time busy < <(timeout 90 taskset -c $clients "$folder/crowd" "$2" $at_once $handshakes "$certs/ca.pem")
	after=$(cpu_ns "$1")
	[ -n "${busy:-}" ] && echo "$(((after - before) / handshakes)) $((time / handshakes)) $((busy / handshakes))" >"$3"
}

compare() { # variant target name [PRELOAD]
	local number ours theirs head="$1 crowd of $at_once${3:+, $3}, ours / nginx"
	serve 5 env LD_PRELOAD="${4:-}" timeout 600 "$build/$board/$1/tls_server" --port 0 --timeout 120 --keep --quiet --certs "$certs" --tls-version 1.3 \
		--suite aes128gcm --group p256 --client-auth off --counters off --cpu 0 || return 1
	ours=$(of_process "$server") theirs=$(of_process "$beside")
	rm -f "$work/all"
	for ((number = -1; number < rounds; number++)); do
		if ((number % 2)); then
			round "$ours" "$port" "$work/ours" && round "$theirs" "$nginx_port" "$work/theirs"
		else
			round "$theirs" "$nginx_port" "$work/theirs" && round "$ours" "$port" "$work/ours"
		fi || { echo "crowd: $1: round $number failed"; return 1; }
		# the first one is cold
		((number < 0)) || paste -d' ' "$work/ours" "$work/theirs" >>"$work/all"
	done
	kill "$server" && wait "$server"
	server=
	cut -d' ' -f 1,4 "$work/all" | tell_ratios "$head, server CPU" 3 "$2" "no target" || not_missed $? || return 1
	if awk '$3 > 0.9 * $2 || $6 > 0.9 * $5 { busy++ } END { exit busy * 2 > NR }' "$work/all"; then
		cut -d' ' -f 2,5 "$work/all" | tell_ratios "$head, time" 3 - "no target"
	else
		echo "$head, time: not told: the clients' core was busy"
	fi
}

status=0
start_nginx || exit 1
for variant in "$@"; do
	compare "$variant" - '' || status=1
	[ "$variant" != openssl ] || compare "$variant" 1.05 'set as nginx sets it' "$folder/as_nginx.so" || status=1
done
exit $status
