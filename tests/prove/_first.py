"""A proof that goes first: with a higher priority than everything else on the computer, so that its neighbours are not measured."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

_MARK = "PROVE_GOES_FIRST"


def go_first(wanted: bool = True) -> int | None:
    """Where it may (as root), run this program again, first and in a session of its own, for priorities are given to sessions.

    The exit code of that; None: it is to go on here. What it starts has its priority. Says which it is.
    """
    if os.environ.get(_MARK):
        print("priority: " + ("first" if _raise() else "as everybody"), flush=True)
        return None
    if not (wanted and hasattr(os, "geteuid") and os.geteuid() == 0):
        print("priority: as everybody", flush=True)
        return None
    process = subprocess.Popen([sys.executable, *sys.orig_argv[1:]], env={**os.environ, _MARK: "1"}, start_new_session=True)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        return process.wait()


def _raise() -> bool:
    with contextlib.suppress(OSError):  # not there on every kernel
        Path("/proc/self/autogroup").write_text("-15")
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    except OSError:
        return False
    return True
