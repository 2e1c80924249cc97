"""How much a build would send: the walk that sends the files, counting only."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_pipeline.adapters.common.ignore import BadPattern, Ignore
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.ports import ContextSize

_LARGEST = 3


def count(folder: Path, rules: Sequence[str], stopped: Callable[[], bool] = lambda: False) -> ContextSize:
    """Files and bytes of a folder under the rules of `.dockerignore`. What has several names (hard links) is sent once.

    Ends early, with what it has, once `stopped` says so. Raises UserError `build.unreadable`.
    """
    files, below, seen = 0, Counter[str](), set[tuple[int, int]]()
    try:
        for path, found in Ignore(rules).walk(folder):
            if stopped():
                break
            if stat.S_ISDIR(found.st_mode) or stat.S_ISSOCK(found.st_mode):
                continue
            files += 1
            if not stat.S_ISREG(found.st_mode):
                continue
            if found.st_nlink > 1:
                if (found.st_dev, found.st_ino) in seen:
                    continue
                seen.add((found.st_dev, found.st_ino))
            top, slash, _ = path.partition("/")
            below[top + slash] += found.st_size
    except BadPattern as error:
        raise UserError("build.unreadable", path=".dockerignore", text=f"“{error}” is no pattern.") from error
    except OSError as error:
        raise UserError("build.unreadable", path=error.filename, text=error.strerror) from error
    return ContextSize(below.total(), files, tuple((name, size) for name, size in below.most_common(_LARGEST) if size))
