"""Sentences for people: translates what the window says itself and what the services say by code and arguments.

Every visible string of the window goes through `tr`, `trn` or `text`, with literals as first arguments, so that `packaging/i18n.py` finds it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop_pipeline.domain.messages import MESSAGES, Message, render
from desktop_pipeline.domain.messages_words import REASONS
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Status

Plain = str | int | float | bool | None
CONTEXT_MESSAGES = "messages"
_REASONS = ("text", "reason")
"""Arguments of messages in which what the operating system says stands."""
_STEP = 10
"""Seconds by which an age grows, below a minute."""
LANGUAGES = {"en": "English", "ko": "한국어"}


def tr(context: str, source: str, /, **arguments: object) -> str:
    """The sentence in the user's language, `{name}` filled from the arguments."""
    translated = QCoreApplication.translate(context, source)
    return translated.format(**arguments) if arguments else translated


def trn(context: str, one: str, many: str, n: int, /, **arguments: object) -> str:
    """`one` for n = 1, else `many`; `{n}` is filled."""
    return tr(context, one if n == 1 else many, n=n, **arguments)


def text(message: Message) -> str:
    """The sentence of a message of the services."""
    template = MESSAGES.get(message.code, "")
    if any(name == "what" for name, _ in message.arguments):
        message = replace(message, arguments=tuple((name, _what(value) if name == "what" else value) for name, value in message.arguments))
    if any(name in _REASONS for name, _ in message.arguments):
        said = ((name, _reason(value) if name in _REASONS else value) for name, value in message.arguments)
        message = replace(message, arguments=tuple(said))
    kind = message.argument("kind")
    if kind and message.argument("field"):
        named = ((name, field_name(kind, str(value)) if name == "field" else value) for name, value in message.arguments)
        message = replace(message, arguments=tuple(named))
    return render(message, QCoreApplication.translate(CONTEXT_MESSAGES, template) if template else "")


def _reason(value: Plain) -> Plain:
    """What the operating system says is translated where it is one of the known reasons; anything else stays."""
    known = value.removesuffix(".") if isinstance(value, str) else ""
    if known not in REASONS.values() or not isinstance(value, str):
        return value
    return QCoreApplication.translate(CONTEXT_MESSAGES, known) + value[len(known):]


def _what(value: Plain) -> Plain:
    """Services say in English what a thing is; the few words they use are translated, others stay."""
    words = {"cluster": tr("What", "cluster"), "registry": tr("What", "registry"), "engine": tr("What", "engine"), "user": tr("What", "user")}
    return words.get(value, value) if isinstance(value, str) else value


def field_name(kind: str, key: str) -> str:
    """What Edit Build calls a field of a task of this kind; `key` is its name in the file, and stays for a field that no message is about."""
    names = {
        ("code", "url"): tr("TaskCodeForm", "URL"), ("code", "folder"): tr("TaskCodeForm", "Folder"),
        ("user", "image"): tr("TaskUserForm", "Image"), ("user", "folder"): tr("TaskUserForm", "Working folder"),
        ("file", "host"): tr("TaskFileForm", "Host"), ("file", "remote"): tr("TaskFileForm", "Path on the server"),
        ("file", "local"): tr("TaskFileForm", "Path in the work folder"),
        ("rest", "url"): tr("TaskRestForm", "URL"), ("rest", "output"): tr("TaskRestForm", "Save the answer as"),
        ("script", "text"): tr("TaskScriptForm", "Script"), ("script", "shell"): tr("TaskScriptForm", "Shell"),
        ("script", "folder"): tr("TaskScriptForm", "Working folder"),
        ("image", "dockerfile"): tr("TaskImageForm", "File"), ("image", "context"): tr("TaskImageForm", "Context folder"),
    }
    return names.get((kind, key), key)


def install_language(app: QCoreApplication, language: str = "") -> str:
    """Load the translation of a language (`ko`, `en`; '' = the system's), Qt's own words included. Returns the language in force."""
    wanted = re.split("[_-]", language or QLocale.system().name())[0].lower()
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    if wanted == "en" or wanted not in LANGUAGES:
        return "en"
    own = Path(__file__).parent / "forms" / "i18n" / f"desktop_pipeline_{wanted}.qm"
    if not _install(app, own):
        return "en"
    _install(app, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), f"qtbase_{wanted}.qm"))
    return wanted


def _install(app: QCoreApplication, path: Path) -> bool:
    translator = QTranslator(app)
    if translator.load(str(path)):
        app.installTranslator(translator)
        return True
    translator.deleteLater()
    return False


# ---- small words used in many places -----------------------------------------------------------------------------------------------------


def status_word(status: Status) -> str:
    """The word on the badge of a workload."""
    return {
        Status.RUNNING: tr("Status", "Running"), Status.UPDATING: tr("Status", "Updating"), Status.DEGRADED: tr("Status", "Degraded"),
        Status.FAILED: tr("Status", "Failed"), Status.PAUSED: tr("Status", "Paused"), Status.MANUAL: tr("Status", "Waits for deletion"),
        Status.STOPPED: tr("Status", "Stopped"), Status.SUSPENDED: tr("Status", "Suspended"), Status.SCHEDULED: tr("Status", "Scheduled"),
        Status.JOB: tr("Status", "Job"), Status.DELETING: tr("Status", "Deleting"),
    }[status]


def state_word(state: State) -> str:
    """The word for the state of a step or run."""
    return {
        State.PENDING: tr("State", "Waiting"), State.RUNNING: tr("State", "Running"), State.DONE: tr("State", "Done"),
        State.NOT_STARTED: tr("State", "Changed, nothing started"), State.FAILED: tr("State", "Failed"),
        State.SUPERSEDED: tr("State", "Superseded"), State.TIMED_OUT: tr("State", "Timed out"), State.UNKNOWN: tr("State", "Unknown"),
        State.CANCELLED: tr("State", "Cancelled"), State.SKIPPED: tr("State", "Skipped"),
    }[state]


def age(seconds: float) -> str:
    """A length of time as people say it: `20 s`, `4 min`, `3 h`, `2 d`. Seconds come in steps of ten, so all parts of a window say the
    same, and nothing is drawn anew each second."""
    seconds = max(0.0, seconds)
    if seconds < 60:
        return tr("Time", "{n} s", n=int(seconds // _STEP * _STEP))
    if seconds < 3600:
        return tr("Time", "{n} min", n=int(seconds // 60))
    if seconds < 48 * 3600:
        return tr("Time", "{n} h", n=int(seconds // 3600))
    return tr("Time", "{n} d", n=int(seconds // 86400))


def ago(now: float, then: float | None) -> str:
    """How long ago something was; '' when that is not known."""
    if then is None:
        return ""
    return tr("Time", "just now") if now - then < _STEP else tr("Time", "{age} ago", age=age(now - then))


def duration(seconds: float) -> str:
    """`0:07`, `12:40`, `1:02:03`."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def size(count: int) -> str:
    """A number of bytes as `12 kB`, `3.4 MB`; '' for 0."""
    if count <= 0:
        return ""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if value >= 10 or unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError
