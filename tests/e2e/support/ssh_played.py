#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays ssh: "the board" is this machine, its /tmp is $PLAYED/tmp.

What it is given in $PLAYED makes it misbehave: a command that matches the pattern
in the file `at` does what `how` says, `times` often, and is else run as it is.

  half       half of what the command says, then 255, as when the link breaks
  flood      a gigabyte on standard output, then the command itself
  flood-err  the same on standard error
  dead       nothing but 255: the link is down, and for whatever comes next as well

Where there is a file `mute`, it does not tell the addresses of its connection.

`sent.<process>` says of each flood how many bytes somebody took; it may be killed at any moment.
"""
import os
import re
import subprocess
import sys

PLAYED = os.environ["PLAYED"]
GIGABYTE = 1 << 30


def text_of(name):
    try:
        with open(os.path.join(PLAYED, name), encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


def due(line):
    """Whether this command is one that goes wrong; counts it."""
    pattern, times = text_of("at"), int(text_of("times") or 0)
    if times <= 0 or not pattern or not re.search(pattern, line):
        return False
    with open(os.path.join(PLAYED, "times"), "w", encoding="utf-8") as file:
        file.write(str(times - 1))
    if text_of("how") == "dead":
        with open(os.path.join(PLAYED, "at"), "w", encoding="utf-8") as file:
            file.write(".")
    return True


def flood(descriptor):
    chunk, sent = b"A" * 65535 + b"\n", 0
    note = os.open(os.path.join(PLAYED, "sent.%d" % os.getpid()), os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        while sent < GIGABYTE:
            os.pwrite(note, b"%d\n" % sent, 0)
            sent += os.write(descriptor, chunk)
    except OSError:
        pass
    os.pwrite(note, b"%d\n" % sent, 0)
    os.close(note)


def main():
    line = sys.argv[sys.argv.index("--") + 2]
    mute = os.path.exists(os.path.join(PLAYED, "mute"))
    os.environ["SSH_CONNECTION"] = "" if mute else "127.0.0.1 50000 127.0.0.1 22"
    os.environ["TMPDIR"] = os.path.join(PLAYED, "tmp")
    how = text_of("how") if due(line) else ""
    if how == "dead":
        os.write(2, b"ssh: connect to host board port 22: No route to host\n")
        sys.exit(255)
    if how == "half":
        said = subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, check=False).stdout
        os.write(1, said[: len(said) // 2])
        sys.exit(255)
    if how:
        flood(2 if how == "flood-err" else 1)
    os.execvp("sh", ["sh", "-c", line])


main()
