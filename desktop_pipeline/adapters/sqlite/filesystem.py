"""Whether a folder lies on a network file system, where the locks and the shared memory of SQLite cannot be trusted.

Numbers of file systems: statfs(2), linux/magic.h.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_NETWORK = {
    0x6969: "nfs", 0x517B: "smb", 0xFF534D42: "cifs", 0xFE534D42: "smb2", 0x01021997: "9p", 0x5346414F: "afs", 0x6B414653: "afs",
    0x73757245: "coda", 0x564C: "ncp", 0x00C36400: "ceph", 0x0BD00BD0: "lustre", 0x47504653: "gpfs", 0x19830326: "beegfs",
}
_FUSE = 0x65735546
_NETWORK_FUSE = ("sshfs", "s3fs", "rclone", "gluster", "davfs", "curlftpfs", "gcsfuse", "goofys", "smbnetfs", "cephfs", "nfs")
_DRIVE_REMOTE = 4


def network_file_system(folder: Path) -> str:
    """The name of the network file system that an existing folder lies on; '' for a local one or when it cannot be told."""
    if sys.platform == "win32":
        return "network drive" if ctypes.windll.kernel32.GetDriveTypeW(folder.resolve().anchor) == _DRIVE_REMOTE else ""
    else:
        return _linux(folder) if sys.platform == "linux" else ""


def _linux(folder: Path) -> str:
    buffer = (ctypes.c_long * 64)()  # struct statfs is 120 bytes; f_type is its first word
    try:
        if ctypes.CDLL(None, use_errno=True).statfs(os.fsencode(folder), buffer) != 0:
            return ""
    except (OSError, AttributeError):
        return ""
    kind = buffer[0] & 0xFFFFFFFF
    return _fuse(folder) if kind == _FUSE else _NETWORK.get(kind, "")


def _fuse(folder: Path) -> str:
    """FUSE has one number for all; /proc/self/mountinfo says which program serves it."""
    place, best, found = str(folder.resolve()), -1, ""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        left, _, right = line.partition(" - ")
        point, kind = left.split()[4].replace("\\040", " "), right.split()[0]
        if (place + "/").startswith(point.rstrip("/") + "/") and len(point) >= best:
            best, found = len(point), kind
    return found if any(name in found for name in _NETWORK_FUSE) else ""
