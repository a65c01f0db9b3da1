# SPDX-License-Identifier: GPL-3.0-or-later
"""What peers in tests read of a stream."""


def exactly(sock, count):
    data = b""
    while len(data) < count:
        part = sock.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data
