"""`prove build_crash`: kill -9 of the program in each kind of task; at the next start the run says so, leftovers go, a new run works."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main([str(Path(__file__).parents[1] / "e2e" / "build_crash.py"), "-q", *sys.argv[1:]]))
