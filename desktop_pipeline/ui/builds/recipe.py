"""The recipe of a build on its form: basics, tasks, the page of the chosen task, and what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop_pipeline.domain import presets
from desktop_pipeline.domain.builds import TASK_TYPES, Build, CodeRepository, TagRule, Task, TaskKind, Versions, tag_for, validate
from desktop_pipeline.domain.importing import free_name
from desktop_pipeline.domain.variables import secret_names
from desktop_pipeline.domain.workspace import Workspace
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.builds.task_model import TaskModel
from desktop_pipeline.ui.builds.task_pages import ICONS, PAGES, PREFIX, TaskPage, kind_name
from desktop_pipeline.ui.builds.variables import VariablesMenu
from desktop_pipeline.ui.forms.build_editor import Ui_BuildEditorForm
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.fields import mark
from desktop_pipeline.ui.widgets.tips import plain_tip

_BASICS = ("registry", "image", "version")
_WHERE = re.compile(r"tasks\[(\d+)\](?:\.(\w+))?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong: `blocking` keeps it from being saved, `others` only from running."""

    blocking: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Recipe(QObject):
    """Brings a build onto the form and back."""

    changed = Signal()
    folder_wanted = Signal()
    """A new build is to be made from a folder."""
    secret_wanted = Signal(str)
    """Name under which a secret is to be entered."""

    def __init__(self, ui: Ui_BuildEditorForm, parent: QWidget) -> None:
        super().__init__(parent)
        self.ui = ui
        self.model = TaskModel(lambda task: kind_name(task.kind), tr("Task", "Reset"), lambda task: theme.icon(ICONS[task.kind]), self)
        self._loading = False
        self._pristine = False
        self._build = Build("", "", "", "")
        self._new = False
        self._workspace, self._others = Workspace(), tuple[Build, ...]()
        self._pages: dict[TaskKind, TaskPage] = {}
        self.secrets: dict[str, str] = {}
        """Passwords that were typed and wait for Save, by their name in the keyring."""
        self.verdict = Verdict()
        ui.tasks.setModel(self.model)
        self.variables = VariablesMenu(ui.variables, parent)
        for rule, words in ((TagRule.NUMBER, tr("Build", "Version and number")), (TagRule.DATE, tr("Build", "Version and date")),
                            (TagRule.SEQUENCE, tr("Build", "Version and short number")),
                            (TagRule.DESCRIBE, tr("Build", "git describe of the commit"))):
            ui.tag_rule.addItem(words, rule)
        self._menu()
        self._connect()

    def _menu(self) -> None:
        menu = self.menu = QMenu(self.ui.add)
        for kind in TASK_TYPES:
            action = QAction(kind_name(kind), menu)
            action.setData(kind)
            action.triggered.connect(lambda _=False, kind=kind: self.add(kind))
            menu.addAction(action)
        self.ui.add.clicked.connect(lambda: menu.popup(self.ui.add.mapToGlobal(self.ui.add.rect().bottomLeft())))
        begin = self.presets = QMenu(self.ui.preset)
        for words, make in ((tr("Build", "Dockerfile only"), presets.dockerfile_only), (tr("Build", "Git to image"), presets.from_git),
                            (tr("Build", "Git, compiled in a container, to image"), presets.compiled_in_container)):
            begin.addAction(words).triggered.connect(lambda _=False, make=make: self.begin_with(make()))
        begin.addSeparator()
        begin.addAction(tr("Build", "From a folder…")).triggered.connect(self.folder_wanted)
        self.ui.preset.clicked.connect(lambda: begin.popup(self.ui.preset.mapToGlobal(self.ui.preset.rect().bottomLeft())))
        self.ui.variables.clicked.connect(lambda: self.variables.popup(self.model.tasks(), self.row() - 1, self.page()))
        self.icons()

    def icons(self) -> None:
        """Tint icons for the look in force."""
        for action in self.menu.actions():
            action.setIcon(theme.icon(ICONS[action.data()]))
        for button, name in ((self.ui.add, "plus"), (self.ui.up, "up"), (self.ui.down, "down"), (self.ui.duplicate, "copy"),
                             (self.ui.remove, "delete")):
            button.setIcon(theme.icon(name))
        self.ui.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.ui.tasks.viewport().update()

    def _connect(self) -> None:
        ui = self.ui
        for line in (ui.title, ui.description, ui.image, ui.version):
            line.textEdited.connect(self._edited)
        for combo in (ui.registry, ui.engine, ui.tag_rule):
            combo.activated.connect(self._edited)
        ui.up.clicked.connect(lambda: self.move(-1))
        ui.down.clicked.connect(lambda: self.move(1))
        ui.duplicate.clicked.connect(self.duplicate)
        ui.remove.clicked.connect(self.remove)
        ui.tasks.move_wanted.connect(self.move)
        ui.tasks.duplicate_wanted.connect(self.duplicate)
        ui.tasks.remove_wanted.connect(self.remove)
        ui.tasks.selectionModel().currentChanged.connect(self._current)
        self.model.edited.connect(self._tasks_edited)

    # ---- in and out --------------------------------------------------------------------------------------------------------------------

    def load(self, build: Build, workspace: Workspace, others: tuple[Build, ...], *, new: bool) -> None:
        """Show a build; `others` are all builds of the workspace."""
        self._loading = True
        self._build, self._workspace, self._others, self._new = build, workspace, others, new
        self.secrets.clear()
        self._pristine = new
        ui = self.ui
        for line, words in ((ui.title, build.title), (ui.description, build.description), (ui.image, build.image),
                            (ui.version, build.version)):
            line.setText(words)
            line.setCursorPosition(0)
        self._fill(ui.registry, [(item.id, item.title or item.address) for item in workspace.registries], build.registry)
        self._fill(ui.engine, [("", tr("Build", "The default engine")), *((item.id, item.title or item.id) for item in workspace.engines)],
                   build.engine)
        ui.tag_rule.setCurrentIndex(ui.tag_rule.findData(build.tag_rule))
        ui.preset.setVisible(new)
        self.model.load(build.tasks)
        self._loading = False
        ui.tasks.setCurrentIndex(self.model.index(1 if build.tasks else 0))
        self._show_page()
        self.check()

    @staticmethod
    def _fill(combo, items: list[tuple[str, str]], chosen: str) -> None:
        combo.clear()
        for value, words in items:
            combo.addItem(words, value)
        if chosen not in [value for value, _ in items]:
            combo.addItem(tr("Build", "{name} (not in the workspace)", name=chosen) if chosen else tr("Build", "none"), chosen)
        combo.setCurrentIndex(combo.findData(chosen))

    def build(self) -> Build:
        """The build as the form says."""
        ui = self.ui
        image = ui.image.text().strip()
        name = free_name(image, (other.name for other in self._others)) if self._new else self._build.name
        return replace(
            self._build, name=name, registry=ui.registry.currentData() or "", image=image, version=ui.version.text().strip(),
            title=self._same(ui.title.text(), self._build.title), description=self._same(ui.description.text(), self._build.description),
            engine=ui.engine.currentData() or "", tasks=self.model.tasks(), tag_rule=TagRule(ui.tag_rule.currentData()))

    @staticmethod
    def _same(shown: str, given: str) -> str:
        """A field of one line turns line ends into spaces: what was not touched stays as it was."""
        return given if shown == " ".join(given.splitlines()) or shown == given else shown.strip()

    def lock(self, why: str) -> None:
        """Registry and image name cannot be changed because of this; '' = they can."""
        for field in (self.ui.registry, self.ui.image):
            field.setEnabled(not why)
            field.setToolTip(plain_tip(why))
            field.setAccessibleDescription(why)
        for label in (self.ui.registry_label, self.ui.image_label):
            label.setToolTip(plain_tip(why))

    def show_next(self, versions: Versions | None, now: float) -> None:
        """Show the tag that the next run would get, were it begun now."""
        version = self.ui.version.text().strip()
        if versions is None or not version or self.ui.version_error.text():
            self.ui.next_tag.setText("–")
        else:
            about = "" if versions.complete else tr("Build", " (the list of versions is not complete)")
            tag = tag_for(self.build(), versions.next_number(), now) or tr("Build", "as git describes the commit")
            self.ui.next_tag.setText(tag + about)
            self.ui.next_tag.setToolTip(plain_tip(tag + about))

    # ---- what is wrong -----------------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Show what is wrong beside its field and as a summary."""
        build = self.build()
        beside = dict.fromkeys(_BASICS, "")
        blocking, others, rows = list[str](), list[str](), dict[int, str]()
        here: dict[str, str] = {}
        row, tasks_error = self.ui.tasks.currentIndex().row(), ""

        def note(index: int, field: str, words: str) -> None:
            rows.setdefault(index + 1, words)
            if index + 1 == row and field:
                here.setdefault(field, words)

        for problem in validate(build, self._workspace, self._others):
            words = tr("Build", "Enter an image name.") if problem.field == "image" and not build.image else text(problem.message)
            found = _WHERE.match(problem.field)
            if problem.field in beside:
                beside[problem.field] = beside[problem.field] or words
                blocking.append(words)
            else:
                (blocking if problem.message.code == "build.password" else others).append(words)
                if problem.field in ("tasks", "tag_rule"):
                    tasks_error = words
                elif found:
                    note(int(found[1]), found[2] or "", words)
        for index, task in enumerate(build.tasks):
            if isinstance(task, CodeRepository) and task.username and not task.secret:
                words = tr("Task", "Task {number}: type the password or token, or choose public.", number=index + 1)
                blocking.append(words)
                note(index, "secret", words)
        page = self.page()
        for field, why in (page.unreadable() if page is not None else {}).items():
            here[field] = why
            if field != "secret" or row not in rows:
                blocking.append(why)
            rows.setdefault(row, why)
        for field, words in beside.items():
            words = "" if self._pristine else words
            getattr(self.ui, f"{field}_error").say(words)
            mark(getattr(self.ui, field), words)
        if page is not None:
            page.show_problems(here)
        self.ui.tasks_error.say(tasks_error)
        self.model.set_problems(rows)
        self.verdict = Verdict(tuple(blocking), tuple(others))
        self._summary()
        self._buttons()

    def _summary(self) -> None:
        found = self.verdict
        if found.blocking:
            self._say(Tone.IDLE if self._pristine else Tone.BAD, tr("Build", "Cannot be saved yet:"), (*found.blocking, *found.others))
        elif found.others:
            self._say(Tone.WARN, tr("Build", "Can be saved, but cannot run yet:"), found.others)
        else:
            self.ui.summary.clear()

    def _say(self, tone: Tone, head: str, problems: tuple[str, ...]) -> None:
        shown = list(dict.fromkeys(problems))
        lines = [head, *(f"• {words}" for words in shown[:3])]
        if len(shown) > 3:
            lines.append(tr("Build", "… and {n} more", n=len(shown) - 3))
        self.ui.summary.say(tone, "\n".join(lines))

    # ---- tasks -------------------------------------------------------------------------------------------------------------------------

    def row(self) -> int:
        return self.ui.tasks.currentIndex().row()

    def page(self) -> TaskPage | None:
        """The page that shows the chosen task; None on *Reset*."""
        task = self.model.task(self.row())
        return self._pages.get(task.kind) if task is not None else None

    def add(self, kind: TaskKind) -> None:
        """Put a new task below the chosen one, an image task at the end, others never below the last image task."""
        tasks = self.model.tasks()
        row = len(tasks) + 1 if kind is TaskKind.IMAGE else self.row() + 1
        if kind is not TaskKind.IMAGE and tasks and tasks[-1].kind is TaskKind.IMAGE:
            row = min(row, len(tasks))
        self._insert(row, TASK_TYPES[kind]())
        page = self.page()
        if page is not None:
            page.focus_first()

    def begin_with(self, tasks: tuple[Task, ...]) -> None:
        """Put these tasks in the place of those that are there."""
        self.model.load(tasks)
        self.ui.tasks.setCurrentIndex(self.model.index(1))
        self._show_page()
        self._edited()

    def duplicate(self) -> None:
        task = self.model.task(self.row())
        if task is not None:
            self._insert(self.row() + 1, replace(task, title=tr("Task", "{name} (copy)", name=task.title) if task.title else ""))

    def _insert(self, row: int, task: Task) -> None:
        self.model.insert(row, task)
        self.ui.tasks.setCurrentIndex(self.model.index(max(1, row)))
        self.check()

    def remove(self) -> None:
        row = self.row()
        if self.model.task(row) is not None:
            self.model.remove(row)
            self.ui.tasks.setCurrentIndex(self.model.index(min(row, self.model.rowCount() - 1)))
            self._show_page()
            self.check()

    def move(self, by: int) -> None:
        row = self.row()
        if self.model.move(row, row + by):
            self.ui.tasks.setCurrentIndex(self.model.index(row + by))
            self.check()

    def _buttons(self) -> None:
        row, last = self.row(), len(self.model.tasks())
        task = self.model.task(row)
        fixed = tr("Task", "Reset is always the first step.")
        for button, on in ((self.ui.up, row > 1), (self.ui.down, 0 < row < last), (self.ui.duplicate, task is not None),
                           (self.ui.remove, task is not None)):
            button.setEnabled(on)
            button.setAccessibleDescription("" if on or task is not None else fixed)

    def _current(self, now: QModelIndex, before: QModelIndex) -> None:
        if self._loading:
            return
        task, shown = self.model.task(before.row()), self.ui.pages.currentWidget()
        if task is not None and isinstance(shown, TaskPage) and shown.kind is task.kind and shown.shows(task) and shown.unreadable():
            row = before.row()  # nothing typed is lost silently: first it must be readable
            QTimer.singleShot(0, self, lambda: self._go_back(row))
            return
        self._show_page()
        self.check()

    def _go_back(self, row: int) -> None:
        self._loading = True
        self.ui.tasks.setCurrentIndex(self.model.index(row))
        self._loading = False
        self.check()

    def _show_page(self) -> None:
        self._choose_page()
        for page in (self.ui.page_reset, *self._pages.values()):  # else the room is that of the largest page ever shown
            policy = QSizePolicy.Policy.Preferred if page is self.ui.pages.currentWidget() else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)

    def _choose_page(self) -> None:
        task = self.model.task(self.row())
        if task is None:
            self.ui.pages.setCurrentWidget(self.ui.page_reset)
            return
        page = self._pages.get(task.kind)
        if page is None:
            page = self._pages[task.kind] = PAGES[task.kind](self.ui.pages)
            page.edited.connect(self._page_edited)
            page.secret_typed.connect(self._secret_typed)
            page.secret_wanted.connect(self.secret_wanted)
            self.ui.pages.addWidget(page)
        page.load(task, self.secrets)
        self.ui.pages.setCurrentWidget(page)
        self.ui.scroll.verticalScrollBar().setValue(0)

    def _page_edited(self) -> None:
        page = self.page()
        if page is not None:
            self.model.put(self.row(), page.task())
            self.check()
            self.changed.emit()

    def _secret_typed(self, field: str, words: str) -> None:
        """A typed password or key gets a name for the keyring at once; the name, never the password, goes into the task."""
        task, page = self.model.task(self.row()), self.page()
        if task is None or page is None:
            return
        name = str(getattr(task, field, ""))
        if words:
            name = name or self._secret_name(task, field)
            self.secrets[name] = words
        elif name in self.secrets:
            del self.secrets[name]
            if not any(name in secret_names(other) for other in self._build.tasks):
                name = ""
        named = replace(task, **{field: name})  # type: ignore[arg-type]  # a field of this kind of task, by its name
        page.keep(named)
        self.model.put(self.row(), page.task())
        self.check()
        self.changed.emit()

    def _secret_name(self, task: Task, field: str) -> str:
        used = {name for build in (*self._others, self.build()) for other in build.tasks for name in secret_names(other)}
        prefix = "key" if field == "key" else PREFIX[task.kind]
        taken = (name.removeprefix(f"{prefix}/") for name in used | set(self.secrets) if name.startswith(f"{prefix}/"))
        return f"{prefix}/" + free_name(self.build().name, taken)

    def _tasks_edited(self) -> None:
        task, page = self.model.task(self.row()), self.page()
        if task is not None and page is not None:
            page.keep(task)
        if not self._loading:
            self.check()
            self.changed.emit()

    def _edited(self) -> None:
        if not self._loading:
            self._pristine = False
            self.check()
            self.changed.emit()
