"""The window in which a build is edited and run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import Build, BuildImage, BuildRun, RunOutcome, runs_of_tasks, tag_for
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.recipes import with_recipe
from desktop_pipeline.domain.variables import secret_names
from desktop_pipeline.services.builds import log_id
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.builds.history import History
from desktop_pipeline.ui.builds.history_model import look
from desktop_pipeline.ui.builds.import_dialog import ask_import
from desktop_pipeline.ui.builds.recipe import Recipe
from desktop_pipeline.ui.builds.run_dialog import RunBuildDialog
from desktop_pipeline.ui.builds.task_pages import OWN_SECRETS
from desktop_pipeline.ui.forms.build_editor import Ui_BuildEditorForm
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.badge import Badge
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench


class BuildEditor(QWidget):
    """A window of its own for one build; `name` '' makes a new one. Closing it never touches a run."""

    log_wanted = Signal(str)
    """Id of a log that should be shown."""
    task_log_wanted = Signal(str, int)
    """Id of a log, and the task (from 0, of the run's) at which it should be opened."""
    run_started = Signal(str)
    """Id of the run."""
    saved = Signal(str)
    """Name of the build."""

    def __init__(self, workbench: Workbench, pump: EventPump, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workbench = workbench
        self._work = Work(workbench.tasks, self)
        self._original = Build("", "", "", "")
        self._new = True
        self._former = ""
        """Tag of the run whose recipe is being edited; '' = the file's own recipe."""
        self._close_now = False
        self.ui = Ui_BuildEditorForm()
        body = QWidget(self)
        self.ui.setupUi(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(body)
        self.badge = Badge(self)
        self.ui.badge_place.addWidget(self.badge)
        self.recipe = Recipe(self.ui, self)
        self.history = History(workbench, self.ui, self._work, self)
        self._looks()
        self._connect(pump)
        self.resize(1130, 740)
        build = workbench.catalog.build(name) if name else None
        self._show(build or self._blank(), new=build is None)
        if name and build is None:
            self.ui.notice.say(Tone.BAD, tr("Build", "There is no build “{name}” (any more). Saving makes a new one.", name=name))
        if self._new:
            self.ui.title.setFocus()
        else:
            self.ui.tasks.setFocus()

    def _blank(self) -> Build:
        registries = self._workbench.catalog.workspace.registries
        return Build("", registries[0].id if registries else "", "", "1.0.0", tasks=(BuildImage(),))

    def _looks(self) -> None:
        ui = self.ui
        ui.heading.setFont(theme.scaled_font(self.font(), 1.3, bold=True))
        ui.splitter.setStretchFactor(0, 0)
        ui.splitter.setStretchFactor(1, 1)
        ui.splitter.setSizes([340, 740])
        ui.splitter.setHandleWidth(2)
        self._icons()
        theme.theme().changed.connect(self._icons)

    def _icons(self) -> None:
        ui = self.ui
        self.setWindowIcon(theme.icon("build"))
        ui.icon.setPixmap(theme.pixmap("build", 28, theme.colour("accent"), self.devicePixelRatioF()))
        ui.run.setIcon(theme.icon("run", theme.colour("accent_text")))
        ui.stop.setIcon(theme.icon("stop"))
        ui.save.setIcon(theme.icon("save", theme.colour("accent_text")))
        self.recipe.icons()
        self.history.icons()

    def _connect(self, pump: EventPump) -> None:
        ui = self.ui
        self.recipe.changed.connect(self._state)
        self.recipe.folder_wanted.connect(self.begin_with_folder)
        self.recipe.secret_wanted.connect(self._enter_secret)
        self.history.log_wanted.connect(self.log_wanted)
        self.history.again_wanted.connect(lambda run: self._work.start(self._run_again(run), "run again"))
        self.history.recipe_wanted.connect(lambda run: self._work.start(self._edit_recipe(run), "edit recipe"))
        self.history.ticked.connect(self._show_task_runs)
        ui.tasks.log_wanted.connect(self._open_task_log)
        ui.save.clicked.connect(self.save)
        ui.run.clicked.connect(self.run)
        ui.stop.clicked.connect(lambda: self._work.start(self._stop(), "stop build"))
        ui.close.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, ui.save.click)
        QShortcut(QKeySequence("Ctrl+Return"), self, ui.run.click)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)
        QShortcut(QKeySequence("Esc"), self, self.close)
        pump.versions.connect(self._versions)
        pump.run.connect(self._run_changed)  # not a lambda: that would be called after the window has gone
        pump.catalog.connect(self._catalog)

    @property
    def build_name(self) -> str:
        """The build that is shown; '' for a new one that was never saved."""
        return "" if self._new else self._original.name

    # ---- what is shown -----------------------------------------------------------------------------------------------------------------

    def _show(self, build: Build, *, new: bool) -> None:
        self._original, self._new, self._former = build, new, ""
        catalog = self._workbench.catalog
        self.recipe.load(build, catalog.workspace, catalog.builds, new=new)
        self._refresh_history()
        vault = self._workbench.vault.notice()
        if vault is not None and any(secret_names(task) for task in build.tasks):
            self.ui.notice.say(Tone.WARN, text(vault))

    def _refresh_history(self) -> None:
        self.history.show(None if self._new else self._original)
        ran = self.history.has_run()
        if ran is None:
            self.recipe.lock(tr("Build", "Registry and image name can be changed once it is known that this build never ran."))
        else:
            self.recipe.lock(tr("Build", "Registry and image name cannot change after the first run: its images lie there.") if ran else "")
        self._state()

    def _versions(self, repository: str) -> None:
        if not self._new and self.history.versions is not None and self.history.versions.repository in (repository, ""):
            self._refresh_history()

    def _run_changed(self, run_id: str) -> None:
        self._state()

    def _catalog(self) -> None:
        """The workspace changed: show the new state of this build, unless the user is at work on it."""
        catalog = self._workbench.catalog
        now = None if self._new else catalog.build(self._original.name)
        if self._new or now == self._original:
            return
        if now is None:
            self.ui.notice.say(Tone.WARN, tr("Build", "This build was deleted in the workspace. Saving makes it anew."))
        elif self.dirty():
            self.ui.notice.say(Tone.WARN, tr("Build", "The file of this build was changed meanwhile. Saving will ask what to do."))
        else:
            self._show(now, new=False)

    def dirty(self) -> bool:
        """Whether there is something that was not saved."""
        return bool(self.recipe.secrets) or replace(self.recipe.build(), name=self._original.name) != self._original

    def _state(self) -> None:
        ui, build = self.ui, self.recipe.build()
        title = build.title or build.image or tr("Build", "New build")
        ui.heading.setText(title)
        ui.file.setText(f"builds/{build.name}.yaml" if build.image or not self._new else tr("Build", "not saved yet"))
        dirty, verdict = self.dirty(), self.recipe.verdict
        self.setWindowTitle(tr("Build", "Edit Build – {name}", name=title) + ("[*]" if not self._new else ""))
        self.setWindowModified(dirty and not self._new)
        newest = self.history.newest()
        self.badge.setVisible(newest is not None)
        if newest is not None:
            self.badge.show_state(*look(newest))
        ui.last.setText(tr("Build", "Last run {when}", when=date_and_time(newest.started or newest.ended)) if newest is not None else "")
        self.recipe.show_next(self.history.versions, self._workbench.clock.now())
        nothing = "" if dirty or self._new else tr("Build", "There is nothing to save.")
        self._show_task_runs()
        self._able(ui.save, verdict.blocking[0] if verdict.blocking else nothing)
        running = self._workbench.builds.running(self._original.name) if not self._new else None
        former = bool(self._former) and dirty
        ui.run.setText(tr("Build", "&Run this recipe…") if former else tr("Build", "Save and &run…") if dirty or self._new
                       else tr("Build", "&Run…"))
        unsaved = former and self.recipe.secrets
        typed = (tr("Build", "A password was typed, and goes into the keyring with Save. Save first."),) if unsaved else ()
        problems = (*typed, *verdict.blocking, *verdict.others)
        self._able(ui.run, problems[0] if problems else "")
        self._able(ui.stop, "" if running else tr("Build", "This build is not running."))
        ui.status.setText(tr("Build", "Unsaved changes") if dirty else "")

    def _show_task_runs(self) -> None:
        runs = runs_of_tasks(self.recipe.model.tasks(), self.history.newest())
        self.recipe.model.set_runs({index + 1: run for index, run in runs.items()}, self._workbench.clock.now())

    def _open_task_log(self, row: int) -> None:
        task, newest = self.recipe.model.run(row), self.history.newest()
        if task is None or newest is None or not newest.run_id:
            return
        self.task_log_wanted.emit(log_id(newest.run_id, newest.build or self._original.name), newest.tasks.index(task))

    @staticmethod
    def _able(button, why: str) -> None:
        button.setEnabled(not why)
        button.setToolTip(plain_tip(why))
        button.setAccessibleDescription(why)

    def begin_with_folder(self) -> None:
        """Ask for a folder with a Dockerfile or a compose file, and make the new build of it."""
        if not self._work.busy("import folder"):
            self._work.start(self._begin_with_folder(), "import folder")

    async def _begin_with_folder(self) -> None:
        found = await ask_import(self._workbench, self)
        if found is None or not await self._may_drop():
            return
        self._original = self._blank()
        catalog = self._workbench.catalog
        self.recipe.load(found.build, catalog.workspace, catalog.builds, new=True)
        if found.told:
            self.ui.notice.say(Tone.WARN, "\n".join(text(message) for message in found.told))
        self._state()

    # ---- save --------------------------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        if not self._work.busy("save build"):
            self._work.start(self._save(), "save build")

    async def _save(self) -> bool:
        """Secrets go to the keyring first, then the file is written. False when it was not saved."""
        self.recipe.check()
        if self.recipe.verdict.blocking:
            return False
        workbench, build = self._workbench, self.recipe.build()
        self._able(self.ui.save, tr("Build", "Saving…"))
        self.ui.status.setText(tr("Build", "Saving…"))
        try:
            for name, secret in list(self.recipe.secrets.items()):
                await workbench.vault.put(name, secret)
            before = self._original
            self._original, new, self._new = build, self._new, False  # the catalogue's own change is not somebody else's
            try:
                await workbench.catalog.save_build(build)
                await workbench.trust.trust(build)  # who saves a build has it before their eyes
            except (UserError, UserErrors):
                self._original, self._new = before, new
                raise
            await self._forget_secrets(before, build)
        except UserError as error:
            self._state()
            if error.code == "file.changed":
                await self._conflict(build.name, error)
            else:
                self.ui.notice.say(Tone.BAD, text(error.message))
            return False
        except UserErrors as errors:  # what the rules of files refuse
            self._state()
            self.ui.notice.say(Tone.BAD, "\n".join(text(message) for message in errors.messages))
            return False
        self.ui.notice.clear()
        self._show(build, new=False)
        self.saved.emit(build.name)
        return True

    async def _forget_secrets(self, before: Build, now: Build) -> None:
        """Take passwords out of the keyring that no build names any more."""
        builds = [build for build in self._workbench.catalog.builds if build.name != now.name]
        used = {name for build in (*builds, now) for task in build.tasks for name in secret_names(task)}
        for name in {name for task in before.tasks for name in secret_names(task)} - used:
            if name.partition("/")[0] in OWN_SECRETS:
                await self._workbench.vault.delete(name)

    def _enter_secret(self, name: str) -> None:
        self._work.restart(self._ask_secret(name), "enter secret")

    async def _ask_secret(self, name: str) -> None:
        """A secret that a task names itself; it goes into the keyring with Save and is never shown."""
        label = tr("Build", "The secret “{name}”. It goes into the keyring when you save; blank keeps the old one.", name=name)
        words = await ask.ask_text(self, tr("Build", "Enter a secret"), label, secret=True)
        if words:
            self.recipe.secrets[name] = words
            self._state()

    async def _conflict(self, name: str, error: UserError) -> None:
        reload = await ask.confirm(
            self, tr("Build", "Somebody else changed this build"),
            text(error.message) + "\n" + tr("Build", "Reload shows their state and drops your changes. Keep editing changes nothing."),
            tr("Build", "Reload"), tr("Build", "Keep editing"), danger=True)
        if not reload:
            self.ui.notice.say(Tone.WARN, tr("Build", "Not saved: the file of this build was changed meanwhile."))
            return
        try:
            await self._workbench.catalog.load()
        except UserErrors as errors:
            self.ui.notice.say(Tone.BAD, "\n".join(text(message) for message in errors.messages))
            return
        build = self._workbench.catalog.build(name)
        if build is not None:
            self.ui.notice.clear()
            self._show(build, new=False)
        else:
            self.ui.notice.say(Tone.WARN, tr("Build", "This build was deleted in the workspace. Saving makes it anew."))

    # ---- run ---------------------------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Save what was changed, ask for a description, check and start. A former recipe is run as it stands, without being saved."""
        if self.ui.run.isEnabled() and not self._work.busy("run build"):
            self._work.start(self._run(), "run build")

    async def _run(self) -> None:
        if self._former and self.dirty():
            await self._run_as(self.recipe.build(), edited=True)
        elif not (self._new or self.dirty()) or await self._save():
            await self._run_as(self._original)

    async def _run_as(self, build: Build, run: BuildRun | None = None, *, edited: bool = False) -> None:
        """Open the dialog that runs a build: by its file, by the recipe of a former run, or by one that was edited and not saved."""
        versions = self.history.versions
        known = versions is not None and versions.complete
        tag = tag_for(build, versions.next_number(), self._workbench.clock.now()) if versions is not None and known else ""
        dialog = RunBuildDialog(self._workbench, build, tag, self, former=run, edited=edited)
        if await ask.show(dialog):
            self.run_started.emit(dialog.run_id)
            self.log_wanted.emit(log_id(dialog.run_id, build.name))
            self._state()

    # ---- recipes of former runs --------------------------------------------------------------------------------------------------------

    def _recipe_of(self, run: BuildRun) -> Build | None:
        """This build as it was in a run; None, said on the window, when that cannot be read."""
        try:
            return with_recipe(self._original, run.recipe)
        except UserError as error:
            self.ui.notice.say(Tone.BAD, text(error.message))
            return None

    async def _run_again(self, run: BuildRun) -> None:
        build = self._recipe_of(run)
        if build is not None:
            await self._run_as(build, run)

    async def _may_drop(self) -> bool:
        """Whether what was changed and not saved may go."""
        words = tr("Build", "What you changed in “{name}” has not been saved.", name=self.ui.heading.text())
        return not self.dirty() or await ask.confirm(
            self, tr("Build", "Drop your changes?"), words, tr("Build", "Drop them"), tr("Build", "Keep editing"), danger=True)

    async def _edit_recipe(self, run: BuildRun) -> None:
        """Show the recipe of a run as a change that was not saved."""
        build = self._recipe_of(run)
        if build is None:
            return
        if not await self._may_drop():
            return
        catalog = self._workbench.catalog
        self._former = run.tag
        self.recipe.load(build, catalog.workspace, catalog.builds, new=False)
        self.ui.tabs.setCurrentIndex(0)
        self.ui.tasks.setFocus()
        self._refresh_history()
        words = tr("Build", "The recipe of {tag} is the one of the file.", tag=run.tag)
        if self.dirty():
            words = tr("Build", "This is the recipe of {tag}. Run uses it as it stands here and leaves the file as it is; Save writes it "
                                "into the file.", tag=run.tag)
        self.ui.notice.say(Tone.IDLE, words)

    async def _stop(self) -> None:
        run_id = self._workbench.builds.running(self._original.name)
        if run_id is None:
            return
        state = self._workbench.feed.run(run_id)
        if state is not None and len(state.steps) > 1:
            words = tr("Build", "The build belongs to the run “{title}”. Stopping ends all of its {n} steps.", title=state.title,
                       n=len(state.steps))
            if not await ask.confirm(self, tr("Build", "Stop the whole run?"), words, tr("Build", "Stop the run"), danger=True):
                return
        self._workbench.executor.stop(run_id)

    # ---- close -------------------------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._close_now or not self.dirty():
            event.accept()
            return
        event.ignore()
        if not self._work.busy("close editor"):
            self._work.start(self._ask_close(), "close editor")

    async def _ask_close(self) -> None:
        words = tr("Build", "What you changed in “{name}” has not been saved.", name=self.ui.heading.text())
        if await ask.confirm(self, tr("Build", "Close without saving?"), words, tr("Build", "Close without saving"),
                             tr("Build", "Keep editing"), danger=True):
            self._close_now = True
            self.close()

    def running(self) -> bool:
        """Whether the build's newest run is at work."""
        newest = self.history.newest()
        return newest is not None and newest.outcome is RunOutcome.RUNNING
