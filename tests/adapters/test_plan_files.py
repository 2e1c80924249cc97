"""Saved plans as files: moved, archived, edited, with what people wrote in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.workspace_files import WorkspaceFiles, folder
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.services.kept_ports import PlanPlace
from tests.adapters.contract_files import PLAN
from tests.adapters.workspace_folder import files, put

__all__ = ["files"]

# ---- plans that are moved -------------------------------------------------------------------------------------------

MOVED = """\
# Kim wrote this
version: 1
title: Friday  # the big one
steps:
  - cluster: lab
    namespace: shop
    kind: Deployment
    workload: web
    containers:
      - {name: web, repository: a/b, tag: '1.10'}
"""


async def test_a_plan_is_moved_as_it_is_with_comments_and_mistakes(files: WorkspaceFiles, tmp_path: Path) -> None:
    put(tmp_path, "plans/friday.yaml", MOVED)
    broken = MOVED.replace("title:", "titel:").encode() + b"\xff"
    put(tmp_path, "plans/bad.yaml", broken)
    assert (await files.load()).plans == ("friday",)
    await files.move_plan(PlanPlace("friday"), PlanPlace("monday"), copy=True)
    await files.move_plan(PlanPlace("monday"), PlanPlace("old", archived=True))
    await files.move_plan(PlanPlace("bad"), PlanPlace("bad", archived=True))
    assert (tmp_path / "plans/archive/old.yaml").read_text() == MOVED
    assert (tmp_path / "plans/archive/bad.yaml").read_bytes() == broken
    loaded = await files.load()
    assert (loaded.plans, loaded.archived, loaded.problems) == (("friday",), ("bad", "old"), ())
    with pytest.raises(UserErrors):
        await files.load_archived_plan("bad")
    await files.move_plan(PlanPlace("bad", archived=True), PlanPlace("bad"))
    with pytest.raises(UserError) as mistakes:
        await files.save_plan(replace(PLAN, name="bad"))
    assert mistakes.value.code == "file.has_problems"
    assert (tmp_path / "plans/bad.yaml").read_bytes() == broken


async def test_a_plan_too_large_to_read_is_not_moved(files: WorkspaceFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MAX_BYTES", 100)
    path = put(tmp_path, "plans/friday.yaml", MOVED)
    await files.load()
    with pytest.raises(UserError) as large:
        await files.move_plan(PlanPlace("friday"), PlanPlace("old", archived=True))
    assert large.value.code == "file.has_problems"
    assert path.read_text() == MOVED


async def test_the_order_of_a_plan_is_edited_and_its_comments_stay(files: WorkspaceFiles, tmp_path: Path) -> None:
    path = put(tmp_path, "plans/friday.yaml", MOVED)
    plan = await files.load_plan("friday")
    await files.save_plan(replace(plan, steps=(replace(plan.steps[0], wave=2, note="Ask Kim"),), pauses=(Pause(1, "Look"),), links=("https://t/1",)))
    text = path.read_text()
    assert "# Kim wrote this" in text
    assert "# the big one" in text
    assert "wave: 2" in text
    assert (await files.load_plan("friday")).pauses == (Pause(1, "Look"),)
