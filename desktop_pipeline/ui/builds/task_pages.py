"""One page for each kind of task. A page shows a task and gives back what was made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_pipeline.domain.builds import (
    BuildImage,
    CodeRepository,
    FileTransfer,
    RestCall,
    Script,
    Task,
    TaskKind,
    UserCommand,
)
from desktop_pipeline.domain.passwords import LIKE_A_SECRET
from desktop_pipeline.ui.builds.bindings import Binding, bind
from desktop_pipeline.ui.forms.task_code import Ui_TaskCodeForm
from desktop_pipeline.ui.forms.task_file import Ui_TaskFileForm
from desktop_pipeline.ui.forms.task_image import Ui_TaskImageForm
from desktop_pipeline.ui.forms.task_rest import Ui_TaskRestForm
from desktop_pipeline.ui.forms.task_script import Ui_TaskScriptForm
from desktop_pipeline.ui.forms.task_user import Ui_TaskUserForm
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.fields import FieldErrors

_NOT_BOUND = ("enabled", "secret", "key")
SECRET_FIELDS = ("secret", "key")
"""Fields that hold the name of a secret; what is typed into them goes into the keyring under that name."""
ICONS = {
    TaskKind.CODE: "branch", TaskKind.USER: "container", TaskKind.FILE: "transfer", TaskKind.REST: "globe", TaskKind.SCRIPT: "terminal",
    TaskKind.IMAGE: "build",
}
PREFIX = {TaskKind.CODE: "git", TaskKind.FILE: "file", TaskKind.REST: "rest"}
"""How names of secrets begin."""
OWN_SECRETS = frozenset({*PREFIX.values(), "key"})
"""Beginnings of the names that the editor gives; only such secrets are deleted when no build names them any more."""


def kind_name(kind: TaskKind) -> str:
    """What a kind of task is called."""
    return {
        TaskKind.CODE: tr("Task", "Code repository"), TaskKind.USER: tr("Task", "User command"),
        TaskKind.FILE: tr("Task", "File transfer (FTP, SFTP)"), TaskKind.REST: tr("Task", "REST call"),
        TaskKind.SCRIPT: tr("Task", "Script"), TaskKind.IMAGE: tr("Task", "Build image"),
    }[kind]


class TaskPage(QWidget):
    """The fields of one task. `edited` comes with each change by the user, `secret_typed` with the name of a field of
    SECRET_FIELDS and what was typed there, `secret_wanted` with the name under which a secret is to be entered."""

    edited = Signal()
    secret_typed = Signal(str, str)
    secret_wanted = Signal(str)
    kind: TaskKind
    sample: Task
    form_class: type[Any]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = self.form_class()
        self.ui.setupUi(self)
        self._loading = False
        self._task = self.sample
        self.prepare()
        self._bindings: dict[str, Binding] = {}
        for field in fields(self.sample):
            widget = getattr(self.ui, field.name, None)
            if widget is not None and field.name not in _NOT_BOUND:
                self._bindings[field.name] = bind(widget, getattr(self.sample, field.name))
                self._bindings[field.name].connect(self._changed)
        for name in SECRET_FIELDS:
            if hasattr(self.ui, name):
                getattr(self.ui, name).textChanged.connect(lambda *_, name=name: self._secret(name))
        self._errors = FieldErrors(self.ui.form)

    def prepare(self) -> None:
        """Fill combo boxes, before anything is bound."""

    def load(self, task: Task, pending: Collection[str]) -> None:
        """Show a task; `pending` are names of secrets that were typed and wait for Save."""
        self._loading = True
        self._task = task
        for name, binding in self._bindings.items():
            binding.put(getattr(task, name))
        for name in SECRET_FIELDS:
            if hasattr(self.ui, name):
                field = getattr(self.ui, name)
                field.clear()
                field.setPlaceholderText(self._secret_hint(name, pending))
        self.loaded()
        self._loading = False

    def loaded(self) -> None:
        """After a task is shown."""

    def _secret_hint(self, field: str, pending: Collection[str]) -> str:
        name = str(getattr(self._task, field, ""))
        if name and name in pending:
            return tr("Task", "typed; goes into the keyring when you save")
        return tr("Task", "kept in the keyring; leave blank to keep it") if name else ""

    def task(self) -> Task:
        """The task as the fields say. Fields that cannot be read keep their last good value."""
        values = {name: binding.take() for name, binding in self._bindings.items() if not binding.problem()}
        return replace(self._task, **values)

    def shows(self, task: Task) -> bool:
        """Whether it is this task that is shown."""
        return self.task() == task

    def unreadable(self) -> dict[str, str]:
        """Why fields cannot be read, by name; such a build cannot be saved."""
        return {name: why for name, binding in self._bindings.items() if (why := binding.problem())}

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show texts beside the fields they belong to."""
        self._errors.show({widget: why for name, why in problems.items() if (widget := getattr(self.ui, name, None)) is not None})

    def focus_first(self) -> None:
        self.ui.title.setFocus()

    def _changed(self) -> None:
        if not self._loading:
            self.touched()
            self._task = replace(self.task(), enabled=self._task.enabled)
            self.edited.emit()

    def touched(self) -> None:
        """A field was changed by the user."""

    def keep(self, task: Task) -> None:
        """What is shown was changed elsewhere in a way the fields do not show: enabled, name of the secret."""
        self._task = replace(self._task, enabled=task.enabled)
        kept = {name: getattr(task, name) for name in SECRET_FIELDS if hasattr(task, name)}
        self._task = replace(self._task, **kept)

    def _secret(self, name: str) -> None:
        if not self._loading:
            field = getattr(self.ui, name)
            self.secret_typed.emit(name, field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text())


class CodePage(TaskPage):
    kind, sample, form_class = TaskKind.CODE, CodeRepository(), Ui_TaskCodeForm

    def prepare(self) -> None:
        self.ui.access.currentIndexChanged.connect(self._access)

    def loaded(self) -> None:
        task = self._task
        assert isinstance(task, CodeRepository)
        self.ui.access.setCurrentIndex(1 if task.secret or task.username else 0)
        self._access()

    def _access(self) -> None:
        private = self.ui.access.currentIndex() == 1
        for name in ("username", "secret"):
            self.ui.form.setRowVisible(getattr(self.ui, name), private)
        if not self._loading:
            if not private:
                self.ui.secret.clear()
                self.secret_typed.emit("secret", "")
            self._changed()

    def task(self) -> Task:
        task = super().task()
        return task if self.ui.access.currentIndex() == 1 else replace(task, username="", secret="")  # type: ignore[call-arg]  # a code task has both

    def unreadable(self) -> dict[str, str]:
        found = super().unreadable()
        task = self._task
        if self.ui.access.currentIndex() == 1 and isinstance(task, CodeRepository) and not task.secret and not self.ui.secret.text():
            found["secret"] = tr("Task", "Type the password or token, or choose public.")
        return found


class UserPage(TaskPage):
    kind, sample, form_class = TaskKind.USER, UserCommand(), Ui_TaskUserForm

    def prepare(self) -> None:
        self.ui.volumes.setHorizontalHeaderLabels([tr("Task", "Path in the container"), tr("Task", "Volume")])
        self.ui.volumes.setToolTip(tr("Task", "Volumes of the engine that stay between runs, for caches"))


class FilePage(TaskPage):
    kind, sample, form_class = TaskKind.FILE, FileTransfer(), Ui_TaskFileForm

    def prepare(self) -> None:
        for word in ("sftp", "ftp", "ftps"):
            self.ui.protocol.addItem(word.upper(), word)
        self.ui.direction.addItem(tr("Task", "Download into the work folder"), "download")
        self.ui.direction.addItem(tr("Task", "Upload from the work folder"), "upload")
        self.ui.protocol.currentIndexChanged.connect(self._protocol)

    def loaded(self) -> None:
        self._protocol()

    def _protocol(self) -> None:
        """A private key is a matter of SFTP."""
        task = self._task
        assert isinstance(task, FileTransfer)
        self.ui.form.setRowVisible(self.ui.key, self.ui.protocol.currentData() == "sftp" or bool(task.key))
        self.ui.form.setRowVisible(self.ui.host_key, self.ui.protocol.currentData() != "ftp" or bool(task.host_key))


class RestPage(TaskPage):
    kind, sample, form_class = TaskKind.REST, RestCall(), Ui_TaskRestForm

    def prepare(self) -> None:
        for word in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
            self.ui.method.addItem(word, word)


class ScriptPage(TaskPage):
    kind, sample, form_class = TaskKind.SCRIPT, Script(), Ui_TaskScriptForm

    def prepare(self) -> None:
        self.ui.shell.addItems(["/bin/sh", "/bin/bash", "python3", "pwsh"])
        self.ui.text.set_dockerfile(False)


class ImagePage(TaskPage):
    kind, sample, form_class = TaskKind.IMAGE, BuildImage(), Ui_TaskImageForm

    def prepare(self) -> None:
        self.ui.source.currentIndexChanged.connect(self._source)
        self.ui.secrets.setHorizontalHeaderLabels([tr("Task", "Id in the Dockerfile"), tr("Task", "Name in the keyring")])
        self.ui.enter_secret.clicked.connect(self._enter_secret)
        self.ui.secrets.currentCellChanged.connect(self._row)
        self.ui.secrets.edited.connect(self._row)

    def _row(self, *_: object) -> None:
        self.ui.enter_secret.setEnabled(bool(self._name()))

    def _name(self) -> str:
        """Name of the secret of the chosen row."""
        row, pairs = self.ui.secrets.currentRow(), list(self.ui.secrets.values().values())
        return pairs[row] if 0 <= row < len(pairs) else ""

    def _enter_secret(self) -> None:
        if self._name():
            self.secret_wanted.emit(self._name())

    def loaded(self) -> None:
        task = self._task
        assert isinstance(task, BuildImage)
        self.ui.source.setCurrentIndex(1 if task.dockerfile_text else 0)
        self._row()
        self._source()
        self._flag(task)

    def _source(self) -> None:
        text = self.ui.source.currentIndex() == 1
        self.ui.form.setRowVisible(self.ui.dockerfile, not text)
        self.ui.form.setRowVisible(self.ui.dockerfile_text, text)
        if not self._loading:
            self._changed()

    def task(self) -> Task:
        task = super().task()
        return task if self.ui.source.currentIndex() == 1 else replace(task, dockerfile_text="")  # type: ignore[call-arg]  # an image task

    def unreadable(self) -> dict[str, str]:
        found = super().unreadable()
        if self.ui.source.currentIndex() == 1 and not self.ui.dockerfile_text.toPlainText().strip():
            found["dockerfile_text"] = tr("Task", "The Dockerfile is empty.")
        return found

    def touched(self) -> None:
        self._flag(self.task())

    def _flag(self, task: Task) -> None:
        """Say when a build argument looks like a secret: arguments stay readable in the image."""
        assert isinstance(task, BuildImage)
        names = [name for name, value in task.arguments.items() if LIKE_A_SECRET.search(name) and value and not value.startswith("${")]
        if names:
            self.ui.notice.say(Tone.WARN, tr("Task", "“{name}” looks like a secret. Build arguments can be read in the file of the build "
                                                     "and in the image.", name=names[0]))
        else:
            self.ui.notice.clear()


PAGES: dict[TaskKind, type[TaskPage]] = {
    page.kind: page for page in (CodePage, UserPage, FilePage, RestPage, ScriptPage, ImagePage)
}
