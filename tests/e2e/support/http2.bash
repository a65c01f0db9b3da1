# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154 # helpers.bash sets and reads them
# What the tests of HTTP/2 share: the programs are there, and peers that are not ours.

HTTP2=$TOP/tests/e2e/support/http2.py

# Where helpers.bash has set nothing yet, too: in setup_file.
need_h2_programs() {
	[ -x "$BUILD/$BOARD/${VARIANTS%% *}/h2_server" ] || skip "no h2 programs: libnghttp2-dev was not there (scripts/setup.sh http2)"
}

need() {
	command -v "$1" >/dev/null || PATH=$PATH:/usr/sbin command -v "$1" >/dev/null || skip "no $1 (scripts/setup.sh $2)"
}

# An end of http2.py that serves; sets PORT.
misbehaves() {
	rm -f "$T/peer.out" "$T/peer.err"
	python3 "$HTTP2" serve "$KEYS" "$@" >"$T/peer.out" 2>"$T/peer.err" 3>&- &
	PEER=$!
	PIDS+=("$PEER")
	await_port peer
}

# A server of others is there when its port is.
await_stranger() {
	local tries=200
	until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
		((tries-- > 0)) || { said; return 1; }
		nap
	done
}

# nghttpd_serves OPTION...: sets NGHTTPD to its port.
nghttpd_serves() {
	NGHTTPD=$(free_port)
	PATH=$PATH:/usr/sbin nghttpd --address=127.0.0.1 "$@" "$NGHTTPD" "$KEYS/server.key" "$KEYS/server.pem" >"$T/stranger.out" 2>"$T/stranger.err" 3>&- &
	PIDS+=($!)
	await_stranger "$NGHTTPD"
}
