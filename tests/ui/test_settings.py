"""Settings by mouse and keys, and the page of the first start."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workspace import AppMap, Cluster, ClusterBinding, Engine, EngineBinding, Protection, RegistryBinding, Workspace
from desktop_pipeline.services.links import Reach
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.connections import Connections
from desktop_pipeline.ui.runs.problems import ProblemsTab
from desktop_pipeline.ui.settings.first_start import FirstStart
from desktop_pipeline.ui.settings.page import SettingsPage, free_id
from desktop_pipeline.ui.settings.registries import bad_address
from desktop_pipeline.ui.settings.settings_dialog import PAGES, SettingsDialog
from tests.ui import fakes
from tests.ui.fakes import until
from tests.ui.support import click

CONTROL = Qt.KeyboardModifier.ControlModifier


class Opened:
    """The settings on a workbench, closed at the end."""

    def __init__(self, page: str, **given) -> None:
        self.bench, self.name = fakes.make(**given), page

    async def __aenter__(self) -> SettingsPage:
        await self.bench.workbench.start(watch=False)
        self.dialog = SettingsDialog(self.bench.workbench, None, self.name)
        self.dialog.open()
        self.dialog.activateWindow()
        await until(self.dialog.isActiveWindow)
        await asyncio.sleep(0.05)
        return self.dialog.page()

    async def __aexit__(self, *_: object) -> None:
        try:
            self.dialog.done(QDialog.DialogCode.Rejected)
        except RuntimeError:
            pass  # closed by the test
        await self.bench.workbench.close()


def retype(field: QWidget, words: str) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, words)


async def answer(dialog: QWidget, button: str) -> str:
    await until(lambda: any(box.isVisible() for box in dialog.findChildren(QMessageBox)))
    box = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
    words = box.text() + " " + box.informativeText()
    click(box.findChild(QPushButton, button))
    await asyncio.sleep(0.05)
    return words


def test_ids_and_addresses():
    assert free_id("Lab (2)", ["lab-2"]) == "lab-2-2" and free_id("한국", []) == "entry"
    assert not bad_address("registry.lab:5000/team") and not bad_address("localhost:5000")
    assert bad_address("bad host") and bad_address("registry.lab:5000/team:tag") and bad_address("nohost")


def test_a_cluster_is_added_from_the_kubeconfig_and_tested(qt_run):
    async def story() -> None:
        opened = Opened("clusters", workspace=Workspace())
        async with opened as page:
            await until(lambda: page.ui.context.currentText() == "prod-eu")  # lab is bound already
            assert page.new and not opened.dialog.page().dirty()
            retype(page.ui.title, "Production")
            page.ui.protection.setFocus()
            QTest.keyClick(page.ui.protection, Qt.Key.Key_Down)
            click(page.ui.test)
            await until(lambda: "3 namespaces" in page.ui.result.text())
            catalog = opened.bench.workbench.catalog
            made = catalog.workspace.clusters[0]
            assert (made.id, made.title, made.protection, made.uid) == ("production", "Production", Protection.CONFIRM, "uid-of-lab")
            assert catalog.bindings.clusters["production"] == ClusterBinding("prod-eu")
            opened.bench.world.a_cluster.forbidden = True
            click(page.ui.test)
            await until(lambda: "type them" in page.ui.result.text())
            opened.bench.world.a_cluster.down = True
            click(page.ui.test)
            await until(lambda: "cluster.unreachable" in page.ui.result.text() or "connection refused" in page.ui.result.text())
            click(page.ui.remove)
            await answer(opened.dialog, "yes")
            await until(lambda: catalog.workspace.clusters == ())

    qt_run(story())


def test_the_contexts_are_those_of_the_kubeconfig_that_is_typed(qt_run):
    async def story() -> None:
        async with Opened("clusters", workspace=Workspace()) as page:
            await until(lambda: page.ui.context.currentText() == "prod-eu")
            retype(page.ui.kubeconfig, "/home/me/edge.yaml")
            QTest.keyClick(page.ui.kubeconfig, Qt.Key.Key_Tab)
            await until(lambda: [page.ui.context.itemText(row) for row in range(page.ui.context.count())] == ["edge"])

    qt_run(story())


def test_a_cluster_that_is_not_set_on_this_computer(qt_run):
    async def story() -> None:
        opened = Opened("clusters")
        async with opened as page:
            QTest.keyClick(page.ui.items, Qt.Key.Key_Down)
            await until(lambda: page.key == "prod-eu")
            assert "Not set on this computer" in page.ui.extra.text()
            retype(page.ui.context, "prod-eu")
            QTest.keyClick(page.ui.title, Qt.Key.Key_Return)
            await until(lambda: opened.bench.files.bindings.clusters.get("prod-eu") == ClusterBinding("prod-eu"))
            assert page.ui.extra.text() == ""

    qt_run(story())


def test_unsaved_changes_are_asked_for(qt_run):
    async def story() -> None:
        opened = Opened("clusters")
        async with opened as page:
            retype(page.ui.title, "Changed")
            QTest.keyClick(page.ui.items, Qt.Key.Key_Down)
            await answer(opened.dialog, "no")
            assert page.key == "lab" and page.ui.title.text() == "Changed" and page.ui.items.currentRow() == 0
            click(opened.dialog.ui.close)
            await answer(opened.dialog, "no")
            assert opened.dialog.isVisible()
            click(page.ui.discard)
            assert page.ui.title.text() == "Lab" and not page.dirty()
            gone: list[bool] = []
            opened.dialog.destroyed.connect(lambda: gone.append(True))
            QTest.keyClick(opened.dialog, Qt.Key.Key_Escape)
            await until(lambda: gone)

    qt_run(story())


def test_an_app_map_with_a_typed_namespace(qt_run):
    async def story() -> None:
        opened = Opened("app-maps")
        opened.bench.world.a_cluster.forbidden = True
        async with opened as page:
            click(page.ui.add)
            await until(lambda: page.new)
            await until(lambda: "type the name" in page.ui.extra.text())
            assert not page.ui.save.isEnabled()
            retype(page.ui.namespace, "shop")
            assert "there already" in page.ui.save.toolTip()
            retype(page.ui.namespace, "tools")
            click(page.ui.save)
            await until(lambda: AppMap("lab", "tools") in opened.bench.files.loaded.workspace.app_maps)
            click(page.ui.test)
            await until(lambda: "not change" in page.ui.result.text())
            opened.bench.world.a_cluster.forbidden = False
            page.show_entry("lab/shop")
            await until(lambda: page.ui.namespace.count() == 3)
            retype(page.ui.namespace, "shop2")
            click(page.ui.save)
            files = opened.bench.files
            await until(lambda: [item.id for item in files.loaded.workspace.app_maps] == ["lab/shop2", "prod-eu/shop", "lab/tools"])

    qt_run(story())


def test_a_registry_with_a_password(qt_run):
    async def story() -> None:
        opened = Opened("registries")
        opened.bench.vault.why = Message.of("no.keyring")
        async with opened as page:
            assert "no.keyring" in page.ui.extra.text()
            retype(page.ui.address, "bad host")
            assert page.ui.address.property("bad") and not page.ui.save.isEnabled()
            retype(page.ui.address, "https://registry.lab:5000/shop/")
            QTest.keyClicks(page.ui.password, "hunter2")
            assert "needs a user" in page.ui.save.toolTip()
            QTest.keyClicks(page.ui.username, "ci")
            click(page.ui.test)
            await until(lambda: "takes the login of ci" in page.ui.result.text())
            assert opened.bench.vault.secrets == {"registry/lab-registry": "hunter2"}
            assert opened.bench.files.bindings.registries == {"lab-registry": RegistryBinding("ci", "registry.lab:5000")}
            assert opened.bench.files.loaded.workspace.registries[0].address == "registry.lab:5000/shop"
            assert page.ui.password.text() == "" and "keep" in page.ui.password.placeholderText()
            opened.bench.world.a_registry.bad_password = True
            click(page.ui.test)
            await until(lambda: "refused" in page.ui.result.text())
            retype(page.ui.title, "Other title")
            click(page.ui.save)
            await until(lambda: not page.dirty())
            assert opened.bench.vault.secrets == {"registry/lab-registry": "hunter2"}
            opened.bench.files.conflict = True
            retype(page.ui.title, "Once more")
            click(page.ui.save)
            await until(page.ui.problem.text)
            assert page.ui.title.text() == "Once more"
            opened.bench.files.conflict = False
            click(page.ui.discard)
            click(page.ui.remove)
            assert "Web shop" in await answer(opened.dialog, "no")

    qt_run(story())


def test_a_refused_login_is_seen_in_the_toolbar_and_among_the_problems(qt_run):
    async def story() -> None:
        opened = Opened("registries")
        async with opened as page:
            bench = opened.bench.workbench
            pump = EventPump(bench.feed, bench.tasks)
            chips, problems = Connections(bench, pump), ProblemsTab(bench, pump)
            chip = chips._chips["registry/lab-registry"]
            assert chip.reach() is Reach.UNKNOWN and problems.model.rowCount() == 0
            opened.bench.world.a_registry.bad_password = True
            click(page.ui.test)
            await until(lambda: "refused" in page.ui.result.text())
            await until(lambda: chip.reach() is Reach.FORBIDDEN)
            assert "refused" in chip.toolTip()
            assert problems.model.index(0, 0).data() == "Lab registry" and "refused" in problems.model.index(0, 1).data()
            opened.bench.world.a_registry.bad_password = False
            click(page.ui.test)
            await until(lambda: chip.reach() is Reach.LIVE and problems.model.rowCount() == 0)
            pump.close()
            chips.deleteLater()
            problems.deleteLater()

    qt_run(story())


def test_the_weaker_mark_of_a_cluster_gives_way_to_its_uid(qt_run):
    async def story() -> None:
        weak = replace(fakes.WORKSPACE, clusters=(Cluster("lab", "Lab", uid="ca:0123"),))
        opened = Opened("clusters", workspace=weak)
        async with opened as page:
            catalog, cluster = opened.bench.workbench.catalog, opened.bench.world.a_cluster
            click(page.ui.test)
            await until(lambda: "3 namespaces" in page.ui.result.text())
            assert catalog.workspace.clusters[0].uid == opened.bench.files.loaded.workspace.clusters[0].uid == "uid-of-lab"
            cluster.uid = "ca:0123"
            page.ui.result.clear()
            click(page.ui.test)
            await until(lambda: "3 namespaces" in page.ui.result.text())
            assert catalog.workspace.clusters[0].uid == "uid-of-lab", "the stronger one stays"

    qt_run(story())


def test_an_engine(qt_run):
    async def story() -> None:
        opened = Opened("engines")
        async with opened as page:
            click(page.ui.add)
            await until(lambda: page.new)
            assert not page.ui.host.isVisible()
            retype(page.ui.title, "Build host")
            page.ui.way.setFocus()
            QTest.keyClick(page.ui.way, Qt.Key.Key_Down)
            assert page.ui.host.isVisible() and not page.ui.save.isEnabled()
            QTest.keyClicks(page.ui.host, "tcp://10.0.0.7:2376")
            page.ui.builds.setFocus()
            QTest.keyClick(page.ui.builds, Qt.Key.Key_Down)
            assert not page.ui.builder.isVisible()
            QTest.keyClick(page.ui.builds, Qt.Key.Key_Down)
            assert page.ui.builder.isVisible()
            assert not page.ui.save.isEnabled(), "a buildx builder needs its name"
            QTest.keyClicks(page.ui.builder, "farm")
            click(page.ui.test)
            await until(lambda: "20.10.24" in page.ui.result.text())
            assert Engine("build-host", "Build host") in opened.bench.files.loaded.workspace.engines
            assert opened.bench.files.bindings.engines == {"build-host": EngineBinding("tcp://10.0.0.7:2376", builder="farm")}

    qt_run(story())


def test_every_control_has_a_name(qt_run):
    async def story() -> None:
        opened = Opened("clusters")
        async with opened:
            for row in range(len(PAGES)):
                opened.dialog.ui.topics.setCurrentRow(row)
                reached = [child for child in opened.dialog.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
                own = [child for child in reached if child.isVisibleTo(opened.dialog) and child.objectName()]
                assert [child.objectName() for child in own if not child.accessibleName()] == []

    qt_run(story())


def test_the_first_start(qt_run, tmp_path):
    async def story() -> None:
        bench = fakes.make()
        page = FirstStart(bench.workbench.tasks)
        heard: list[str] = []
        page.sandbox_wanted.connect(lambda: heard.append("sandbox"))
        page.cluster_wanted.connect(lambda: heard.append("cluster"))
        page.workspace_wanted.connect(heard.append)
        page.show()
        QTest.keyClick(page.ui.sandbox, Qt.Key.Key_Space)
        click(page.ui.cluster)
        click(page.ui.workspace)
        await until(lambda: page.findChildren(QFileDialog))
        dialog = page.findChildren(QFileDialog)[0]
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setText(str(tmp_path))
        QTest.keyClick(name, Qt.Key.Key_Return)
        await until(lambda: len(heard) == 3)
        assert heard == ["sandbox", "cluster", str(tmp_path)]
        page.close()
        page.deleteLater()
        await bench.workbench.close()

    qt_run(story())
