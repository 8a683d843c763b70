# SPDX-License-Identifier: MIT
"""Run a command, interrupt it as soon as its progress shows a word.

usage: interrupt.py WORD COMMAND...

The command's stderr is a terminal, so that it shows progress at every step.
Exit status as a shell's: the command's, or 128 + signal. 99: it ended before
the word was seen.
"""
import os
import pty
import signal
import subprocess
import sys

word = sys.argv[1].encode()
ours, theirs = pty.openpty()
with subprocess.Popen(
    sys.argv[2:],
    stderr=theirs,
    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
) as child:
    os.close(theirs)
    seen = b""
    sent = False
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:  # the other side is closed
            data = b""
        if not data:
            break
        seen = (seen + data)[-4096:]
        if not sent and word in seen:
            child.send_signal(signal.SIGINT)
            sent = True
    status = child.wait()
if not sent:
    sys.exit(99)
sys.exit(status if status >= 0 else 128 - status)
