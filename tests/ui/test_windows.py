"""Windows beside each other: Edit Build, its log, the frame of protection, the menu; and that a closed one keeps quiet."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.domain.workspace import Protection, RegistryBinding
from desktop_pipeline.services.cluster_ports import Lost
from desktop_pipeline.services.inventory import Link
from desktop_pipeline.services.links import Reach
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.ui import window_actions
from desktop_pipeline.ui.builds.build_editor import BuildEditor
from desktop_pipeline.ui.builds.run_dialog import RunBuildDialog
from desktop_pipeline.ui.details import Details
from desktop_pipeline.ui.guard import THICK, Guard
from desktop_pipeline.ui.logs.log_view import LogWindow
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.pipeline.nodes import matches
from desktop_pipeline.ui.runs.runs_model import Column as RunColumn
from tests.ui.support import Grid, key, open_window, until
from tests.ui.test_builds import click
from tests.ui.test_settings import Opened as Settings
from tests.ui.test_settings import retype

API, CACHE = key("api"), key("cache", Kind.STATEFUL_SET)


async def run_build(window: MainWindow, name: str) -> BuildEditor:
    """Open Edit Build of a build and start it."""
    window_actions.open_build(window, name)
    editor = next(one for one in window.findChildren(BuildEditor) if one.build_name == name)
    await until(lambda: editor.ui.run.isEnabled() and editor.history.versions is not None and editor.history.versions.complete)
    click(editor.ui.run)
    await until(lambda: editor.findChildren(RunBuildDialog))
    dialog = editor.findChildren(RunBuildDialog)[0]
    await until(dialog.isVisible)
    click(dialog.ui.start)
    return editor


def test_the_log_of_a_build_just_started_comes_to_the_front_and_grows(qt_run):
    async def scenario():
        async with open_window() as window:
            await run_build(window, "web")
            await until(lambda: window.findChildren(LogWindow))
            shown = window.findChildren(LogWindow)[0]
            assert "another workstation" not in shown.view.ui.notice.text()
            await until(shown.isActiveWindow)
            await until(lambda: shown.view.model.rowCount() > 2)
            window_actions.show_log_window(window, shown.view.log_id)
            assert window.findChildren(LogWindow) == [shown]

    qt_run(scenario())


def test_a_closed_edit_build_hears_of_no_run_any_more(qt_run):
    async def scenario():
        async with open_window() as window:
            editor = await run_build(window, "web")
            await until(window.bench.executor.active_runs)
            editor.close()
            await until(lambda: not window.findChildren(BuildEditor))
            await until(lambda: not window.bench.executor.active_runs(), 30)
            assert not [words for _, words in window.bench.feed.notices() if words.code == "program.defect"]

    qt_run(scenario())


def test_a_build_that_was_new_is_not_opened_twice(qt_run):
    async def scenario():
        async with open_window() as window:
            window_actions.open_build(window, "")
            editor = window.findChildren(BuildEditor)[0]
            retype(editor.ui.image, "shop/fresh")
            click(editor.ui.save)
            await until(lambda: editor.build_name == "fresh")
            window_actions.open_build(window, "fresh")
            assert window.findChildren(BuildEditor) == [editor]
            editor.close()

    qt_run(scenario())


def test_the_menu_leads_to_every_build(qt_run):
    async def scenario():
        async with open_window() as window:
            window.menu.aboutToShow.emit()
            builds = next(action.menu() for action in window.menu.actions() if action.menu() and action.text() == "Builds")
            known = sorted((build.title or build.name for build in window.bench.catalog.builds), key=str.casefold)
            assert [action.text() for action in builds.actions()] == known
            builds.actions()[0].trigger()
            assert window.findChildren(BuildEditor)[0].build_name in {build.name for build in window.bench.catalog.builds}
            assert window.actions_["workspace.open"].isEnabled()

    qt_run(scenario())


def test_a_frame_of_its_own_colour_for_each_protection(qt_run, picture):
    async def scenario():
        async with open_window("prod-eu", "shop-prod") as window:
            guard = window.guard
            assert isinstance(guard, Guard)
            assert guard.protection is Protection.TYPE_NAME
            assert guard.band.isVisible()
            assert "its name must be typed" in guard.words.text()
            assert "prod-eu / shop-prod" in guard.band.accessibleName()
            shot = guard.grab().toImage()
            ratio = shot.devicePixelRatio()
            inner = (THICK - 1) * ratio
            for x, y in ((1, shot.height() // 2), (shot.width() - 2, shot.height() // 2), (shot.width() // 2, shot.height() - 2),
                         (int(inner), shot.height() // 2), (shot.width() // 2, 1)):
                assert shot.pixelColor(x, y) == guard.frame_colour()
            picture(window, "protected")
            window.show_map("prod-eu", "ledger")
            assert guard.protection is Protection.READ_ONLY
            window.show_map("lab", "shop")
            assert not guard.band.isVisible()
            await until(lambda: window.down.geometry() == guard.rect())

    qt_run(scenario())


def test_details_of_long_names_stay_inside_the_panel(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, details = Grid(window), window.details
            assert isinstance(details, Details)
            grid.click(API, "", Column.IMAGE)
            await until(lambda: not details._soon.isActive())
            details._title("a-workload-with-quite-a-very-long-name-as-people-have", "")
            details._table([("the-container-with-a-long-name-of-sixty-letters-or-nearly-so", "1.0", False)])
            await until(lambda: details.widget().minimumSizeHint().width() <= details.viewport().width())

    qt_run(scenario())


def test_what_a_test_said_goes_with_the_next_change(qt_run):
    async def story() -> None:
        async with Settings("clusters") as page:
            click(page.ui.test)
            await until(lambda: "namespaces" in page.ui.result.text())
            QTest.keyClicks(page.ui.title, "x")
            assert page.ui.result.text() == ""

    qt_run(story())


def test_without_a_keyring_nothing_is_said_to_be_in_it(qt_run):
    async def story() -> None:
        settings = Settings("registries")
        settings.bench.vault.why = Message.of("vault.session_only")
        async with settings as page:
            page.workbench.catalog.bindings.registries[page.key] = RegistryBinding("me")
            page.show_entry(page.key)
            assert page.ui.password.placeholderText() == "leave blank to keep it"

    qt_run(story())


class Painted(QObject):
    """Where the grid was painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.region = QRegion()
        window.grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def test_a_new_state_of_a_workload_is_painted_to_the_end_of_its_header(qt_run):
    async def scenario():
        async with open_window() as window:
            painted = Painted(window)
            node = window.grid_model.node(window.grid_model.find(CACHE))
            await asyncio.sleep(0.3)
            painted.region = QRegion()
            fewer = node.workload.available - 1
            window.bench.inventory.note(replace(node.workload, available=fewer, generation=node.workload.generation + 1))
            await until(lambda: node.workload.available == fewer)
            row = window.grid.visualRect(window.grid_model.find(CACHE))
            await until(lambda: painted.region.contains(row.center()) and painted.region.contains(row.topRight()))

    qt_run(scenario())


def test_a_small_window_keeps_names_and_the_menu(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            window.resize(1000, 650)
            await until(lambda: window.width() == 1000 and not window.details.isVisible())
            grid, toolbar = Grid(window), window.toolbar
            await until(lambda: window.grid.visualRect(grid.index(API, "api")).width() >= 120)
            await until(lambda: toolbar.more.isVisible() and toolbar.more.geometry().right() < toolbar.width())
            assert toolbar.batch.isVisible()
            assert toolbar.batch.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            picture(window, "small")
            window.resize(1400, 900)
            await until(window.details.isVisible)
            await until(lambda: toolbar.buttons["run.stop"].toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    qt_run(scenario())


def test_a_namespace_that_may_not_be_read_is_not_called_empty(qt_run):
    async def scenario():
        async with open_window() as window:
            inventory = window.bench.inventory
            await inventory.close("lab", "shop")
            said = Message.of("cluster.forbidden", reason="user shop may not list deployments")
            facts = inventory.facts("lab", "shop")
            inventory._change(replace(facts, workloads={}, link=Link.LIVE, forbidden={Kind.DEPLOYMENT: said}))
            await until(lambda: window.stack.currentWidget() is window.empty)
            assert "may not read the workloads" in window.empty.text()

    qt_run(scenario())


def test_details_follow_a_change_of_protection(qt_run):
    async def scenario():
        async with open_window() as window:
            Grid(window).click(API, "", Column.IMAGE)
            catalog = window.bench.catalog
            app_map = catalog.workspace.app_map("lab", "shop")
            await catalog.put_app_map(replace(app_map, protection=Protection.READ_ONLY))
            await until(lambda: any("read-only" in label.text() for label in window.details.findChildren(QLabel)))
            await catalog.put_app_map(app_map)
            await until(lambda: not any("read-only" in label.text() for label in window.details.widget().findChildren(QLabel)))

    qt_run(scenario())


def test_an_error_is_not_held_against_a_field_nobody_was_in(qt_run):
    async def story() -> None:
        async with Settings("registries") as page:
            page.add()
            QTest.keyClicks(page.ui.title, "x")
            assert not page.ui.save.isEnabled()
            assert not page.ui.address.property("bad")
            assert page.ui.status.text() == "Unsaved changes"
            QTest.keyClicks(page.ui.address, "bad host")
            assert page.ui.address.property("bad")

    qt_run(story())


def test_a_broken_workspace_is_not_welcomed_as_a_new_one(qt_run, tmp_path: Path):
    async def scenario():
        folder = tmp_path / "workspace"
        folder.mkdir()
        (folder / "workspace.yaml").write_text("version: 1\nclusters:\n  - id: lab\n   title: [broken\n")
        bench = compose(Options(workspace=str(folder), profile=str(tmp_path / "profile")))
        await bench.start()
        window = MainWindow(bench)
        window.show()
        try:
            assert window.stack.currentWidget() is window.empty
            assert "workspace.yaml:4" in window.empty.text()
            (folder / "workspace.yaml").write_text("version: 1\n")
            await until(lambda: window.stack.currentWidget() is window.first)
        finally:
            window.leave()
            window.deleteLater()
            await bench.close()

    qt_run(scenario())


def test_the_filter_does_not_find_letters_of_a_digest_by_chance(qt_run):
    async def scenario():
        async with open_window() as window:
            workload = window.grid_model.node(window.grid_model.find(API)).workload
            digest = "sha256:" + "3adb" * 16
            pinned = replace(workload, containers=(replace(workload.containers[0], image=f"registry.shop.example/api:1@{digest}"),))
            assert not matches(pinned, ["db"])
            assert matches(pinned, ["api", "3adb3adb"])
            assert matches(pinned, [digest[:20]])

    qt_run(scenario())


def test_a_run_that_ended_says_when_it_was_and_a_stopped_one_did_not_fail(qt_run):
    async def scenario():
        async with open_window() as window:
            step = StepState("build/web", StepKind.BUILD, "web", State.CANCELLED)
            stopped = RunState("r", "A run", state=State.CANCELLED, started=1_780_000_000.0, ended=1_780_000_060.0, steps={step.id: step})
            words = window.bottom.history.model._run_text(stopped, RunColumn.MESSAGE)
            assert words == f"{date_and_time(1_780_000_000.0)} · 1 of 1 stopped"

    qt_run(scenario())


def test_history_follows_a_run_at_work(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, history = Grid(window), window.bottom.history
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", Column.MODE)
            await until(window.bench.executor.active_runs)
            window.bottom.setCurrentWidget(history)
            await until(lambda: any(not run.state.ended and run.fraction > 0 for run in history.model.runs()))
            assert history._clock.isActive()
            await until(lambda: history.model.runs() and all(run.state.ended for run in history.model.runs()), 30)
            await until(lambda: not history._clock.isActive())

    qt_run(scenario())


def test_a_cluster_that_means_another_one_is_connected_to_at_once(qt_run):
    async def scenario():
        async with open_window() as window:
            bench = window.bench
            bench.inventory._take("lab", "shop", Lost(Message.of("cluster.cut", server="s", text="t")))
            chip = window.connections._chips["cluster/lab"]
            await until(lambda: chip.reach() is Reach.UNREACHABLE)
            links: list[Link] = []
            change = bench.inventory._change
            bench.inventory._change = lambda now: (links.append(now.link), change(now))
            binding = replace(bench.catalog.bindings.clusters["lab"], kubeconfig="/home/me/other.yaml")
            await bench.catalog.put_cluster(bench.catalog.workspace.cluster("lab"), binding)
            await until(lambda: bench.inventory.facts("lab", "shop").link is Link.LIVE)
            assert Link.CONNECTING in links
            await until(lambda: chip.reach() is Reach.LIVE)

    qt_run(scenario())
