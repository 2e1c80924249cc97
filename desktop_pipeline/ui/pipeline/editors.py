"""The pickers of the grid: modes, versions of a build, tags of a registry. They exist only while something is picked."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.choices import Choice, Mode, deployed
from desktop_pipeline.services.links import STALE_SECONDS
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.pipeline.cells import mode_word
from desktop_pipeline.ui.pipeline.nodes import Item
from desktop_pipeline.ui.texts import ago, text, tr
from desktop_pipeline.ui.widgets.picker import Entry, Picker


def with_tag(item: Item, tag: str) -> Choice:
    return replace(item.choice, tag=tag, digest="")


def ticked(item: Item, execute: bool) -> Choice:
    return replace(item.choice, execute=execute)


def mode_picker(item: Item, parent: QWidget) -> Picker:
    """The three modes of a built image, each with what it would mean now."""
    newest = item.row.versions.newest()
    details = {
        Mode.APPOINTED: tr("Grid", "an image version"), Mode.LATEST: newest.tag if newest else tr("Grid", "not known"),
        Mode.BUILD: tr("Grid", "a new image"),
    }
    entries = [Entry(mode_word(mode), detail, mode.value) for mode, detail in details.items()]
    return Picker(entries, item.choice.mode.value, name=tr("Grid", "Mode of {container}", container=item.row.container.name), parent=parent)


def version_picker(item: Item, bench: Workbench, parent: QWidget) -> Picker:
    """Image versions of a build (only those that exist), or the registry's tags with any text allowed."""
    row, now = item.row, deployed(item.row).text
    container, at = row.container.name, bench.clock.now()
    problem = bench.tags.error(row.image) if row.image is not None else None
    old = problem is not None or not row.versions.complete or at - (row.versions.seen or at) > STALE_SECONDS
    age = tr("Grid", "As seen {age}.", age=ago(at, row.versions.seen)) if old and row.versions.seen is not None else ""
    if item.choice.mode is Mode.APPOINTED:
        entries = [Entry(run.tag, _detail(run.tag == now, ago(at, run.ended), run.description)) for run in row.versions.images()]
        hint = "" if row.versions.complete else tr("Grid", "The list may not be complete.")
        if not entries:
            hint = tr("Grid", "No image of this build is known in the registry.")
        hint = " ".join(part for part in (age, text(problem) if problem else hint) if part)
        return Picker(entries, item.choice.tag, name=tr("Grid", "Version of {container}", container=container), hint=hint, parent=parent)
    entries = [Entry(tag, _detail(tag == now, "", "")) for tag in row.versions.tags]
    partial = "" if row.versions.complete else tr("Grid", "The registry is being asked for its tags. Any tag can be typed.")
    name = tr("Grid", "Image Tag of {container}", container=container)
    hint = " ".join(part for part in (age, text(problem) if problem else partial) if part)
    return Picker(entries, item.choice.tag, free=True, name=name, hint=hint, parent=parent)


def _detail(is_deployed: bool, age: str, description: str) -> str:
    return " · ".join(part for part in (tr("Grid", "deployed") if is_deployed else "", age, description) if part)
