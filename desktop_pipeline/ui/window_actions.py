"""The actions of the main window, its menu, and the windows it opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Kind, RowKey, WorkloadKey
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.ui import compose_actions
from desktop_pipeline.ui.actions import Spec
from desktop_pipeline.ui.closing import open_other
from desktop_pipeline.ui.pipeline.nodes import Node
from desktop_pipeline.ui.pipeline.offers import run_now_off, undo_off
from desktop_pipeline.ui.pods.pods_window import PodsWindow, pods_off
from desktop_pipeline.ui.texts import LANGUAGES, text, tr
from desktop_pipeline.ui.theme import Look, icon, theme
from desktop_pipeline.ui.widgets.ask import ask_file

if TYPE_CHECKING:
    from desktop_pipeline.ui.builds.build_editor import BuildEditor
    from desktop_pipeline.ui.main_window import MainWindow


def fill(window: MainWindow) -> None:
    """Every action of the window, once."""
    executor = window.bench.executor

    def no_map() -> str:
        return "" if window.cluster else tr("Actions", "No app map is shown")

    def not_ready() -> str:
        if not window.cluster or window.grid_model.ready():
            return no_map()
        return tr("Actions", "No workload is ready: choose a version that is not deployed yet")

    def nothing_to_save() -> str:
        return "" if window.tree_model.has_ready() else not_ready()

    def current() -> Node | None:
        """The workload that is selected; none while the window is made."""
        return window.grid_model.node(window.grid.currentIndex()) if hasattr(window, "grid") else None

    def unless_current(why_not: Callable[[Node], Message | None]) -> Callable[[], str]:
        """Why an action on the selected workload is off."""
        def reason() -> str:
            node = current()
            if node is None:
                return tr("Actions", "Select a workload in the grid")
            why = why_not(node)
            return text(why) if why is not None else ""

        return reason

    def on_current(act: Callable[[Node], object]) -> Callable[[], None]:
        def acted() -> None:
            if (node := current()) is not None:
                act(node)

        return acted

    def nothing_runs() -> str:
        return "" if executor.active_runs() else tr("Actions", "Nothing runs")

    def why_no_undo(node: Node) -> Message | None:
        active = node.key in window.bench.planner.active
        return undo_off(node.workload, window.grid_model.known_run(node.key), protection(), active=active)

    def protection() -> Protection:
        return window.bench.catalog.workspace.protection(window.cluster, window.namespace)

    def no_build() -> str:
        item = window.grid_model.item(window.grid.currentIndex()) if hasattr(window, "grid") else None
        if item is None or item.row.build is None:
            return tr("Actions", "Select a container whose image is made by a build")
        return ""

    def edit_current() -> None:
        item = window.grid_model.item(window.grid.currentIndex())
        if item is not None and item.row.build is not None:
            window.edit_build(item.row.build.name)

    def stop_all() -> None:
        for run_id in executor.active_runs():
            executor.stop(run_id)

    def refresh() -> None:
        window.bench.links.wake()
        window.work.start(window.bench.inventory.reopen(), "refresh")
        for node in window.grid_model.nodes():
            for item in node.items:
                if item.row.image is not None:
                    window.bench.tags.refresh(window.bench.tags.place(item.row.image))

    def look(wanted: Look, words: str) -> Spec:  # without a picture: it would stand where the tick does
        return Spec(f"view.{wanted.value}", words, lambda: window.set_look(wanted), checked=lambda: theme().look is wanted)

    def language(code: str, words: str) -> Spec:
        return Spec(f"language.{code or 'system'}", words, lambda: window.set_language(code), checked=lambda: window.language() == code)

    def batch() -> None:
        window.runner.run_batch(window.cluster, window.namespace)

    def hold() -> None:
        window.runner.hold(window.cluster, window.namespace)

    def preflight() -> None:
        window.runner.check(window.cluster, window.namespace)

    def save() -> None:
        window.runner.save_plan(window.cluster, window.namespace)

    def plans() -> None:
        window.bottom.show_plans()

    def find() -> None:
        window.toolbar.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose() -> None:
        window.toolbar.pick_map()

    def something_runs() -> str:
        return tr("Actions", "Something runs: stop it or wait for its end") if executor.active_runs() else ""

    async def open_folder() -> None:
        path = await ask_file(window, tr("FirstStart", "Open a workspace folder"), folder=True)
        if path:
            await open_other(window, path)

    window.actions_.add(
        Spec("run.workload", tr("Actions", "Run"), on_current(lambda node: window.runner.run_workload(node.key)), "run", "Ctrl+Return",
             tr("Actions", "Run what is chosen for the selected workload"), unless_current(lambda node: node.why)),
        Spec("run.batch", tr("Actions", "Batch execution"), batch, "batch", "Ctrl+Shift+Return",
             tr("Actions", "Run all workloads that are ready"), not_ready),
        Spec("run.hold", tr("Actions", "Execute when connected…"), hold, "clock", "Ctrl+Shift+K",
             tr("Actions", "Let what is ready wait for its clusters, registries and engines, and start by itself"), not_ready),
        Spec("run.stop", tr("Actions", "Stop"), stop_all, "stop", "Ctrl+.",
             tr("Actions", "Stop what runs: pending steps are dropped"), nothing_runs),
        Spec("run.undo", tr("Actions", "Undo the last run…"), on_current(lambda node: undo(window, node.key)), "undo", "Ctrl+U",
             tr("Actions", "Put back what the workload ran before"), unless_current(why_no_undo)),
        Spec("run.now", tr("Actions", "Run now"), on_current(lambda node: window.runner.run_now(node.key)), "job", "Ctrl+J",
             tr("Actions", "Start a job of the CronJob now, beside its schedule"),
             unless_current(lambda node: run_now_off(node.workload, protection()))),
        Spec("workload.pods", tr("Actions", "Pods and logs…"), on_current(lambda node: show_pods(window, node.key)), "log", "Ctrl+L",
             tr("Actions", "Pods of the selected workload, their events and all of their logs"),
             lambda: pods_off(node) if (node := current()) is not None else tr("Actions", "Select a workload in the grid")),
        Spec("plan.preflight", tr("Actions", "Pre-flight"), preflight, "preflight", "F7",
             tr("Actions", "Check what is chosen without changing anything"), not_ready),
        Spec("plan.save", tr("Actions", "Save plan…"), save, "save", "Ctrl+S",
             tr("Actions", "Save what is chosen as a plan file"), nothing_to_save),
        Spec("plan.list", tr("Actions", "Plans"), plans, "plan", "Ctrl+P",
             tr("Actions", "Saved plans: check, run, edit, compare")),
        Spec("map.choose", tr("Actions", "Choose app map…"), choose, "app-map", "Ctrl+O"),
        Spec("map.filter", tr("Actions", "Filter"), find, "search", "Ctrl+F"),
        Spec("map.refresh", tr("Actions", "Refresh"), refresh, "refresh", "F5", tr("Actions", "Ask clusters and registries again"), no_map),
        Spec("build.edit", tr("Actions", "Edit build…"), edit_current, "edit", "Ctrl+E", "", no_build),
        Spec("build.new", tr("Actions", "New build…"), lambda: window.edit_build(""), "build", "Ctrl+N"),
        Spec("build.import", tr("Actions", "New build from a folder…"), lambda: open_build(window, "").begin_with_folder(), "folder", "",
             tr("Actions", "With a Dockerfile or a compose file")),
        Spec("workspace.open", tr("Actions", "Open workspace…"), lambda: window.work.restart(open_folder(), "choose workspace"), "folder",
             "", tr("Actions", "Another folder with clusters, builds and plans"), something_runs),
        Spec("settings.open", tr("Actions", "Settings…"), lambda: open_settings(window), "settings", "Ctrl+,"),
        look(Look.SYSTEM, tr("Actions", "Look of the system")), look(Look.LIGHT, tr("Actions", "Light")),
        look(Look.DARK, tr("Actions", "Dark")),
        Spec("view.notify", tr("Actions", "Notify when a run ends or asks"), lambda: window.signs.set_notify(not window.signs.notify),
             checked=lambda: hasattr(window, "signs") and window.signs.notify),
        language("", tr("Actions", "Language of the system")), *(language(code, name) for code, name in LANGUAGES.items()),
        Spec("app.close", tr("Actions", "Quit"), window.close, "", "Ctrl+Q"),
    )
    compose_actions.fill(window)


def go_to(window: MainWindow, folder: str, *, sandbox: bool = False) -> None:
    """Leave for another workspace, or the sandbox."""
    window.work.restart(open_other(window, folder, sandbox=sandbox), "choose workspace")


def undo(window: MainWindow, key: WorkloadKey) -> None:
    """Put back what the last run changed in a workload."""
    known = window.grid_model.known_run(key)
    if known is not None:
        window.runner.undo(key, known[0])


def make_menu(window: MainWindow) -> QMenu:
    """What the button at the right end of the toolbar opens."""
    menu = QMenu(window)
    builds = QMenu(tr("Actions", "Builds"), menu)
    groups = (("map.choose", "map.refresh", "plan.list", "workload.pods"), ("run.hold",), ("build.new", "build.import", "build.edit"),
              ("workspace.open", "settings.open"), ("view.system", "view.light", "view.dark"), ("view.notify",))
    for group in groups:
        for name in group:
            menu.addAction(window.actions_[name])
        if "build.edit" in group:
            menu.addMenu(builds)
        if "map.refresh" in group:
            compose_actions.add_menu(window, menu)
        menu.addSeparator()
    languages = menu.addMenu(tr("Actions", "Language"))
    for code in ("system", *LANGUAGES):
        languages.addAction(window.actions_[f"language.{code}"])
    menu.addSeparator()
    menu.addAction(window.actions_["app.close"])
    menu.aboutToShow.connect(window.actions_.refresh)
    menu.aboutToShow.connect(lambda: _list_builds(window, builds))
    return menu


def _list_builds(window: MainWindow, menu: QMenu) -> None:
    """All builds of the workspace: also those whose image runs nowhere yet, which no row of a grid leads to."""
    menu.clear()
    for build in sorted(window.bench.catalog.builds, key=lambda build: (build.title or build.name).casefold()):
        words = (build.title or build.name).replace("&", "&&")
        menu.addAction(words, partial(window.edit_build, build.name))
    menu.setEnabled(not menu.isEmpty())


def row_menu(window: MainWindow, key: object) -> QMenu:
    """The context menu of the grid."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    window.actions_.refresh()
    kind = key.workload.kind if isinstance(key, RowKey) else key.kind if isinstance(key, WorkloadKey) else None
    now = ("run.now",) if kind is Kind.CRON_JOB else ()
    for name in ("run.workload", "run.undo", *now, "workload.pods",
                 "choice.fill", "choice.same_image", "choice.reset", "choice.brings", "build.edit"):
        menu.addAction(window.actions_[name])
    if isinstance(key, RowKey):
        item = window.grid_model.item(window.grid_model.find(key.workload, key.container))
        if item is not None:
            run = item.row.versions.newest_run()
            if item.row.build is not None and run is not None:
                build = item.row.build.name
                menu.addAction(icon("log"), tr("Actions", "Log of the newest build run"), lambda: window.view_log(build, run))
            image = item.row.container.image
            menu.addSeparator()
            menu.addAction(icon("copy"), tr("Actions", "Copy image"), lambda: QGuiApplication.clipboard().setText(image))
    elif isinstance(key, WorkloadKey):
        menu.addSeparator()
        menu.addAction(icon("copy"), tr("Actions", "Copy name"), lambda: QGuiApplication.clipboard().setText(key.name))
    return menu


def open_build(window: MainWindow, name: str) -> BuildEditor:
    """The window in which a build is edited; it belongs to the main window and goes with it."""
    from desktop_pipeline.ui.builds.build_editor import BuildEditor

    for other in window.findChildren(BuildEditor):
        if name and other.build_name == name:  # also one that was new when it was opened
            _to_front(other)
            return other
    editor = BuildEditor(window.bench, window.pump, name, window)
    editor.log_wanted.connect(lambda log_id: show_log_window(window, log_id))
    editor.task_log_wanted.connect(lambda log_id, task: show_log_window(window, log_id, task))
    editor.run_started.connect(lambda run_id: window.bottom.show_batch())
    editor.show()
    return editor


def show_log_window(window: MainWindow, log_id: str, task: int = -1) -> None:
    """A log, or the part of one task, in a window of its own: the tab of the main window lies below the window that asks for it."""
    from desktop_pipeline.ui.logs.log_view import LogWindow

    shown = next((other for other in window.findChildren(LogWindow) if other.parent() is window), None)
    if shown is None:
        shown = LogWindow(window.bench, log_id, window)
    else:
        shown.open(log_id)
    shown.view.choose_task(task)
    _to_front(shown)


def show_pods(window: MainWindow, key: WorkloadKey) -> None:
    """The pods and logs of a workload, in a window of their own; each workload has one."""
    shown = next((other for other in window.findChildren(PodsWindow) if other.key == key), None)
    _to_front(shown or PodsWindow(window.bench, key, window))


def _to_front(widget: QWidget) -> None:
    widget.show()
    widget.raise_()
    widget.activateWindow()


def open_settings(window: MainWindow, page: str = "clusters") -> None:
    """Clusters, app maps, registries and engines."""
    from desktop_pipeline.ui.settings.settings_dialog import SettingsDialog

    SettingsDialog(window.bench, window, page).open()
