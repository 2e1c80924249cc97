"""Rows of several app maps are told from one another at a glance: in Edit plan, in Compare, and in the list of a run."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import RunState, StepKind, StepState
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.ui.places import place_words, titled
from desktop_pipeline.ui.plans.compare_plans import DifferenceDialog
from desktop_pipeline.ui.plans.edit_plan import EditPlanDialog
from desktop_pipeline.ui.plans.steps_model import Column, change_words
from desktop_pipeline.ui.runs.runs_model import Column as RunColumn
from desktop_pipeline.ui.runs.runs_model import RunsModel
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.support import bench_of_sandbox, open_window

STAGING, PRODUCTION = "front-office-manager-staging", "front-office-manager-production"


def step(namespace: str, name: str = "front", tag: str = "1.1", cluster: str = "lab", **changes: object) -> WorkloadStep:
    row = RowChange("main", Mode.TAG, "reg/app", tag, shown_from="2.0")
    return replace(WorkloadStep(WorkloadKey(cluster, namespace, Kind.DEPLOYMENT, name), (row,)), **changes)  # type: ignore[arg-type]


PLAN = Plan("Friday", (*(step(STAGING, name) for name in ("front", "web", "worker")), *(
    step(PRODUCTION, name, wave=1) for name in ("front", "web", "worker"))), "friday", "Ask Kim")


def words(table, row: int, column: int) -> str:
    """What can be read of a cell as it is painted: cut where there is no room."""
    option = QStyleOptionViewItem()
    index = table.model().index(row, column)
    option.font = table.font()
    room = table.columnWidth(column) - 12 - (24 if column == 0 else 0)
    return table.fontMetrics().elidedText(str(index.data()), table.textElideMode(), room)


@pytest.mark.parametrize("size", [(1400, 1000), (900, 600)])
def test_edit_plan_tells_the_app_maps_apart_and_shows_the_change(qt_run, picture, size):
    async def scenario():
        async with open_window() as window:
            window.resize(*size)
            dialog = EditPlanDialog(window.bench, PLAN, window)
            dialog.show()
            await asyncio.sleep(0.1)
            assert (dialog.width() < window.width(), dialog.height() < window.height()) == (True, True)
            shown = [tuple(words(dialog.table, row, column) for column in (Column.WORKLOAD, Column.APP_MAP)) for row in range(6)]
            assert len(set(shown)) == 6, shown
            assert words(dialog.table, 0, Column.CHANGE) == "2.0 → 1.1"
            if size[0] > 1000:
                assert shown[0] == ("front", STAGING)
                assert words(dialog.table, 3, Column.APP_MAP) == PRODUCTION
            assert not dialog.steps.flags(dialog.steps.index(0, Column.CHANGE)) & Qt.ItemFlag.ItemIsEditable
            picture(dialog, f"plan-edit-places-{size[0]}")
            theme().apply(Look.DARK)
            picture(dialog, f"plan-edit-places-{size[0]}-dark")
            theme().apply(Look.LIGHT)
            dialog.reject()
            dialog.deleteLater()

    qt_run(scenario())


def test_one_app_map_needs_no_column(qt_run):
    async def scenario():
        async with bench_of_sandbox() as bench:
            dialog = EditPlanDialog(bench, replace(PLAN, steps=PLAN.steps[:3]))
            assert dialog.table.isColumnHidden(Column.APP_MAP)
            dialog.deleteLater()

    qt_run(scenario())


def test_what_a_step_changes():
    two = step(STAGING, rows=(RowChange("main", Mode.TAG, "reg/app", "1.1", expect="reg/app:2.0@sha256:" + "a" * 64),
                              RowChange("side", Mode.BUILD, "reg/side", build="side")))
    assert change_words(two) == "main 2.0 → 1.1, side ? → new image of “side”"


def test_compare_names_the_app_map_in_every_line(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            other = replace(PLAN, steps=(*PLAN.steps[:5], replace(PLAN.steps[5], wave=3), ))
            other = replace(other, steps=(replace(other.steps[0], wave=2), *other.steps[1:]))
            dialog = DifferenceDialog(window)
            dialog.show_difference(PLAN, other, "friday", "monday")
            dialog.show()
            await asyncio.sleep(0.05)
            assert [line.where for line in dialog.model.lines] == [f"front  (lab / {STAGING})", f"worker  (lab / {PRODUCTION})"]
            assert STAGING in words(dialog.table, 0, 0)
            assert PRODUCTION in words(dialog.table, 1, 0)
            picture(dialog, "plan-compare-places")
            dialog.reject()
            dialog.deleteLater()

    qt_run(scenario())


def test_a_run_in_several_app_maps_names_them(qt_run):
    async def scenario():
        async with bench_of_sandbox() as bench:
            steps = {item.id: StepState(item.id, StepKind.ROLLOUT, item.key.name) for item in PLAN.steps}
            steps["build/web"] = StepState("build/web", StepKind.BUILD, "web")
            job = f"job/{WorkloadKey('lab', STAGING, Kind.CRON_JOB, 'nightly')}"
            steps[job] = StepState(job, StepKind.JOB, "nightly")
            run = RunState("1", "Friday", steps=steps)
            model = RunsModel(bench)
            model.put(run)
            top = model.index(0, 0)
            shown = [model.data(model.index(row, RunColumn.TITLE, top)) for row in range(len(steps))]
            assert shown[0] == f"front · {STAGING}"
            assert shown[3:] == [*(f"{name} · {PRODUCTION}" for name in ("front", "web", "worker")), "web", f"nightly · {STAGING}"]
            said = str(model.data(model.index(3, RunColumn.TITLE, top), Qt.ItemDataRole.AccessibleTextRole))
            assert said.startswith(f"Rollout front · {PRODUCTION}")
            alone = replace(run, steps={PLAN.steps[0].id: steps[PLAN.steps[0].id]})
            assert titled(alone, alone.steps[PLAN.steps[0].id]) == "front"

    qt_run(scenario())


def test_clusters_are_named_where_there_are_several():
    keys = [step(STAGING).key, step(STAGING, cluster="west").key]
    assert [place_words(key, keys) for key in keys] == [f"lab / {STAGING}", f"west / {STAGING}"]
    assert place_words(keys[0], keys[:1]) == ""
