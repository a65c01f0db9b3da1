#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends that misbehave, for the tests: they bind to loopback, say on which port, and serve until killed.

  stream HOW            a TCP server: what it does with each connection
      close, reset          at once
      read-close, read-reset  after the first bytes of the client
      silent                says nothing
      say:TEXT              reads, then says TEXT and closes (\\n, \\xNN as in Python)
      garbage               says 4096 bytes of noise at once
  datagram HOW          a UDP server: silent, or say:TEXT to each datagram, or garbage; or count, which
                        answers nothing, but says "heard at S" of each: seconds since the first one
  nag                   a UDP server that answers nothing, but sends a stray datagram every 0.2 s to whoever
                        has spoken last; says "heard N" for each N-th datagram
  tcp-relay PORT K HOW  passes connections on to PORT, and before it passes the K-th turn of one
                        (0: the client's first bytes, 1: the server's first, ...) it does HOW with
                        both ends: close, reset, half (passes half of what came, then closes); or
                        late (passes it on after 1.2 s). A PORT,OTHER,N leads the clients from the N-th on
                        (from 0) to another server; so does udp-relay's
  tcp-early PORT N HOW  passes connections on to PORT; of the N-th client (from 0), whose first flight are two records of TLS,
                        a hello and early data, it does HOW: withhold (passes on nothing more of that client), or replay (says
                        both again to PORT when that client is done, ends its side, and reads until the other end closes)
  udp-relay PORT RULE   passes datagrams on to PORT, each client by a socket of its own, but drops
                        what the rule names; after "/N" only of the N-th client (from 0)
      first-answer          the first answer of a server: "ack", or a DTLS record that holds as much
      all-answers           all of them
      answer:N              the N-th answer of all, from 0
      reply:N               the N-th datagram that a server sends to a client
      nothing               drops nothing
      all-but-first         all that a server sends to a client but its first datagram (DTLS: the cookie)
  udp-disorder PORT     passes datagrams on to PORT, each client by a socket of its own; to the second and later ones it holds back the 4th
                        record of application data (or answer) of the server until a 5th one comes, and says that one twice
  udp-lossy PORT SEED PERCENT [ADDRESS]  passes datagrams on to 127.0.0.1 PORT, each client by a socket of its
                        own, and loses so many of a hundred each way: which ones depends on the seed, the
                        client's number and the way alone; all-but-first
                        instead of a number loses what that rule says. With an ADDRESS it listens there, on the same
                        port, and goes on in the background until the process that becomes of its caller ends
  udp-rebind PORT       passes datagrams on to PORT, each client by a socket of its own, and by another one from its first
                        datagram on that begins with a record of application data: as a gateway that has forgotten it
  udp-forge PORT        passes datagrams on to PORT, and from one more socket sends to PORT behind each record with a
                        connection ID a copy of it, and before it one whose last byte is another and one that is cut behind
                        an ID of 8 bytes; says "heard there" of whatever comes back to that socket
  udp-known PORT N      passes datagrams on to PORT, each client by a socket of its own, of the first N clients alone
  udp-watch PORT        passes datagrams on to PORT, each client by a socket of its own; says "N bytes out" or "in" of each
  udp-relay-one PORT N  passes datagrams on to PORT, all clients by one socket, as one that starts anew
                        from the same port; drops what the server sends to the first client from the
                        N-th datagram on (from 0)
  ask-udp PORT FILE...  sends each file as one datagram, prints what comes back first within ANSWER_S seconds (2)
  tell-udp PORT FILE... the same without waiting
  ask-tcp PORT [finish] sends standard input, prints what comes back until the other end closes;
                        finish: ends its own side first
"""
import itertools
import os
import random
import select
import socket
import struct
import sys
import time

LATE_S = 1.2


def announce(sock):
    print("peer: listening on 127.0.0.1 port %d" % sock.getsockname()[1], flush=True)


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def text_of(how):
    return how.split(":", 1)[1].encode("latin-1").decode("unicode_escape").encode("latin-1")


def noise(count):
    return random.Random(1).randbytes(count)


def listener():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen(16)
    announce(sock)
    return sock


def datagram_listener():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    announce(sock)
    return sock


def connected(port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", int(port)))
    return sock


def stream(how):
    sock = listener()
    kept = []
    while True:
        peer, _ = sock.accept()
        if how.startswith("read-") or how.startswith("say:"):
            peer.recv(65536)
        if how.startswith("say:"):
            peer.sendall(text_of(how))
        if how == "garbage":
            peer.sendall(noise(4096))
            kept.append(peer)
        elif how == "silent":
            kept.append(peer)
        elif how.endswith("reset"):
            reset(peer)
        else:
            peer.close()


def datagram(how):
    sock = datagram_listener()
    first = None
    while True:
        _, peer = sock.recvfrom(65536)
        if how == "count":
            first = first or time.monotonic()
            print("heard at %.1f" % (time.monotonic() - first), flush=True)
        elif how == "garbage":
            sock.sendto(noise(200), peer)
        elif how.startswith("say:"):
            sock.sendto(text_of(how), peer)


def nag():
    sock = datagram_listener()
    sock.settimeout(0.2)
    peer, heard = None, 0
    while True:
        try:
            _, peer = sock.recvfrom(65536)
            heard += 1
            print("heard %d" % heard, flush=True)
        except socket.timeout:
            if peer:
                sock.sendto(noise(200), peer)


def cut(how, data, source, target):
    if how == "half":
        target.sendall(data[:len(data) // 2])
    for sock in (source, target):
        if how == "reset":
            reset(sock)
        else:
            sock.close()


def relay_one(client, port, turn_to_cut, how):
    server = socket.create_connection(("127.0.0.1", port))
    turn, before = 0, client
    while True:
        for source in select.select([client, server], [], [])[0]:
            target = server if source is client else client
            data = source.recv(65536)
            if source is not before:
                turn, before = turn + 1, source
            if turn == turn_to_cut and data and how == "late":
                time.sleep(LATE_S)
            elif turn == turn_to_cut and data:
                cut(how, data, source, target)
                return
            if not data:
                client.close()
                server.close()
                return
            target.sendall(data)


def port_of(text, client):
    """The server of a client, counted from 0: PORT, or of PORT,OTHER,N the other one from the N-th client on."""
    ports = [int(number) for number in text.split(",")]
    return ports[1] if len(ports) == 3 and client >= ports[2] else ports[0]


def tcp_relay(port, turn, how):
    sock = listener()
    for client in itertools.count():
        peer, _ = sock.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            relay_one(peer, port_of(port, client), int(turn), how)
        except OSError:
            peer.close()


def records_of(data, count):
    """The first so many records of TLS, of which each says its length behind 3 bytes; None: they are not all there."""
    end = 0
    for _ in range(count):
        if len(data) < end + 5:
            return None
        end += 5 + int.from_bytes(data[end + 3:end + 5], "big")
    return data[:end] if len(data) >= end else None


def replay(port, said):
    with socket.create_connection(("127.0.0.1", port)) as server:
        server.sendall(said)
        server.shutdown(socket.SHUT_WR)
        while server.recv(65536):
            pass


def early_one(client, port, how):
    server = socket.create_connection(("127.0.0.1", port))
    said, first, passed = b"", None, 0
    while True:
        for source in select.select([client, server], [], [])[0]:
            data = source.recv(65536)
            if not data:
                client.close()
                server.close()
                if how == "replay":
                    replay(port, first)
                return
            if source is server:
                client.sendall(data)
                continue
            said += data
            first = first or records_of(said, 2)
            server.sendall(said[passed:len(first) if how == "withhold" and first else None])
            passed = len(said)


def tcp_early(port, number, how):
    sock = listener()
    for client in itertools.count():
        peer, _ = sock.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if client == int(number):
                early_one(peer, int(port), how)
            else:
                relay_one(peer, int(port), -1, "close")
        except OSError:
            peer.close()


def is_answer(data):
    """Plain: "ack". DTLS 1.2: application data of 3 bytes (nonce and tag beside). 1.3: likewise, by its length."""
    if data == b"ack":
        return True
    if data[0] == 23:
        return len(data) == 13 + 8 + 3 + 16
    return 0x20 <= data[0] <= 0x3f and len(data) == 5 + 3 + 1 + 16


class Rule:
    def __init__(self, text):
        rule, _, client = text.partition("/")
        self.name, _, number = rule.partition(":")
        self.number = int(number or 0)
        self.client = int(client) if client else None
        self.answers = 0

    def drops(self, client, reply, data):
        if self.client is not None and client != self.client:
            return False
        if self.name == "reply":
            return reply == self.number
        if self.name == "all-but-first":
            return reply > 0
        if not is_answer(data) or self.name == "nothing":
            return False
        self.answers += 1
        if self.name == "all-answers":
            return True
        return self.answers - 1 == self.number


def begun_by(data):
    """What tells a client's tries apart, where the system gives two of them one port: the number of a plain message, the random
    of a hello in a whole record of DTLS. None: what goes on."""
    if len(data) > 59 and data[0] == 22 and data[3:5] == b"\0\0" and data[13] == 1:
        return data[27:59]
    return data[12:16] if len(data) >= 16 and data[8] >> 4 == 1 and data[0] == 0 else None


def udp_relay(port, text):
    front = datagram_listener()
    rule, backs, replies, order, begun, clients = Rule(text), {}, {}, {}, {}, itertools.count()
    while True:
        for sock in select.select([front] + list(backs.values()), [], [])[0]:
            if sock is front:
                data, peer = front.recvfrom(65536)
                if peer not in backs or begun_by(data) not in (None, begun[peer]):
                    order[peer], replies[peer], begun[peer] = next(clients), 0, begun_by(data)
                    backs[peer] = connected(port_of(port, order[peer]))
                backs[peer].send(data)
                continue
            peer = next((p for p, s in backs.items() if s is sock), None)
            try:
                data = sock.recv(65536)
            except OSError:
                continue
            if not peer:
                continue
            dropped = rule.drops(order[peer], replies[peer], data)
            replies[peer] += 1
            if not dropped:
                front.sendto(data, peer)


def udp_disorder(port):
    front = datagram_listener()
    backs, order, answers, held = {}, {}, {}, {}
    while True:
        for sock in select.select([front] + list(backs.values()), [], [])[0]:
            if sock is front:
                data, peer = front.recvfrom(65536)
                if peer not in backs:
                    order[peer], answers[peer], backs[peer] = len(order), 0, connected(port)
                backs[peer].send(data)
                continue
            peer = next(p for p, s in backs.items() if s is sock)
            data = sock.recv(65536)
            answers[peer] += order[peer] > 0 and len(data) in (7, 13 + 8 + 7 + 16)
            if answers[peer] == 4 and peer not in held:
                held[peer] = data
                continue
            if answers[peer] == 5 and held.get(peer):
                front.sendto(held[peer], peer)
                front.sendto(data, peer)
                held[peer] = None
            front.sendto(data, peer)


class Loss:
    """One client's way to the server and back: seeded apart, so that no timing changes what is lost."""

    def __init__(self, seed, client, percent):
        self.percent = None if percent == "all-but-first" else float(percent)
        self.replies = 0
        self.ways = [random.Random("%s/%d/%d" % (seed, client, way)) for way in (0, 1)]

    def loses(self, way):
        if self.percent is None:
            self.replies += way
            return way == 1 and self.replies > 1
        return self.ways[way].random() * 100 < self.percent


def behind(caller):
    """Goes on in the background; True as long as the caller, or what it has become, is there."""
    if os.fork():
        os._exit(0)
    for descriptor in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    return lambda: os.path.exists("/proc/%d" % caller)


def udp_lossy(port, seed, percent, address=None):
    front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    front.bind((address, int(port)) if address else ("127.0.0.1", 0))
    wanted = behind(os.getppid()) if address else lambda: True
    if not address:
        announce(front)
    backs, owners, losses = {}, {}, {}
    while wanted():
        for sock in select.select([front] + list(backs.values()), [], [], 0.5)[0]:
            try:
                data, source = sock.recvfrom(65536)
                peer = source if sock is front else owners[sock]
                if peer not in backs:
                    backs[peer] = connected(port)
                    owners[backs[peer]] = peer
                    losses[peer] = Loss(seed, len(losses), percent)
                if losses[peer].loses(0 if sock is front else 1):
                    continue
                if sock is front:
                    backs[peer].send(data)
                else:
                    front.sendto(data, peer)
            except OSError:
                pass  # nobody is there: to the sender it is one more loss


def has_cid(data):
    """RFC 9146 3, RFC 9147 4."""
    return data[0] == 25 or data[0] & 0xf0 == 0x30


def udp_between(port, passes, watches=None):
    """A relay with a socket for each client; passes(data, back, out) says by which socket a datagram goes on."""
    front = datagram_listener()
    backs, owners = {}, {}
    while True:
        others = [watches] if watches else []
        for sock in select.select([front] + list(owners) + others, [], [])[0]:
            try:
                data, source = sock.recvfrom(65536)
            except OSError:
                continue  # the server has gone
            if sock is watches:
                print("heard there", flush=True)
                continue
            out = sock is front
            peer = source if out else owners[sock]
            back = passes(data, backs.get(peer), out)
            if not out:
                front.sendto(data, peer)
                continue
            backs[peer] = back
            owners[back] = peer
            back.send(data)


def udp_rebind(port):
    moved = set()

    def passes(data, back, out):
        if not out or (back and (back in moved or data[0] not in (23, 25))):
            return back
        fresh = connected(port)
        if back:
            moved.add(fresh)
        return fresh

    udp_between(port, passes)


def udp_forge(port):
    elsewhere = connected(port)

    def passes(data, back, out):
        back = back or connected(port)
        if out and has_cid(data):
            elsewhere.send(data[:-1] + bytes([data[-1] ^ 1]))
            elsewhere.send(data[:21 if data[0] == 25 else 9])
            back.send(data)
            elsewhere.send(data)
        return back

    udp_between(port, passes, elsewhere)


def udp_known(port, most):
    known = []

    def passes(data, back, out):
        if not back and len(known) < int(most):
            known.append(connected(port))
            return known[-1]
        return back

    udp_between(port, passes)


def udp_watch(port):
    def passes(data, back, out):
        print("%d bytes %s" % (len(data), "out" if out else "in"), flush=True)
        return back or connected(port)

    udp_between(port, passes)


def udp_relay_one(port, first_lost):
    front = datagram_listener()
    back = connected(port)
    first = latest = None
    replies = 0
    while True:
        for sock in select.select([front, back], [], [])[0]:
            if sock is front:
                data, latest = front.recvfrom(65536)
                first = first or latest
                back.send(data)
                continue
            data = back.recv(65536)
            if latest == first:
                replies += 1
                if replies > int(first_lost):
                    continue
            front.sendto(data, latest)


def ask_udp(port, *paths):
    sock = tell_udp(port, *paths)
    sock.settimeout(float(os.environ.get("ANSWER_S", 2)))
    try:
        sys.stdout.write(sock.recv(65536).decode("latin-1"))
    except socket.timeout:
        pass


def tell_udp(port, *paths):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for path in paths:
        with open(path, "rb") as file:
            sock.sendto(file.read(), ("127.0.0.1", int(port)))
    return sock


def ask_tcp(port, finish=None):
    sock = socket.create_connection(("127.0.0.1", int(port)))
    sock.settimeout(4)
    try:
        sock.sendall(sys.stdin.buffer.read())
        if finish:
            sock.shutdown(socket.SHUT_WR)
        while data := sock.recv(65536):
            sys.stdout.buffer.write(data)
    except OSError:
        pass


MODES = {"stream": stream, "datagram": datagram, "nag": nag, "tcp-relay": tcp_relay, "tcp-early": tcp_early,
         "udp-relay": udp_relay, "udp-disorder": udp_disorder, "udp-lossy": udp_lossy, "udp-relay-one": udp_relay_one,
         "udp-rebind": udp_rebind, "udp-forge": udp_forge, "udp-known": udp_known, "udp-watch": udp_watch,
         "ask-udp": ask_udp, "tell-udp": tell_udp, "ask-tcp": ask_tcp}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in MODES:
        sys.exit(__doc__)
    MODES[sys.argv[1]](*sys.argv[2:])
