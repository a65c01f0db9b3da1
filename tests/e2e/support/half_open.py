#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DTLS clients that come back with a good cookie and never finish, for the tests.

  crowd PORT PEERS HOW  that many of them at once. Prints "held" when the server has read all that they sent,
                        and stays until killed. HOW, after the hello:
      silent            nothing
      fragments         of each of the messages 2 to 11, 98 KB long each, one byte in each 4 KB
      pieces:BYTES      of each of the messages 3 to 12 all but the last bytes
      early             100 records of the next epoch, which cannot be read yet
  knock PORT VERSION FROM
                        a thousand of DTLS VERSION, from 127.0.0.2 and further on (FROM: elsewhere) or all of them from
                        127.0.0.1 (FROM: here). Prints "held" when the server has gone on with each of them; then one more
                        comes every 5 ms, until killed.
"""
import collections
import itertools
import resource
import socket
import struct
import sys
import time

RANDOM = bytes(range(32))
ECDSA_GCM = bytes.fromhex("c02b")


def extension(kind, body):
    return struct.pack("!HH", kind, len(body)) + body


GROUPS = extension(10, bytes.fromhex("00020017"))       # secp256r1
FORMATS = extension(11, bytes.fromhex("0100"))          # uncompressed
SIGNATURES = extension(13, bytes.fromhex("00020403"))   # ecdsa_secp256r1_sha256
MASTER = extension(23, b"")
# of a HelloRetryRequest (RFC 8446 4.1.3)
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
# secp256r1's base point, for who will never need the secret
POINT = bytes.fromhex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")


def record(content, body, epoch=0, number=0):
    return struct.pack("!BHH", content, 0xfefd, epoch) + number.to_bytes(6, "big") + struct.pack("!H", len(body)) + body


def handshake(kind, sequence, body, whole=None, offset=0):
    whole = len(body) if whole is None else whole
    return (bytes([kind]) + whole.to_bytes(3, "big") + struct.pack("!H", sequence) + offset.to_bytes(3, "big") +
            len(body).to_bytes(3, "big") + body)


def hello(cookie=b""):
    extensions = GROUPS + FORMATS + SIGNATURES + MASTER
    sequence = 1 if cookie else 0
    body = (bytes.fromhex("fefd") + RANDOM + bytes(1) + bytes([len(cookie)]) + cookie +
            struct.pack("!H", len(ECDSA_GCM)) + ECDSA_GCM + bytes.fromhex("0100") +
            struct.pack("!H", len(extensions)) + extensions)
    return record(22, handshake(1, sequence, body), number=sequence)


class Client:
    def __init__(self, port, address="127.0.0.1"):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((address, 0))
        self.sock.connect(("127.0.0.1", int(port)))
        self.number = 2

    def ask(self, data, limit_s=3):
        """The answer to a datagram; b"": there is none."""
        self.sock.settimeout(limit_s)
        self.sock.send(data)
        try:
            return self.sock.recv(65536)
        except socket.timeout:
            return b""

    def cookie(self):
        answer = self.ask(hello())
        if not answer or answer[13] != 3:
            sys.exit("no cookie came: %r" % answer)
        return answer[28:28 + answer[27]]

    def open(self):
        await_hello(self.ask(hello(self.cookie())))

    def send(self, records):
        """One datagram of (content, body, epoch)."""
        data = b""
        for content, body, epoch in records:
            data += record(content, body, epoch, self.number)
            self.number += 1
        self.sock.send(data)


def send_fragments(client):
    whole = 98 * 1024
    for sequence in range(2, 12):
        client.send([(22, handshake(11, sequence, b"\0", whole, offset), 0) for offset in range(0, whole, 4096)])


def send_pieces(client, whole):
    for sequence in range(3, 13):
        for offset in range(0, whole - 1300, 1300):
            client.send([(22, handshake(11, sequence, bytes(1300), whole, offset), 0)])


def send_early(client):
    for _ in range(100):
        client.send([(22, b"\x5a" * 1300, 1)])


def crowd(port, peers, how):
    listener, clients = Client(port), []
    for _ in range(int(peers)):
        client = Client(port)
        client.open()
        clients.append(client)
        if how == "fragments":
            send_fragments(client)
        elif how.startswith("pieces:"):
            send_pieces(client, int(how[7:]))
        elif how == "early":
            send_early(client)
        listener.cookie() # what was sent before has been read by then
    print("held", flush=True)
    while True:
        time.sleep(60)


def await_hello(answer):
    if not answer or answer[13] != 2 or answer[27:59] == RETRY:
        sys.exit("the server does not go on: %r" % answer)


def hello_13(cookie=b""):
    share = bytes.fromhex("0017") + struct.pack("!H", len(POINT)) + POINT
    extensions = (extension(43, bytes.fromhex("02fefc")) + GROUPS + SIGNATURES +
                  extension(51, struct.pack("!H", len(share)) + share))
    if cookie:
        extensions += extension(44, struct.pack("!H", len(cookie)) + cookie)
    sequence = 1 if cookie else 0
    body = (bytes.fromhex("fefd") + RANDOM + bytes(2) + bytes.fromhex("00021301") + bytes.fromhex("0100") +
            struct.pack("!H", len(extensions)) + extensions)
    return record(22, handshake(1, sequence, body), number=sequence)


def cookie_13(answer):
    """Of a HelloRetryRequest: its extensions stand behind session, suite and compression."""
    if not answer or answer[27:59] != RETRY:
        sys.exit("no cookie came: %r" % answer)
    at = 60 + answer[59] + 3 + 2
    while answer[at:at + 2] != b"\x00\x2c":
        at += 4 + int.from_bytes(answer[at + 2:at + 4], "big")
    length = int.from_bytes(answer[at + 4:at + 6], "big")
    return answer[at + 6:at + 6 + length]


def open_one(port, version, address):
    client = Client(port, address)
    if version == "1.2":
        client.open()
    else:
        await_hello(client.ask(hello_13(cookie_13(client.ask(hello_13())))))
    return client


def knock(port, version, where):
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    addresses = ["127.0.0.%d" % (2 + i) for i in range(250)] if where == "elsewhere" else ["127.0.0.1"]
    clients = collections.deque(maxlen=1000)
    for i in itertools.count():
        if i == 1000:
            print("held", flush=True)
        if i >= 1000:
            time.sleep(0.005)
        clients.append(open_one(port, version, addresses[i % len(addresses)]))


MODES = {"crowd": crowd, "knock": knock}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in MODES:
        sys.exit(__doc__)
    MODES[sys.argv[1]](*sys.argv[2:])
