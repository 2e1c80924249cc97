"""Saved plans as files: moved, archived, edited, with what people wrote in them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.workspace_files import WorkspaceFiles, folder
from desktop_pipeline.domain.choices import moment
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


async def test_times_of_choices_are_written_as_dates(files: WorkspaceFiles, tmp_path: Path) -> None:
    row = PLAN.steps[0].rows[0]
    for name, at in zip("abc", (1_795_795_500.123456789, 1_795_795_501.9999999, 1_795_795_502.0), strict=True):
        rows = (replace(row, made_at=moment(at)), *PLAN.steps[0].rows[1:])
        plan = replace(PLAN, name=name, steps=(replace(PLAN.steps[0], rows=rows), *PLAN.steps[1:]))
        await files.save_plan(plan)
        assert re.search(r"chosen_at: '?20\d\d-\d\d-\d\dT", (tmp_path / f"plans/{name}.yaml").read_text())
        assert await files.load_plan(name) == plan


async def test_a_kind_that_is_not_known_is_answered_with_those_that_can_be_changed(files: WorkspaceFiles, tmp_path: Path) -> None:
    put(tmp_path, "plans/bad.yaml", MOVED.replace("kind: Deployment", "kind: Jobb"))
    with pytest.raises(UserErrors) as wrong:
        await files.load_plan("bad")
    assert "is not one of Deployment, StatefulSet, DaemonSet, CronJob." in str(wrong.value)
    put(tmp_path, "plans/job.yaml", MOVED.replace("kind: Deployment", "kind: Job"))
    assert (await files.load_plan("job")).steps[0].key.kind.value == "Job", "pre-flight says why it cannot run"
