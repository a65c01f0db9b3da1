#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DTLS 1.2 clients that come back with a good cookie and never finish, for the tests.

  crowd PORT PEERS HOW  that many of them at once. Prints "held" when the server has read all that they sent,
                        and stays until killed. HOW, after the hello:
      silent            nothing
      fragments         of each of the messages 2 to 11, 98 KB long each, one byte in each 4 KB
      pieces:BYTES      of each of the messages 3 to 12 all but the last bytes
      early             100 records of the next epoch, which cannot be read yet
  cookies PORT HOW      takes a cookie and comes back with it; prints "accepted" when the server goes on, "cookie" when it
                        sends a new one, "nothing" when it does not answer. HOW:
      same              with the same hello
      random, suites, extensions, session
                        with another one: what is named differs
      after:S           with the same hello, S seconds later
  answer PORT           prints the bytes of the shortest hello that the server answers, and those of its answer
"""
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


def record(content, body, epoch=0, number=0):
    return struct.pack("!BHH", content, 0xfefd, epoch) + number.to_bytes(6, "big") + struct.pack("!H", len(body)) + body


def handshake(kind, sequence, body, whole=None, offset=0):
    whole = len(body) if whole is None else whole
    return (bytes([kind]) + whole.to_bytes(3, "big") + struct.pack("!H", sequence) + offset.to_bytes(3, "big") +
            len(body).to_bytes(3, "big") + body)


def hello(cookie=b"", random=RANDOM, session=b"", suites=ECDSA_GCM, extensions=GROUPS + FORMATS + SIGNATURES + MASTER):
    sequence = 1 if cookie else 0
    body = (bytes.fromhex("fefd") + random + bytes([len(session)]) + session + bytes([len(cookie)]) + cookie +
            struct.pack("!H", len(suites)) + suites + bytes.fromhex("0100"))
    if extensions:
        body += struct.pack("!H", len(extensions)) + extensions
    return record(22, handshake(1, sequence, body), number=sequence)


class Client:
    def __init__(self, port):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
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

    def cookie(self, **hello_of):
        answer = self.ask(hello(**hello_of))
        if not answer or answer[13] != 3:
            sys.exit("no cookie came: %r" % answer)
        return answer[28:28 + answer[27]]

    def open(self):
        answer = self.ask(hello(self.cookie()))
        if not answer or answer[13] != 2:
            sys.exit("the server does not go on: %r" % answer)

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


OTHER = {
    "same": {},
    "random": {"random": RANDOM[::-1]},
    "suites": {"suites": bytes.fromhex("c02c") + ECDSA_GCM},
    "extensions": {"extensions": GROUPS + FORMATS + SIGNATURES},
    "session": {"session": bytes(32)},
}


def cookies(port, how):
    client = Client(port)
    cookie = client.cookie()
    if how.startswith("after:"):
        time.sleep(float(how[6:]))
        how = "same"
    answer = client.ask(hello(cookie, **OTHER[how]), 1)
    print({2: "accepted", 3: "cookie"}[answer[13]] if answer else "nothing")


def answer(port):
    for extensions in (b"", GROUPS, GROUPS + SIGNATURES, GROUPS + FORMATS + SIGNATURES):
        asked = hello(extensions=extensions)
        answered = Client(port).ask(asked, 1)
        if answered:
            print(len(asked), len(answered))
            return


MODES = {"crowd": crowd, "cookies": cookies, "answer": answer}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in MODES:
        sys.exit(__doc__)
    MODES[sys.argv[1]](*sys.argv[2:])
