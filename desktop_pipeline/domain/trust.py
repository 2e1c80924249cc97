"""Trust: tasks that run on the workstation or reach into the network must have been seen by this person in this form."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from desktop_pipeline.domain.builds import Build, Task, TaskKind

NEEDS_TRUST = frozenset({TaskKind.SCRIPT, TaskKind.USER, TaskKind.FILE, TaskKind.REST})


def risky_tasks(build: Build) -> tuple[Task, ...]:
    """The enabled tasks of a build that must be trusted before they run."""
    return tuple(task for task in build.tasks if task.enabled and task.kind in NEEDS_TRUST)


def trust_hash(build: Build) -> str:
    """A hash of everything that those tasks would do, `sha256:` and 64 digits; '' when the build has none.

    Order counts; titles do not. Any other change is another content, and must be trusted anew.
    """
    tasks = risky_tasks(build)
    if not tasks:
        return ""
    content = [{"kind": task.kind.value, **{name: value for name, value in asdict(task).items() if name not in ("title", "enabled")}}
               for task in tasks]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
