"""What grid and details say of a choice: a tag that is not there, an image that is held to its digest, how old a list of tags is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.errors import Unreachable
from desktop_pipeline.services.links import Reach
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.pipeline.compose_dialog import PasteDialog
from desktop_pipeline.ui.theme import Look, Tone, theme
from desktop_pipeline.ui.widgets.notice import Notice
from tests.ui.support import LAB, SHOP, Grid, key, open_window, until
from tests.ui.test_offline import go_offline, shifted

WEB = key("web")


def said(window) -> list[str]:
    return [label.text() for label in window.details.findChildren(QLabel)]


def test_a_tag_that_the_registry_does_not_have_is_not_green(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.type_tag(WEB, "proxy", "v1.28.1")
            await until(lambda: grid.cell(WEB, "proxy").kept == "no such tag")
            grid.click(WEB, "proxy")
            await until(lambda: any("has no tag v1.28.1" in words for words in said(window)))
            notice = next(notice for notice in window.details.findChildren(Notice) if notice.isVisible())
            assert notice.tone is Tone.WARN
            assert "Ready to run" not in said(window)
            assert "has no tag v1.28.1" in grid.tip(WEB, "proxy", Column.CONTROL)
            assert grid.can_run(WEB), "it may have been pushed a moment ago: pre-flight asks"
            picture(window, "no-such-tag")
            dialog = PasteDialog(window.bench, (LAB, SHOP), "web/proxy v1.28.2\nweb/proxy v1.28.2", window)
            assert "has no tag v1.28.2" in dialog.model.lines[0].cells[-1]
            assert not dialog.good.isEnabled()
            dialog.deleteLater()

    qt_run(scenario())


def test_a_row_that_is_held_to_its_digest_says_so(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            bench, grid = window.bench, Grid(window)
            row = next(row for row in bench.planner.rows(LAB, SHOP) if (row.workload.key, row.container.name) == (WEB, "proxy"))
            tag = next(tag for tag in row.versions.tags if tag not in ("latest", row.image.tag))
            digest = row.versions.digests[tag]
            bench.planner.choose(row, Choice(Mode.TAG, tag))
            await until(lambda: grid.cell(WEB, "proxy", Column.CONTROL).text == tag)
            assert grid.cell(WEB, "proxy").exact == ""
            bench.planner.choose(row, Choice(Mode.TAG, tag, digest=digest))
            await until(lambda: grid.cell(WEB, "proxy").exact == "exact")
            assert digest in grid.tip(WEB, "proxy")
            grid.click(WEB, "proxy")
            await until(lambda: f"{tag}, exactly this image" in said(window))
            assert any(digest in label.toolTip() for label in window.details.findChildren(QLabel))
            picture(window, "exact")
            theme().apply(Look.DARK)
            picture(window, "exact-dark")
            theme().apply(Look.LIGHT)

    qt_run(scenario())


def test_offline_a_tag_that_was_not_in_the_whole_list_is_not_green(qt_run, picture, monkeypatch):
    async def scenario():
        async with open_window() as window:
            bench, grid = window.bench, Grid(window)
            grid.type_tag(WEB, "proxy", "v1.28.1")
            await until(lambda: grid.cell(WEB, "proxy").kept == "no such tag")

            async def silent(path):
                raise Unreachable("registry.unreachable", host="hub", text="no answer in time.")

            row = next(row for row in bench.planner.rows(LAB, SHOP) if (row.workload.key, row.container.name) == (WEB, "proxy"))
            place = bench.tags.place(row.image)
            monkeypatch.setattr(type(bench.world.registry(place.registry)), "tags", lambda self, path: silent(path))
            shift = shifted(bench)
            shift.ahead = 180
            await bench.tags.refresh(place)
            await until(lambda: grid.cell(WEB, "proxy").kept == "not in the list of 3 min ago")
            grid.click(WEB, "proxy")
            await until(lambda: any("as it was read on" in words for words in said(window)))
            notice = next(notice for notice in window.details.findChildren(Notice) if notice.isVisible())
            assert notice.tone is Tone.WARN
            assert "Ready to run" not in said(window)
            assert not any("may not be complete" in words for words in said(window))
            assert grid.can_run(WEB)
            picture(window, "not-in-the-list")

    qt_run(scenario())


def test_the_age_of_a_list_of_tags_is_counted_up(qt_run):
    """Nothing is touched, and the registry dies."""
    async def scenario():
        async with open_window() as window:
            Grid(window).click(WEB, "proxy")
            await until(lambda: any(words.startswith("Registry asked ") for words in said(window)))
            shift, links = shifted(window.bench), window.bench.links
            registry = next(endpoint for endpoint in links.endpoints()
                            if endpoint.kind == "registry" and links.state(endpoint).reach is Reach.LIVE)
            chip = window.connections._chips[registry.key]
            shift.ahead = 83
            window._tick()
            assert chip.reach() is Reach.STALE, "live is what has answered within half a minute or so"
            seen = links.state(registry).seen
            await until(lambda: "Registry asked 1 min ago" in said(window))
            links._registry_said(registry.id, None)
            links._registry_said(registry.id, Unreachable("registry.unreachable", host="h", text="refused"))
            shift.ahead += 12
            window._tick()
            assert chip._words == " · unreachable 10 s"
            window.bottom.problems.refresh()
            trouble = next(item for item in window.bottom.problems.model.items if "refused" in item.words)
            assert trouble.at is not None
            assert trouble.at - seen >= 80, "since it was found, not since somebody asked it last"

    qt_run(scenario())


def test_one_window_says_one_age(qt_run):
    """Band, rows and chip grow old in the same step."""
    async def scenario():
        async with open_window() as window:
            shift = await go_offline(window)
            chip = window.connections._chips["cluster/lab"]
            for ahead, age in ((12, "10 s"), (22, "20 s"), (52, "50 s"), (70, "1 min")):
                shift.ahead = ahead
                window._tick()
                assert window.header.link.words() == f"unreachable, seen {age} ago"
                assert chip._words == f" · unreachable {age}"
                await until(lambda said=f"Not live: seen {age} ago": said in Grid(window).cell(key("api")).tip)  # rows follow in slices

    qt_run(scenario())


def test_nobody_is_asked_for_a_window_that_nobody_sees(qt_run):
    async def scenario():
        async with open_window() as window:
            links = window.bench.links
            assert links.watched
            window.showMinimized()
            await until(lambda: not links.watched)
            window.showNormal()
            await until(lambda: links.watched)
            window.hide()
            await until(lambda: not links.watched)

    qt_run(scenario())
