"""Offline in the window: ages everywhere, states that are told by shape and word, and the strip of what changed meanwhile."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop_pipeline.domain.errors import Unreachable
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.cluster_ports import Lost, Synced
from desktop_pipeline.services.links import LinkState, Reach
from desktop_pipeline.ui import reach
from desktop_pipeline.ui.connections import MOST, LinkChip, Room
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.theme import Look, Tone, theme
from tests.ui.support import LAB, SHOP, Grid, click, key, open_window, until

GONE = Message.of("cluster.timeout", server="https://lab.example:6443", seconds=5)
API = key("api")
HOURS = 3 * 3600


class Shift:
    """A clock that is some seconds ahead of another."""

    def __init__(self, clock) -> None:
        self.clock, self.ahead = clock, 0.0

    def now(self) -> float:
        return self.clock.now() + self.ahead

    def monotonic(self) -> float:
        return self.clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self.clock.sleep(seconds)


def shifted(bench) -> Shift:
    """Let time be moved for everything that shows or keeps ages."""
    shift = Shift(bench.clock)
    bench.clock = shift
    for service in (bench.inventory, bench.links, bench.away, bench.planner, bench.tags):
        service._clock = shift

    async def awake() -> None:
        """The jump of the clock is no sleep of the computer: what was closed stays closed."""

    bench.links._slept = awake
    return shift


async def go_offline(window, seconds: float = HOURS) -> Shift:
    """The link of the app map is cut, and that was hours ago; the registry is silent, too."""
    bench = window.bench
    await bench.inventory.close(LAB, SHOP)
    shift = shifted(bench)
    bench.inventory._take(LAB, SHOP, Lost(GONE))
    for registry in bench.catalog.workspace.registries:
        bench.links._registry_said(registry.id, Unreachable("registry.unreachable", host=registry.host, text="no answer in time."))
    shift.ahead = seconds
    window.ages.refresh()
    window.connections.refresh()
    window.tree_model.refresh()
    window._tick()
    await until(lambda: "seen 3 h ago" in Grid(window).cell(API).text + Grid(window).cell(API).note)
    return shift


def test_nothing_looks_live_that_is_not(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            chip = window.connections._chips["cluster/lab"]
            assert (chip.reach(), chip.shown(), window.header.link.isVisible()) == (Reach.LIVE, "lab", False)
            assert grid.cell(API).tone is not Tone.IDLE
            await go_offline(window)
            assert window.header.link.words() == "unreachable, seen 3 h ago"
            cell = grid.cell(API)
            assert (cell.tone, cell.badge_icon) == (Tone.IDLE, "link-stale")
            assert "Not live: seen 3 h ago" in cell.tip
            chip.set_room(Room.ALL)
            assert chip.shown() == "lab · unreachable 3 h"
            assert chip.accessibleName() == "lab: unreachable, seen 3 h ago"
            assert "lab.example:6443" in chip.accessibleDescription() and "lab.example:6443" in chip.toolTip()
            index = window.tree_model.find(LAB, SHOP)
            assert "seen 3 h ago" in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
            window.details.show_key(API)
            await until(lambda: any("unreachable, seen 3 h ago" in label.toolTip() for label in window.details.findChildren(QLabel)))
            grid.click(API, "api", Column.CONTROL)
            picker = grid.picker()
            hint = " ".join(label.text() for label in picker.findChildren(QLabel))
            assert "As seen 3 h ago." in hint, hint
            QTest.keyClick(picker, Qt.Key.Key_Escape)
            picture(window, "offline")
            theme().apply(Look.DARK)
            window.resize(900, 600)
            picture(window, "offline-dark-small")
            theme().apply(Look.LIGHT)

    qt_run(scenario())


def test_what_comes_back_has_no_age(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            await go_offline(window)
            window.bench.inventory.open(LAB, SHOP)
            await until(lambda: window.bench.links.app_map(LAB, SHOP).reach is Reach.LIVE)
            await until(lambda: not grid.cell(API).note and grid.cell(API).tone is not Tone.IDLE)
            await until(lambda: window.connections._chips["cluster/lab"].shown() == "lab")
            assert not window.header.link.isVisible()

    qt_run(scenario())


def test_each_state_has_a_picture_and_a_word_of_its_own():
    states = [LinkState(found, 0.0) for found in Reach]
    assert len({reach.look(state)[0] for state in states}) == len(Reach)
    assert len({reach.word(state) for state in states}) == len(Reach)
    assert {reach.word(state) for state in states} >= {"live", "stale", "unreachable", "forbidden"}


def test_chips_of_all_states(qt_run, picture, qtbot):
    async def scenario():
        for found in Reach:
            chip = LinkChip("cluster")
            chip.show_state(LinkState(found, 0.0), 7200.0, "more")
            word = reach.word(LinkState(found))
            assert chip.accessibleName().startswith(f"cluster: {word}")
            assert (word in chip.shown()) == (found in (Reach.STALE, Reach.UNREACHABLE, Reach.FORBIDDEN))
            chip.deleteLater()

    qt_run(scenario())


def test_many_endpoints_share_a_chip(qt_run):
    async def scenario():
        async with open_window() as window:
            bench, chips = window.bench, window.connections
            clusters = tuple(replace(bench.catalog.workspace.clusters[0], id=f"c{number}") for number in range(20))
            bench.catalog.workspace = replace(bench.catalog.workspace, clusters=(*bench.catalog.workspace.clusters, *clusters))
            bench.inventory._take("c19", "shop", Lost(GONE))
            chips.refresh()
            shown = list(chips._chips)
            assert len(shown) == MOST and shown[-1] == "rest"
            assert {"cluster/lab", "cluster/c19"} <= set(shown), "the one on show, and what is not live"
            assert "c9: not connected" in chips._chips["rest"].toolTip()

    qt_run(scenario())


async def changed_meanwhile(window, shift: Shift) -> None:
    """The cluster comes back with another image of api."""
    bench = window.bench
    facts = bench.inventory.facts(LAB, SHOP)
    old = facts.workloads[API]
    containers = tuple(replace(item, image=item.image.partition("@")[0].rpartition(":")[0] + ":9.9.9") for item in old.containers)
    now = {**facts.workloads, API: replace(old, containers=containers, changed_by="kubectl-set", changed_at=shift.now() - 60)}
    for kind in Kind:
        bench.inventory._take(LAB, SHOP, Synced(kind, tuple(item for item in now.values() if item.key.kind is kind)))


def test_while_you_were_away(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid, bar = Grid(window), window.ages.bar
            assert not bar.isVisible()
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            shift = await go_offline(window)
            await changed_meanwhile(window, shift)
            await until(bar.isVisible)
            words = bar.notice.text()
            assert "While you were away (3 h) 1 row with a choice was changed" in words
            assert "api/api: 2.0.0." in words and "→ 9.9.9 (with kubectl-set" in words
            assert grid.cell(API, "api", Column.CONTROL).text == "2.0.0.B000003", "the choice is kept"
            await until(lambda: grid.cell(API, "api").kept == "changed since chosen")
            picture(window, "away")
            before = len(window.grid_model.nodes())
            click(bar.rows)
            assert [node.key for node in window.grid_model.nodes()] == [API]
            assert window.row_key() == API
            picture(window, "away-rows")
            click(bar.rows)
            assert len(window.grid_model.nodes()) == before
            bar.away.setFocus()
            QTest.keyClick(bar.away, Qt.Key.Key_Space)
            await until(lambda: not bar.isVisible())
            assert grid.cell(API, "api").kept == "changed since chosen", "the mark stays as long as the choice"

    qt_run(scenario())


def test_the_strip_leads_to_another_app_map(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, bar = Grid(window), window.ages.bar
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            shift = await go_offline(window)
            other = next(item for item in window.bench.catalog.workspace.app_maps if item.id != f"{LAB}/{SHOP}")
            window.show_map(other.cluster, other.namespace)
            await changed_meanwhile(window, shift)
            await until(bar.isVisible)
            click(bar.rows)
            assert (window.cluster, window.namespace) == (LAB, SHOP)
            await until(lambda: [node.key for node in window.grid_model.nodes()] == [API])
            click(bar.away)
            await until(lambda: not bar.isVisible() and len(window.grid_model.nodes()) > 1)

    qt_run(scenario())


def test_another_app_map_shows_all_rows_and_the_strip_knows(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, bar = Grid(window), window.ages.bar
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await changed_meanwhile(window, await go_offline(window))
            await until(bar.isVisible)
            click(bar.rows)
            assert bar.rows.text() == "Show &all rows"
            window.show_map(LAB, "tools")
            assert bar.rows.text() == "Show &rows"
            window.show_map(LAB, SHOP)
            await until(lambda: len(window.grid_model.nodes()) > 1)
            assert bar.rows.text() == "Show &rows"
            click(bar.rows)
            assert [node.key for node in window.grid_model.nodes()] == [API]

    qt_run(scenario())


def gone(window) -> None:
    """The workload api is deleted."""
    left = [item for item in window.bench.inventory.facts(LAB, SHOP).workloads.values() if item.key != API]
    for kind in Kind:
        window.bench.inventory._take(LAB, SHOP, Synced(kind, tuple(item for item in left if item.key.kind is kind)))


def test_workloads_that_are_gone_cannot_be_shown(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid, bar = Grid(window), window.ages.bar
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await changed_meanwhile(window, await go_offline(window))
            await until(bar.isVisible)
            click(bar.rows)
            gone(window)  # while it is shown alone
            await until(window.empty.isVisible)
            assert window.empty.text() == "The workloads that changed are gone. “Show all rows” brings back the others."
            assert bar.rows.isEnabled()
            picture(window, "away-gone")
            click(bar.rows)
            await until(window.grid.isVisible)
            assert len(window.grid_model.nodes()) > 1
            assert not bar.rows.isEnabled()
            assert bar.rows.accessibleDescription() == bar.rows.toolTip() == "The workloads that changed are gone: there is no row to show"

    qt_run(scenario())


def test_refresh_by_hand_tries_at_once(qt_run):
    async def scenario():
        async with open_window() as window:
            woken = []
            window.bench.world.wake = lambda: woken.append(1)
            QTest.keyClick(window, Qt.Key.Key_F5)
            await until(lambda: woken)
            await until(lambda: window.bench.links.app_map(LAB, SHOP).reach is Reach.LIVE)

    qt_run(scenario())
