"""Where the D-Bus buses of this computer are."""

from __future__ import annotations

import os
from pathlib import Path


def bus_address(bus: str) -> str:
    """What jeepney needs to open the bus `SESSION` or `SYSTEM`. Raises FileNotFoundError where there is none."""
    if bus == "SYSTEM":
        return "SYSTEM"
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return "SESSION"
    usual = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere", "bus")
    if not usual.exists():
        raise FileNotFoundError(usual)
    return f"unix:path={usual}"
