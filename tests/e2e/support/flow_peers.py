#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends of flows (mode stream) that misbehave, for the tests, over TCP on loopback.

  server HOW       answers the cold try, and the begin of the first flow of the next connection; then
      stall            reads nothing, and says nothing
      reset            reads for a while, then resets
      much             flow down: ten writes, and bytes behind the last one
      half             flow down: half a write, then ends its side
      noise            flow down: what no write begins with
      endless          flow down: writes without an end
      drip             flow down: a byte every 0.1 s
      wrong            flow up: reads to the last write, and tells one byte less
  client PORT HOW  begins a flow of one second in writes of 1000 bytes; then
      silent, reset, half, much, noise, endless   flow up, as above
      deaf             flow down, and reads nothing
      late             flow up of ten writes; then another flow's end in place of its next word
      nonsense         begins a flow that cannot be
"""
import socket
import struct
import sys
import time

from reading import exactly

SIZE = 1000
FORMAT_BULK, LAST, MORE = 0x18, 1, 2
BEGIN, END = 1, 2
UP, DOWN = 0, 1


def write(last=False):
    return struct.pack(">QII", 0, (FORMAT_BULK | last) << 24 | SIZE, 1).ljust(SIZE, b"A")


def answer(word, totals=(0, 0, 0)):
    return b"sum" + struct.pack(">BIQQQ", word, 1, *totals)


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def misbehave(sock, how):
    """What either end does with a flow whose sender it is."""
    if how == "much":
        sock.sendall(write() * 9 + write(True) + b"more")
    elif how == "half":
        sock.sendall(write() + write()[:500])
        sock.shutdown(socket.SHUT_WR)
    elif how == "noise":
        sock.sendall(write() + b"\xff" * SIZE)
    elif how == "endless":
        while True:
            sock.sendall(write())
            time.sleep(0.001)
    elif how == "drip":
        for byte in write() * 100:
            sock.sendall(bytes([byte]))
            time.sleep(0.1)
    time.sleep(30)


def to_last(sock):
    """Reads writes to the last one: how many bytes they were."""
    count = 0
    while True:
        header = exactly(sock, 16)
        rest = (header[9] << 16 | header[10] << 8 | header[11]) - 16
        exactly(sock, rest)
        count += 16 + rest
        if header[8] & LAST:
            return count


def server(how):
    sock = socket.socket()
    if how == "stall":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.bind(("127.0.0.1", 0))
    sock.listen(16)
    print("peer: listening on 127.0.0.1 port %d" % sock.getsockname()[1], flush=True)
    cold, _ = sock.accept()
    cold.recv(65536)
    cold.sendall(b"ack")
    cold.shutdown(socket.SHUT_WR)
    peer, _ = sock.accept()
    exactly(peer, 48)
    peer.sendall(answer(BEGIN))
    if how == "reset":
        exactly(peer, 100000)
        reset(peer)
    elif how == "wrong":
        count = to_last(peer)
        peer.sendall(answer(END, (count - 1, count // SIZE, 1)))
    elif how == "stall":
        time.sleep(30)
    misbehave(peer, how)


def begin(direction, size=SIZE, seconds=1.0):
    header = struct.pack(">QII", 0, (0x10 | MORE) << 24 | 48, 1)
    return header + struct.pack(">BBHIQQQ", BEGIN, direction, 0, size, int(seconds * 1e9), 0, 0)


def client(port, how):
    sock = socket.socket()
    if how == "deaf":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", int(port)))
    sock.sendall(begin(UP, 7) if how == "nonsense" else begin(DOWN if how == "deaf" else UP))
    if how == "deaf":
        time.sleep(30)
    if how == "nonsense":
        while sock.recv(100):
            pass
        return
    exactly(sock, 32)
    try:
        if how == "reset":
            sock.sendall(write() * 9)
            time.sleep(0.2)
            reset(sock)
        elif how == "late":
            sock.sendall(write() * 9 + write(True))
            exactly(sock, 32)
            sock.sendall(struct.pack(">QII", 0, (0x10 | MORE) << 24 | 48, 7) + struct.pack(">B31x", END))
            while sock.recv(100):
                pass
        elif how == "silent":
            time.sleep(30)
        else:
            misbehave(sock, how)
    except OSError:
        pass


if __name__ == "__main__":
    {"server": server, "client": client}[sys.argv[1]](*sys.argv[2:])
