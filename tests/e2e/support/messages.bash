# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Messages made by hand, and programs that are not ours to carry them.

# message FLAGS SIZE NUMBER [BYTES]: a message as a person would write it; BYTES of it (default: SIZE).
message() {
	local whole=${4:-$2}
	printf '\0\6\101\0\0\0\0\1'
	# The format is what is made here.
	# shellcheck disable=SC2059
	printf "$(printf '\\x%02x' $((1 << 4 | $1)) $(($2 >> 16 & 255)) $(($2 >> 8 & 255)) $(($2 & 255)) \
		$(($3 >> 24 & 255)) $(($3 >> 16 & 255)) $(($3 >> 8 & 255)) $(($3 & 255)))"
	[ "$whole" -le 16 ] || printf 'A%.0s' $(seq $((whole - 16)))
}

# stranger OPTION...: `openssl s_client` sends standard input and prints what it reads, to $T/stranger,
# until the other end closes.
stranger() {
	rm -f "$T/typed"
	mkfifo "$T/typed"
	exec 5<>"$T/typed"
	cat >&5
	OPENSSL_CONF=/dev/null timeout -k 1 "${PATIENCE:-10}" openssl s_client -connect "127.0.0.1:$PORT" -CAfile "$KEYS/ca.pem" \
		-verify_return_error -quiet "$@" <"$T/typed" >"$T/stranger" 2>"$T/stranger.err" 3>&- 5>&- || true
	exec 5>&-
}

# by_hand: the same over plain TCP. FINISH=1 ends our side after that (FIN), and waits for the other's.
by_hand() {
	python3 "$PEERS" ask-tcp "$PORT" ${FINISH:+finish} >"$T/stranger"
}

# A port that is free now: openssl cannot be told to say which one the system picked.
free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
