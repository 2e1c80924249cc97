"""Domain values to what stands in their files."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from desktop_pipeline.domain.builds import Build, Task
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Group
from desktop_pipeline.domain.workspace import Bindings, Workspace

FORM = 1
"""The version of the form of all these files."""
GROUPS = {Group.MAIN: "main", Group.INIT: "init"}
MODE_KEYS = {Mode.TAG: "tag", Mode.APPOINTED: "version", Mode.LATEST: "latest", Mode.BUILD: "build"}


class Bare(str):
    """Text of a number or a truth value: written without quotes."""

    __slots__ = ()


Tree = str | list["Tree"] | dict[str, "Tree"]


def tree_of(value: Workspace | Build | Plan | Bindings, *, full: bool = False) -> dict[str, Tree]:
    """The content of the value's file, keys in the order of people. Without `full` what has its default is left out."""
    if isinstance(value, Build):
        content = _build(value, full)
    elif isinstance(value, Plan):
        content = _plan(value, full)
    else:
        content = _plain(value, full)
    return {"version": Bare(FORM), **content}


def _plain(value: Any, full: bool) -> dict[str, Tree]:
    found: dict[str, Tree] = {"kind": value.kind.value} if isinstance(value, Task) else {}
    for item in fields(value):
        inner = getattr(value, item.name)
        if full or inner != _default(item):
            found[item.name] = _tree(inner, full)
    return found


def _default(item: Field[Any]) -> object:
    return item.default if item.default_factory is MISSING else item.default_factory()


def _tree(value: Any, full: bool) -> Tree:
    if isinstance(value, bool):
        return Bare("true" if value else "false")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, int | float):
        return Bare(repr(int(value) if value == int(value) else value))
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: _tree(item, full) for key, item in value.items()}
    if is_dataclass(value):
        return _plain(value, full)
    return [_tree(item, full) for item in value]


_BUILD_KEYS = {"title": "title", "description": "description", "registry": "registry", "image": "image", "version": "image_version",
               "engine": "engine", "tag_rule": "tag_rule", "tasks": "tasks"}


def _build(build: Build, full: bool) -> dict[str, Tree]:
    plain = _plain(build, full)
    return {key: plain[name] for name, key in _BUILD_KEYS.items() if name in plain}


def _plan(plan: Plan, full: bool) -> dict[str, Tree]:
    found: dict[str, Tree] = {
        "title": plan.title, "description": plan.description, "notes": plan.notes, "links": list(plan.links),
        "concurrency": Bare(plan.concurrency), "on_failure": plan.on_failure.value, "rollout_seconds": _tree(plan.time_limit, full),
        "also_build": list(plan.also_build), "pauses": [_plain(pause, full) for pause in plan.pauses],
        "drift": _plain(plan.drift, full), "steps": [_step(step, full) for step in plan.steps],
    }
    defaults: dict[str, Tree] = {
        "description": "", "notes": "", "links": [], "concurrency": "0", "on_failure": OnFailure.CONTINUE.value, "rollout_seconds": "0",
        "also_build": [], "pauses": [], "drift": {}}
    return found if full else _without(found, defaults)


def _step(step: WorkloadStep, full: bool) -> Tree:
    found: dict[str, Tree] = {
        "cluster": step.key.cluster, "namespace": step.key.namespace, "kind": step.key.kind.value, "workload": step.key.name,
        "uid": step.uid, "wave": Bare(step.wave), "after": list(step.after), "on_failure": step.on_failure.value if step.on_failure else "",
        "rollout_seconds": _tree(step.time_limit, full), "note": step.note, "containers": [_row(row, full) for row in step.rows],
    }
    defaults: dict[str, Tree] = {"uid": "", "wave": "0", "after": [], "on_failure": "", "rollout_seconds": "0", "note": ""}
    return found if full else _without(found, defaults)


def _row(row: RowChange, full: bool) -> Tree:
    found: dict[str, Tree] = {
        "name": row.container, "group": GROUPS[row.group], MODE_KEYS[row.mode]: row.build if row.mode is Mode.BUILD else row.tag,
        "digest": row.digest, "repository": row.repository, "expect": row.expect, "from": row.shown_from, "kept": _tree(row.kept, full),
        "exact": _tree(row.exact, full), "seen": row.seen, "anew": _tree(row.anew, full),
    }
    if row.made_at is not None:
        found["chosen_at"] = _time(row.made_at)
    defaults: dict[str, Tree] = {
        "group": "main", "digest": "", "expect": "", "from": "", "kept": "false", "exact": "false", "seen": "", "anew": "false"}
    if row.repository == repository_of(row.expect):
        defaults["repository"] = row.repository
    return found if full else _without(found, defaults)


def _without(tree: dict[str, Tree], defaults: dict[str, Tree]) -> dict[str, Tree]:
    return {key: value for key, value in tree.items() if key not in defaults or value != defaults[key]}


def repository_of(image: str) -> str:
    """The repository of an image as a manifest names it; '' for text that is no image."""
    try:
        return ImageRef.parse(image).repository
    except UserError:
        return ""


def _time(at: float) -> Tree:
    """A time as people read it, or as a number where that would not be exact."""
    try:
        text = datetime.fromtimestamp(at, UTC).isoformat()
        if datetime.fromisoformat(text).timestamp() == at:
            return text
    except (OverflowError, OSError, ValueError):
        pass
    return Bare(repr(at))
