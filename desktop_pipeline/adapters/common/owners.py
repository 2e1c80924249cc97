"""Marks on things at another place (a container at an engine) that say which process of which computer made them."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

_GONE = 87  # Windows: ERROR_INVALID_PARAMETER, no such process


def mark() -> str:
    """This process."""
    return f"{socket.gethostname()}/{os.getpid()}/{_born(os.getpid())}"


def is_gone(text: str) -> bool:
    """Whether the process of a mark has ended. One of another computer is never taken for gone."""
    host, _, rest = text.rpartition("/")[0].rpartition("/")
    born = text.rpartition("/")[2]
    if host != socket.gethostname() or not rest.isdigit():
        return False
    return not _lives(int(rest)) or _born(int(rest)) != born


def _born(pid: int) -> str:
    """When a process began, in a form that two processes of one number do not share; '' where that is not known."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


if sys.platform == "win32":
    import ctypes

    def _lives(pid: int) -> bool:
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return bool(kernel.GetLastError() != _GONE)
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == 259  # STILL_ACTIVE

else:

    def _lives(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
