# SPDX-License-Identifier: GPL-3.0-or-later
"""at_terminal.py COLUMNS OUT ERR COMMAND...: runs a command whose error output is a terminal of so many columns.

What it wrote there comes to ERR as it was sent, its standard output to OUT; ends with its exit status.
"""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

columns, out, err = int(sys.argv[1]), sys.argv[2], sys.argv[3]
terminal, end = pty.openpty()
fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
attributes = termios.tcgetattr(end)
attributes[1] &= ~termios.OPOST  # an end of line stays what it is
termios.tcsetattr(end, termios.TCSANOW, attributes)
with open(out, "wb") as stdout, open(err, "wb") as said:
    child = subprocess.Popen(sys.argv[4:], stdin=subprocess.DEVNULL, stdout=stdout, stderr=end)
    os.close(end)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # Linux: the last one who had it has closed it
            break
        if not part:
            break
        said.write(part)
sys.exit(child.wait())
