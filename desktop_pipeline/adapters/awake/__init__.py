"""The port Awake: what keeps this computer from sleeping, by the way of its system."""

from __future__ import annotations

import sys

from desktop_pipeline.services.computer_ports import Awake, Wakeful


def system_awake() -> Awake:
    """The one for this computer."""
    if sys.platform == "win32":
        from desktop_pipeline.adapters.awake.windows import WindowsAwake

        return WindowsAwake()
    if sys.platform == "darwin":
        from desktop_pipeline.adapters.awake.macos import MacAwake

        return MacAwake()
    try:
        from desktop_pipeline.adapters.awake.bus import BusAwake
    except ImportError:  # a system for which no D-Bus library is installed
        nothing = Wakeful()
        nothing.able = False
        return nothing
    return BusAwake()
