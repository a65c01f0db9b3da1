# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Clients that are there, and say nothing, or little.

# crowd COUNT [TEXT [PERIOD]]: so many clients that say TEXT (escapes as in Python) or nothing, and then nothing more, in the
# background; returns when they are there. With PERIOD, in seconds, each says a byte of TEXT so often, and when all is said an A.
crowd() {
	local tries=100
	rm -f "$T/crowd.out"
	python3 -c 'import socket, sys, time
kept = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
text = sys.argv[3].encode("latin-1").decode("unicode_escape").encode("latin-1")
period = float(sys.argv[4])
if not period:
    for each in kept:
        each.sendall(text)
print("there", flush=True)
end = time.monotonic() + 30
while period and time.monotonic() < end:
    for each in kept:
        try:
            each.sendall(text[:1] or b"A")
        except OSError:
            pass
    text = text[1:]
    time.sleep(period)
time.sleep(30)' "$PORT" "$1" "${2:-}" "${3:-0}" >"$T/crowd.out" 3>&- &
	PIDS+=($!)
	until grep -qs there "$T/crowd.out"; do
		((tries-- > 0)) || { said; return 1; }
		sleep 0.05
	done
}
