# SPDX-License-Identifier: MIT
"""usage: peak.py COMMAND...   runs it; the last line of standard output is the
most memory it had resident, in KiB (VmHWM); the exit status is its own.
"""
import os
import sys

pid = os.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
