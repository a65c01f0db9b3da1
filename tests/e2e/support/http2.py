#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends of HTTP/2 that misbehave, for the tests, by frames written by hand (RFC 9113, RFC 7541).

  serve CERTS HOW...  a server on loopback: says on which port, and serves until killed. To the request of its first connection it
                      does the first HOW, and so on, and the last one to all behind it:
      no-alpn, http1.1      agrees on no protocol in the handshake, or knows that one alone
      text                  says a line of HTTP/1.1
      reset                 resets the stream (REFUSED_STREAM)
      goaway, leaves        ends the connection, for ENHANCE_YOUR_CALM, or without an error but without having taken it
      broken, stray         says a SETTINGS of 5 bytes, or DATA of a stream that nobody has opened
      long, longer, short   answers with too much in one frame or in two, or with too little
      again, other          answers "ack" and nothing more; or the same with status 404
      endless               answers "ack" and does not end the stream
      shut                  allows no byte of a body (SETTINGS_INITIAL_WINDOW_SIZE 0)
      whole                 answers as it should be
      silent                says its SETTINGS alone
    or, to the requests of a session, as they come:
      each                  answers them
      backwards             answers EIGHT of them at once, the last one first
      early                 allows EIGHT at once, and answers when the first bytes of a body have come; opens no stream's window, so
                            that whoever does not reset what is answered has no more of them
      reset-one, mute-one, other-one   resets the third one, does not answer it, or answers it with another number
      leaves-three, goaway-all, vanishes   when EIGHT of them are open: ends the connection without an error, having taken three, which
                            it answers; ends it for ENHANCE_YOUR_CALM; or is gone
      few                   allows FEW at once, and answers them
  ask CERTS PORT HOW... a client: sends what is on standard input as the body of a request, and prints the body of the answer;
                      a connection for each HOW, one after the other:
      whole                 as it should be
      no-alpn, http1.1      offers no protocol, or that one alone
      text                  says a line of HTTP/1.1
      reset                 resets the stream in the middle of the body
      goaway                ends the connection there, for an error
      broken                says a DATA frame of stream 0 there
      empty, short          ends the stream without a body, or in the middle of it
      behind, later         says more behind the body, in a frame of its own, at once or after a while
      late-end              ends the stream by a frame of its own, without a byte
      shut                  allows no byte of an answer
      half                  says half of the body, and no more
      pings                 says PING without an end, and no body
"""
import itertools
import socket
import ssl
import struct
import sys
import time

from reading import exactly

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
END_STREAM, END_HEADERS = 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM, INTERNAL_ERROR = 7, 8, 11, 2
OK, NOT_FOUND = b"\x88", b"\x8d"
REQUEST = b"\x83\x87\x84\x01\x09localhost"
LATER_S = 0.3
WINDOW_SHUT = struct.pack(">HI", 4, 0)
WINDOW_UPDATE = 8
EIGHT, FEW = 8, 4
ALLOWED = {"few": struct.pack(">HI", 3, FEW), "early": struct.pack(">HI", 3, EIGHT)}


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def read_frame(peer):
    head = exactly(peer, 9)
    length = int.from_bytes(head[:3], "big")
    kind, flags, stream = struct.unpack(">BBI", head[3:])
    return kind, flags, stream, exactly(peer, length)


def answers(how):
    return {
        "reset": [frame(RST_STREAM, 0, 1, struct.pack(">I", REFUSED_STREAM))],
        "goaway": [frame(GOAWAY, 0, 0, struct.pack(">II", 0, ENHANCE_YOUR_CALM))],
        "leaves": [frame(GOAWAY, 0, 0, struct.pack(">II", 0, 0))],
        "broken": [frame(SETTINGS, 0, 0, b"12345")],
        "stray": [frame(DATA, 0, 5, b"ack")],
        "long": [frame(HEADERS, END_HEADERS, 1, OK), frame(DATA, END_STREAM, 1, b"acknowledged" * 20)],
        "longer": [frame(HEADERS, END_HEADERS, 1, OK), frame(DATA, 0, 1, b"ack"), frame(DATA, END_STREAM, 1, b"more")],
        "short": [frame(HEADERS, END_HEADERS, 1, OK), frame(DATA, END_STREAM, 1, b"ac")],
        "again": [frame(HEADERS, END_HEADERS, 1, OK), frame(DATA, END_STREAM, 1, b"ack")],
        "other": [frame(HEADERS, END_HEADERS, 1, NOT_FOUND), frame(DATA, END_STREAM, 1, b"ack")],
        "whole": [frame(HEADERS, END_HEADERS, 1, OK), frame(DATA, END_STREAM, 1, b"ack")],
        "endless": [frame(HEADERS, END_HEADERS, 1, OK), frame(DATA, 0, 1, b"ack")],
    }.get(how, [])


def numbered(stream, message, more=0):
    number = int.from_bytes(message[12:16], "big") + more
    return frame(HEADERS, END_HEADERS, stream, OK) + frame(DATA, END_STREAM, stream, b"ack" + struct.pack(">I", number))


def third(how, stream, message):
    return {
        "reset-one": frame(RST_STREAM, 0, stream, struct.pack(">I", REFUSED_STREAM)),
        "mute-one": b"",
        "other-one": numbered(stream, message, 1),
    }.get(how, numbered(stream, message))


def eight(how, whole):
    taken = sorted(whole)[:3]
    return {
        "backwards": b"".join(numbered(stream, whole[stream]) for stream in sorted(whole, reverse=True)),
        "leaves-three": frame(GOAWAY, 0, 0, struct.pack(">II", taken[-1], 0))
        + b"".join(numbered(stream, whole[stream]) for stream in taken),
        "goaway-all": frame(GOAWAY, 0, 0, struct.pack(">II", taken[-1], ENHANCE_YOUR_CALM)),
    }.get(how, b"")


def serve_session(peer, how):
    peer.sendall(frame(SETTINGS, 0, 0, ALLOWED.get(how, b"")))
    exactly(peer, len(PREFACE))
    bodies, whole, count = {}, {}, 0
    while True:
        kind, flags, stream, payload = read_frame(peer)
        if kind != DATA:
            continue
        first = stream not in bodies
        bodies[stream] = bodies.get(stream, b"") + payload
        if how == "early":
            peer.sendall(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", len(payload))) + (numbered(stream, payload) if first else b""))
        if not flags & END_STREAM or how == "early":
            continue
        count += 1
        whole[stream] = bodies[stream]
        if how in ("backwards", "leaves-three", "goaway-all", "vanishes"):
            if len(whole) == EIGHT:
                if how == "vanishes":
                    return
                peer.sendall(eight(how, whole))
                whole = {}
        elif count == 3:
            peer.sendall(third(how, stream, whole[stream]))
        else:
            peer.sendall(numbered(stream, whole[stream]))


OF_SESSIONS = ("each", "backwards", "early", "reset-one", "mute-one", "other-one", "leaves-three", "goaway-all", "vanishes", "few")


def serve_one(peer, how):
    if how == "text":
        peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    else:
        peer.sendall(frame(SETTINGS, 0, 0, WINDOW_SHUT if how == "shut" else b""))
    exactly(peer, len(PREFACE))
    ended = how in ("shut", "text")
    while not ended:
        kind, flags, _, _ = read_frame(peer)
        ended = kind == DATA and flags & END_STREAM
    for said in answers(how):
        peer.sendall(said)
    while peer.recv(65536):
        pass


def serve_next(sock, certs, how):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certs + "/server.pem", certs + "/server.key")
    if how != "no-alpn":
        context.set_alpn_protocols(["http/1.1" if how == "http1.1" else "h2"])
    plain, _ = sock.accept()
    try:
        (serve_session if how in OF_SESSIONS else serve_one)(context.wrap_socket(plain, server_side=True), how)
    except (OSError, EOFError):
        pass


def serve(certs, *hows):
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen(16)
    print("peer: listening on 127.0.0.1 port %d" % sock.getsockname()[1], flush=True)
    for how in itertools.chain(hows, itertools.repeat(hows[-1])):
        serve_next(sock, certs, how)


def request(how, body):
    half = len(body) // 2
    begin = frame(HEADERS, END_HEADERS, 1, REQUEST) + frame(DATA, 0, 1, body[:half])
    return {
        "reset": begin + frame(RST_STREAM, 0, 1, struct.pack(">I", CANCEL)),
        "goaway": begin + frame(GOAWAY, 0, 0, struct.pack(">II", 0, INTERNAL_ERROR)),
        "broken": begin + frame(DATA, 0, 0, body[half:]),
        "empty": frame(HEADERS, END_HEADERS | END_STREAM, 1, REQUEST),
        "short": begin + frame(DATA, END_STREAM, 1),
        "behind": begin + frame(DATA, 0, 1, body[half:]) + frame(DATA, END_STREAM, 1, b"more"),
        "later": begin + frame(DATA, 0, 1, body[half:]),
        "late-end": begin + frame(DATA, 0, 1, body[half:]) + frame(DATA, END_STREAM, 1),
        "half": begin,
        "pings": begin + frame(PING, 0, 0, b"12345678") * 50000,
    }.get(how, begin + frame(DATA, END_STREAM, 1, body[half:]))


def ask_one(certs, port, how, body):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certs + "/ca.pem")
    context.load_cert_chain(certs + "/client.pem", certs + "/client.key")
    if how != "no-alpn":
        context.set_alpn_protocols(["http/1.1" if how == "http1.1" else "h2"])
    try:
        peer = context.wrap_socket(socket.create_connection(("127.0.0.1", int(port))), server_hostname="127.0.0.1")
        if how == "text":
            peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        else:
            peer.sendall(PREFACE + frame(SETTINGS, 0, 0, WINDOW_SHUT if how == "shut" else b"") + request(how, body))
        if how == "later":
            time.sleep(LATER_S)
            peer.sendall(frame(DATA, END_STREAM, 1, b"more"))
        while True:
            kind, _, _, payload = read_frame(peer)
            if kind == DATA:
                sys.stdout.buffer.write(payload)
    except (OSError, EOFError):
        pass


def ask(certs, port, *hows):
    body = sys.stdin.buffer.read()
    for how in hows:
        ask_one(certs, port, how, body)


if __name__ == "__main__":
    {"serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:])
