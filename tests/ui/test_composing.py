"""Choosing many rows at once, and taking it back, by keys and mouse."""

from __future__ import annotations

import asyncio
import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.links import Reach
from desktop_pipeline.ui import compose_actions
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.pipeline.compose_dialog import ComposeDialog, PasteDialog, SameImageDialog, TakeDialog
from desktop_pipeline.ui.pipeline.proposals_model import NOW, ROW, STATE, THEN
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.support import Grid, click, key, open_window, until
from tests.ui.test_grid_keys import nameless

API, WEB, PREVIEW = key("api"), key("web"), key("web-preview")
CACHE, LOGS = key("cache", Kind.STATEFUL_SET), key("logs", Kind.DAEMON_SET)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TICKET = """\
| workload | tag |
|---|---|
| api | 2.0.0.B000003 |
| cache | 7.4.1 |
| w\u0435b/proxy | 1.28.1 |
| web | 1.28.1 |
| logs | 3.0.7 |
| worker | 9.9.9.B000099 |
"""


async def dialog_of(window: MainWindow, kind: type[ComposeDialog]) -> ComposeDialog:
    await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(kind)))
    return next(dialog for dialog in window.findChildren(kind) if dialog.isVisible())


async def to_grid(window: MainWindow) -> None:
    """The keyboard is in the grid again after a dialog or a list was closed."""
    window.activateWindow()
    await until(window.isActiveWindow)
    window.grid.setFocus()


def cells(dialog: ComposeDialog, column: int) -> list[str]:
    return [line.cells[column] for line in dialog.model.lines]


def tag(grid: Grid, *row) -> str:  # type: ignore[no-untyped-def]  # workload and container
    return grid.cell(*row, Column.CONTROL).text


def mouse(grid: Grid, row, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:  # type: ignore[no-untyped-def]
    rect = grid.view.visualRect(grid.index(*row, Column.DEPLOY))
    QTest.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, modifiers, rect.center())


def test_choices_are_taken_back_and_made_again_by_keys(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            undo, redo = window.actions_["choice.undo"], window.actions_["choice.redo"]
            assert not undo.isEnabled()
            assert undo.toolTip() == "There is no choice to take back"
            grid.type_tag(CACHE, "redis", "7.4.1")
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await until(undo.isEnabled)
            await to_grid(window)
            grid.key(Qt.Key.Key_Z, CONTROL)
            assert not grid.can_run(API)
            assert window.status.text() == "Taken back: api/api: 2.0.0.B000003"
            assert window.row_key().workload == API
            grid.key(Qt.Key.Key_Z, CONTROL)
            assert tag(grid, CACHE, "redis") == ""
            assert not undo.isEnabled()
            grid.key(Qt.Key.Key_Y, CONTROL)
            assert tag(grid, CACHE, "redis") == "7.4.1"
            grid.key(Qt.Key.Key_Z, CONTROL | SHIFT)
            assert grid.can_run(API)
            assert not redo.isEnabled()
            window.toolbar.filter.setFocus()
            QTest.keyClicks(window.toolbar.filter, "api")
            QTest.keyClick(window.toolbar.filter, Qt.Key.Key_Z, CONTROL)
            assert grid.can_run(API), "in a text field the key is that of the text"

    qt_run(scenario())


def test_in_a_text_field_no_key_acts_on_rows(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, field = Grid(window), window.toolbar.filter
            grid.choose(WEB, "web", Column.MODE, "Latest")
            await to_grid(window)
            grid.key(Qt.Key.Key_Z, CONTROL)
            await until(window.actions_["choice.redo"].isEnabled)
            mouse(grid, (WEB, "web"))
            mouse(grid, (WEB, "log-shipper"), SHIFT)
            assert window.actions_["choice.fill"].isEnabled() and window.actions_["choice.same_image"].isEnabled()
            field.setFocus()
            before = window.bench.planner.chosen_rows("lab", "shop")
            for pressed in (Qt.Key.Key_Y, Qt.Key.Key_D, Qt.Key.Key_I):
                QTest.keyClick(field, pressed, CONTROL)
            QTest.keyClicks(field, "web")
            await asyncio.sleep(0.05)
            assert window.bench.planner.chosen_rows("lab", "shop") == before
            assert not any(dialog.isVisible() for dialog in window.findChildren(SameImageDialog))
            assert field.text() == "web"
            await to_grid(window)
            grid.key(Qt.Key.Key_Y, CONTROL)
            assert grid.cell(WEB, "web", Column.MODE).text == "Latest"

    qt_run(scenario())


def test_back_to_start_values_is_one_step_for_all_chosen_rows(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, chosen = Grid(window), window.bench.planner.chosen_rows
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.type_tag(WEB, "proxy", "1.28.1")
            grid.choose(WEB, "web", Column.MODE, "Latest")
            await to_grid(window)
            before = set(chosen("lab", "shop"))
            assert len(before) == 3
            mouse(grid, (WEB, "web"))
            mouse(grid, (WEB, "log-shipper"), SHIFT)
            grid.key(Qt.Key.Key_Backspace, CONTROL)
            assert window.status.text() == "2 rows are back at their start values"
            assert [key.workload for key in chosen("lab", "shop")] == [API], "what was not selected stays"
            assert tag(grid, WEB, "proxy") == ""
            grid.key(Qt.Key.Key_Z, CONTROL)
            assert set(chosen("lab", "shop")) == before
            grid.click(WEB, column=Column.IMAGE)
            grid.key(Qt.Key.Key_Backspace, CONTROL)
            assert [key.workload for key in chosen("lab", "shop")] == [API], "on a header: all rows of the workload"
            grid.key(Qt.Key.Key_Z, CONTROL)
            assert set(chosen("lab", "shop")) == before

    qt_run(scenario())


def test_undo_goes_to_the_app_map_it_was_in(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.type_tag(CACHE, "redis", "7.4.1")
            await until(window.actions_["choice.undo"].isEnabled)
            window.show_map("lab", "tools")
            await until(lambda: window.grid_model.nodes() and window.grid.isVisible())
            await to_grid(window)
            grid.key(Qt.Key.Key_Z, CONTROL)
            assert window.namespace == "shop"
            await until(lambda: grid.model.find(CACHE, "redis").isValid())
            assert tag(grid, CACHE, "redis") == ""

    qt_run(scenario())


def test_rows_are_selected_by_keys_and_filled_down(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid, marks = Grid(window), window.grid.marks
            await to_grid(window)
            grid.choose(WEB, "web", Column.MODE, "Latest")
            assert window.actions_["choice.fill"].toolTip().startswith("Select several containers first")
            window.grid.setCurrentIndex(grid.index(WEB, "web", Column.MODE))
            for _ in range(4):
                grid.key(Qt.Key.Key_Down, SHIFT)
            assert [str(item).rpartition("Deployment/")[2] for item in marks.rows()] == [
                "web/web", "web/proxy", "web/migrate", "web/log-shipper", "web-preview/web"]
            assert window.status.text() == "5 containers are selected"
            grid.key(Qt.Key.Key_Up, SHIFT)
            grid.key(Qt.Key.Key_Down, SHIFT)
            picture(window, "grid-selected")
            grid.key(Qt.Key.Key_D, CONTROL)
            assert window.status.text().startswith("4 rows chosen")
            assert grid.cell(PREVIEW, "web", Column.MODE).text == "Latest"
            assert tag(grid, WEB, "proxy") == "latest"
            grid.key(Qt.Key.Key_Z, CONTROL)
            assert tag(grid, WEB, "proxy") == ""
            assert grid.cell(WEB, "web", Column.MODE).text == "Latest", "the first row itself is another step"
            assert len(marks.rows()) == 5
            grid.key(Qt.Key.Key_Escape)
            assert marks.rows() == ()
            grid.key(Qt.Key.Key_A, CONTROL)
            assert len(marks.rows()) == sum(len(node.items) for node in window.grid_model.nodes())
            grid.key(Qt.Key.Key_Down)
            assert marks.rows() == ()
            grid.key(Qt.Key.Key_Space, CONTROL)
            grid.key(Qt.Key.Key_Space, CONTROL)
            assert marks.rows() == ()

    qt_run(scenario())


def test_rows_are_selected_by_mouse(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, marks = Grid(window), window.grid.marks
            grid.type_tag(CACHE, "redis", "7.4.1")
            mouse(grid, (CACHE, "redis"))
            mouse(grid, (LOGS, "fluent-bit"), CONTROL)
            assert [item.container for item in marks.rows()] == ["redis", "fluent-bit"]
            assert QApplication.activePopupWidget() is None
            mouse(grid, (LOGS, "fluent-bit"), CONTROL)
            assert [item.container for item in marks.rows()] == ["redis"]
            mouse(grid, (API, "api"), SHIFT)
            assert {item.workload.name for item in marks.rows()} >= {"api", "cache"}
            window.toolbar.filter.setText("cache")
            assert [item.container for item in marks.rows()] == ["redis"], "what is not seen is not changed"
            window.toolbar.filter.setText("")
            mouse(grid, (API, "api"))
            assert marks.rows() == ()
            grid.key(Qt.Key.Key_Left)
            window.grid.setCurrentIndex(grid.index(API))
            grid.key(Qt.Key.Key_Left)
            grid.key(Qt.Key.Key_A, CONTROL)
            assert not any(item.workload == API for item in marks.rows()), "nor what is folded"

    qt_run(scenario())


def test_rows_of_a_ticket_are_pasted(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            QApplication.clipboard().setText(TICKET)
            await to_grid(window)
            grid.key(Qt.Key.Key_V, CONTROL)
            dialog = await dialog_of(window, PasteDialog)
            assert isinstance(dialog, PasteDialog)
            assert cells(dialog, ROW)[:2] == ["api/api", "cache/redis"]
            assert (cells(dialog, NOW)[0], cells(dialog, THEN)[0]) == ("2.0.0.B000002", "2.0.0.B000003")
            assert "U+0435 (CYRILLIC SMALL LETTER IE)" in cells(dialog, STATE)[2]
            assert cells(dialog, STATE)[3] == "“web” has several containers: web, proxy, migrate, log-shipper. Write web/CONTAINER."
            assert cells(dialog, STATE)[4] == "deployed already"
            assert dialog.notice.text() == "2 things cannot be taken · 1 row could not run now"
            assert dialog.good.text() == "Choose 2 rows"
            assert nameless(dialog) == []
            await asyncio.sleep(0.02)
            picture(dialog, "paste-rows")
            theme().apply(Look.DARK)
            dialog.resize(660, 460)
            await asyncio.sleep(0.02)
            picture(dialog, "paste-rows-dark")
            theme().apply(Look.LIGHT)
            dialog.field.setFocus()
            dialog.field.setPlainText("cache 7.4.2\napi latest")
            assert not dialog.good.isEnabled()
            await until(dialog.good.isEnabled)
            click(dialog.good)
            await until(lambda: tag(grid, CACHE, "redis") == "7.4.2")
            assert grid.cell(API, "api", Column.MODE).text == "Latest"
            assert window.status.text() == "2 rows chosen"
            await to_grid(window)
            grid.key(Qt.Key.Key_Z, CONTROL)
            assert tag(grid, CACHE, "redis") == ""
            assert not grid.can_run(API)
            assert window.status.text() == "Taken back: 2 rows"

    qt_run(scenario())


def test_what_cannot_run_now_is_taken_when_asked_for(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            QApplication.clipboard().setText("worker 9.9.9.B000099")
            window.actions_["choice.paste"].trigger()
            dialog = await dialog_of(window, PasteDialog)
            assert not dialog.good.isEnabled()
            assert dialog.all.text() == "Choose all 1, also what cannot run now"
            click(dialog.all)
            await until(lambda: tag(grid, key("worker"), "worker") == "9.9.9.B000099")
            assert "is not in the registry" in grid.tip(key("worker"), "worker", Column.CONTROL)

    qt_run(scenario())


def test_a_change_behind_the_dialog_is_looked_at_once_more(qt_run):
    async def scenario():
        async with open_window() as window:
            QApplication.clipboard().setText("cache 7.4.1")
            window.actions_["choice.paste"].trigger()
            dialog = await dialog_of(window, PasteDialog)
            lab = window.bench.world.cluster("lab")
            lab.somebody_sets("shop", "cache", "redis", "redis:7.4.1")
            await until(lambda: window.bench.inventory.find(CACHE).containers[0].image == "redis:7.4.1")
            click(dialog.good)
            assert dialog.isVisible()
            assert dialog.notice.text() == "Something changed meanwhile. Look at it once more."
            dialog.reject()
            await until(lambda: not window.findChildren(PasteDialog))

    qt_run(scenario())


def test_all_rows_of_an_image(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.show_map("prod-eu", "shop-prod")
            await until(window.grid_model.nodes)
            window.show_map("lab", "shop")
            await until(lambda: grid.model.find(WEB, "web").isValid())
            await to_grid(window)
            window.grid.setCurrentIndex(grid.index(WEB, "web"))
            grid.key(Qt.Key.Key_I, CONTROL)
            dialog = await dialog_of(window, SameImageDialog)
            assert isinstance(dialog, SameImageDialog)
            assert not dialog.good.isEnabled()
            QTest.keyClicks(dialog.field, "latest")
            assert cells(dialog, ROW) == ["web/web", "web-preview/web"]
            click(dialog.everywhere)
            assert cells(dialog, ROW) == ["web/web", "web-preview/web", "prod-eu/shop-prod: web/web"]
            await asyncio.sleep(0.02)
            picture(dialog, "same-image")
            popup = dialog.field.completer().popup()
            popup.hide()
            click(dialog.good)
            await until(lambda: grid.cell(PREVIEW, "web", Column.MODE).text == "Latest")
            assert window.bench.planner.ready("prod-eu", "shop-prod")

    qt_run(scenario())


def test_copied_from_another_app_map(qt_run, picture):
    async def scenario():
        async with open_window("prod-eu", "shop-prod") as window:
            grid = Grid(window)
            web = key("web", cluster="prod-eu", namespace="shop-prod")
            window.actions_["choice.from_map"].trigger()
            dialog = await dialog_of(window, TakeDialog)
            assert isinstance(dialog, TakeDialog)
            assert [dialog.pick.itemText(number) for number in range(dialog.pick.count())] == [
                "lab / Shop", "lab / Tools", "prod-eu / Ledger"]
            await until(dialog.busy.isHidden)
            assert "web/web" in cells(dialog, ROW)
            assert " @ " in cells(dialog, THEN)[cells(dialog, ROW).index("web/web")]
            await asyncio.sleep(0.02)
            picture(dialog, "copy-from")
            click(dialog.good)
            await until(lambda: grid.can_run(web))
            assert "Exactly this image: sha256:" in grid.tip(web, "web", Column.CONTROL)
            assert window.bench.planner.choice(grid.model.item(grid.index(web, "proxy")).row).mode is Mode.TAG

    qt_run(scenario())


def test_as_in_a_plan(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.actions_["choice.from_plan"].trigger()
            dialog = await dialog_of(window, TakeDialog)
            await until(dialog.busy.isHidden)
            assert cells(dialog, ROW) == ["api/api"]
            click(dialog.good)
            await until(lambda: grid.can_run(API))
            window.actions_["choice.from_plan"].trigger()
            dialog = await dialog_of(window, TakeDialog)
            await until(dialog.busy.isHidden)
            assert dialog.notice.text() == "Nothing differs."
            assert dialog.good.toolTip() == "Nothing differs."
            dialog.reject()
            await until(lambda: not window.findChildren(TakeDialog))

    qt_run(scenario())


def test_a_source_that_does_not_answer_is_told(qt_run, monkeypatch: pytest.MonkeyPatch):
    async def scenario():
        async with open_window() as window:
            async def fails(*_: object) -> None:
                raise UserError("composing.nothing_there", place="lab/tools")

            monkeypatch.setattr(window.bench.promotion, "from_map", fails)
            window.actions_["choice.from_map"].trigger()
            dialog = await dialog_of(window, TakeDialog)
            await until(dialog.busy.isHidden)
            assert dialog.notice.text().startswith("Nothing is known of lab/tools")
            dialog.reject()
            await until(lambda: not window.findChildren(TakeDialog))

    qt_run(scenario())


def test_what_is_not_live_is_told_with_its_age(qt_run, picture):
    async def scenario():
        async with open_window("prod-eu", "shop-prod") as window:
            bench = window.bench
            bench.inventory.open("lab", "shop")
            await until(lambda: len(bench.inventory.facts("lab", "shop").synced) == len(Kind))
            for cluster in ("lab", "prod-eu"):
                bench.world.cluster(cluster).link.cut()
            await until(lambda: bench.links.app_map("lab", "shop").reach is bench.links.app_map("prod-eu", "shop-prod").reach
                        is Reach.UNREACHABLE)
            seen = "unreachable, seen (just now|[0-9]+ s ago)"
            window.actions_["choice.from_map"].trigger()
            dialog = await dialog_of(window, TakeDialog)
            await until(dialog.busy.isHidden)
            told = f"Not as it is now, but as it was seen last.\nlab / shop: {seen}\nprod-eu / shop-prod: {seen}"
            assert re.fullmatch(told, dialog.age.text()), dialog.age.text()
            assert cells(dialog, ROW)
            picture(dialog, "copy-from-not-live")
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            await until(lambda: not window.findChildren(TakeDialog))
            QApplication.clipboard().setText("web/proxy 1.28.1")
            window.actions_["choice.paste"].trigger()
            paste = await dialog_of(window, PasteDialog)
            assert re.fullmatch(f"Not .* last.\nprod-eu / shop-prod: {seen}", paste.age.text()), paste.age.text()
            bench.world.cluster("prod-eu").link.mend()
            await until(lambda: bench.links.app_map("prod-eu", "shop-prod").reach is Reach.LIVE)
            paste.look()
            assert paste.age.isHidden()
            paste.reject()
            await until(lambda: not window.findChildren(PasteDialog))

    qt_run(scenario())


def test_every_action_is_in_the_menu(qt_run):
    async def scenario():
        async with open_window() as window:
            names = {action.objectName() for menu in window.menu.actions() if menu.menu() for action in menu.menu().actions()}
            assert {name for group in compose_actions.MENU for name in group} <= names
            keys = [action.shortcut().toString() for action in window.findChildren(QAction) if not action.shortcut().isEmpty()]
            assert len(keys) == len(set(keys))

    qt_run(scenario())
