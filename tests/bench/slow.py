#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slow clients beside the others: slow.py PORT SILENT DRIPPING.

SILENT connections say nothing, DRIPPING ones say a byte a second, each at a time of its own. Whoever is closed comes again. Says
"there" when all are; ends when it is told to, or after ten minutes.
"""
import heapq
import selectors
import socket
import sys
import time

port, silent, dripping = map(int, sys.argv[1:])
selector = selectors.DefaultSelector()
due = []  # (when, which) of the next byte


def connect(which):
    one = socket.create_connection(("127.0.0.1", port))
    one.setblocking(False)
    selector.register(one, selectors.EVENT_READ, which)
    return one


all_of_them = [connect(which) for which in range(silent + dripping)]
for which in range(silent, silent + dripping):
    heapq.heappush(due, (time.monotonic() + (which - silent) / dripping, which))
print("there", flush=True)
end = time.monotonic() + 600
while time.monotonic() < end:
    wait = min(due[0][0], end) - time.monotonic() if due else 1
    for key, _ in selector.select(max(wait, 0)):
        try:
            gone = not key.fileobj.recv(4096)
        except OSError:
            gone = True
        if gone:
            selector.unregister(key.fileobj)
            key.fileobj.close()
            all_of_them[key.data] = connect(key.data)
    while due and due[0][0] <= time.monotonic():
        when, which = heapq.heappop(due)
        try:
            all_of_them[which].send(b"\x16")
        except OSError:
            pass  # it is closed, and comes again
        heapq.heappush(due, (when + 1, which))
