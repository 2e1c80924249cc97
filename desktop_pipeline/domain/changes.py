"""What is in a release: the commits between two images of a row, and what changed in their configuration."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.domain.builds import LABEL, OPEN_CONTAINER, Build, CodeRepository
from desktop_pipeline.domain.passwords import LIKE_A_SECRET, holds_password, without_password
from desktop_pipeline.domain.redaction import MASK, Redactor

MOST_ENTRIES = 200
"""So many commits are listed; the rest is counted."""
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BASE = f"{OPEN_CONTAINER}base."
_NOISE = ("created", "revision", "version", "ref.name")
_SCHEMA_NOISE = ("org.label-schema.build-date", "org.label-schema.vcs-ref", "org.label-schema.version")
_OPTION = re.compile(r"--?(?P<name>[A-Za-z][\w.-]*)(?P<value>=.*)?", re.DOTALL)
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.+)", re.DOTALL)
_HIDDEN = re.compile(re.escape(MASK) + "#[0-9a-f]{4}")


class Direction(StrEnum):
    """Where a release leads in the history of its code."""

    SAME = "same"
    FORWARD = "forward"
    BACKWARDS = "backwards"
    DIVERGED = "diverged"
    """Both have commits that the other lacks."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. `when` is an epoch time; `back`: it is taken back, only the former image has it."""

    sha: str
    when: float
    author: str
    subject: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Commits:
    """The way from one commit to another: `ahead` commits come, `behind` are taken back. `entries` are the newest of them, newest first."""

    direction: Direction
    ahead: int = 0
    behind: int = 0
    entries: tuple[Commit, ...] = ()

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.ahead + self.behind - len(self.entries)

    @property
    def alarming(self) -> bool:
        """Whether something that runs now is taken back."""
        return self.direction in (Direction.BACKWARDS, Direction.DIVERGED)


UNKNOWN = Commits(Direction.UNKNOWN)


def way(ahead: int, behind: int, entries: Iterable[Commit] = ()) -> Commits:
    """Commits counted on either side of where two histories part, with their direction."""
    if ahead and behind:
        direction = Direction.DIVERGED
    else:
        direction = Direction.FORWARD if ahead else Direction.BACKWARDS if behind else Direction.SAME
    return Commits(direction, ahead, behind, tuple(entries))


def is_commit(text: str) -> bool:
    """Whether a text is the whole name of a commit (SHA-1 or SHA-256)."""
    return _COMMIT.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """What the configuration of an image says about how it runs. `size` is the compressed size of its layers in bytes.

    It holds no secret: `safe_config` has put a mask in the place of what looks like one, with a sign by which a change is still seen.
    """

    env: Mapping[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    volumes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""
    size: int = 0

    @property
    def revision(self) -> str:
        """The commit it was made from; '' when it does not say."""
        return self.labels.get(f"{OPEN_CONTAINER}revision", "") or self.labels.get(f"{LABEL}commit", "")

    @property
    def source(self) -> str:
        """The address of the code it was made from."""
        return self.labels.get(f"{OPEN_CONTAINER}source", "")


class Part(StrEnum):
    """What of a configuration changed."""

    ENV = "env"
    ENTRYPOINT = "entrypoint"
    CMD = "cmd"
    PORT = "port"
    USER = "user"
    WORKDIR = "workdir"
    VOLUME = "volume"
    BASE = "base"
    LABEL = "label"
    PLATFORM = "platform"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class ConfigChange:
    """One difference. `before` None = new, `after` None = gone. Values of SIZE are bytes."""

    part: Part
    name: str = ""
    before: str | None = None
    after: str | None = None


# ---- secrets -----------------------------------------------------------------------------------------------------------------------------


def _hidden(value: str) -> str:
    """A mask and 16 bits of a hash: enough to see nearly every change, too little to guess a secret by."""
    return f"{MASK}#{hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()[:4]}" if value else ""


def _safe(name: str, value: str) -> str:
    if LIKE_A_SECRET.search(name) or holds_password(value):
        return _hidden(value)
    return Redactor()(value)


def _safe_words(words: Iterable[str]) -> Iterator[str]:
    """The words of a command: `--token=…`, `--token …` and `TOKEN=…` are hidden."""
    wanted = False
    for word in words:
        option, assigned = _OPTION.fullmatch(word), _ASSIGNED.fullmatch(word)
        if wanted and option is None:
            yield _hidden(word)
        elif option is not None and option["value"]:
            head = word[: -len(option["value"])]
            yield f"{head}={_safe(option['name'], option['value'][1:])}"
        elif assigned is not None:
            yield f"{assigned['name']}={_safe(assigned['name'], assigned['value'])}"
        else:
            yield _safe("", word)
        wanted = option is not None and not option["value"] and LIKE_A_SECRET.search(option["name"]) is not None


def safe_config(config: ImageConfig) -> ImageConfig:
    """The configuration with a mask for what looks like a secret. Whoever reads one from a registry calls this first."""
    return replace(
        config, env={name: _safe(name, value) for name, value in config.env.items()}, entrypoint=tuple(_safe_words(config.entrypoint)),
        cmd=tuple(_safe_words(config.cmd)), labels={name: _safe_label(name, value) for name, value in config.labels.items()})


def _safe_label(name: str, value: str) -> str:
    """Addresses of code lose their login; who made an image (`…authors`) is no secret."""
    return without_password(value) if name == f"{OPEN_CONTAINER}source" else _safe(name, value)


def _shown(value: str | None) -> str | None:
    return _HIDDEN.sub(MASK, value) if value is not None else None


# ---- comparing ---------------------------------------------------------------------------------------------------------------------------


def compare(old: ImageConfig, new: ImageConfig) -> tuple[ConfigChange, ...]:
    """What changed between two configurations, in the order of `Part`, then by name.

    Labels that differ by their nature (date, revision, version, those of our runs) are left out, and so is a size within one percent.
    """
    found = [
        *_named(Part.ENV, old.env, new.env), *_one(Part.ENTRYPOINT, _line(old.entrypoint), _line(new.entrypoint)),
        *_one(Part.CMD, _line(old.cmd), _line(new.cmd)), *_listed(Part.PORT, old.ports, new.ports), *_one(Part.USER, old.user, new.user),
        *_one(Part.WORKDIR, old.workdir, new.workdir), *_listed(Part.VOLUME, old.volumes, new.volumes),
        *_named(Part.BASE, _base(old), _base(new)), *_named(Part.LABEL, _telling(old), _telling(new)),
        *_one(Part.PLATFORM, old.platform, new.platform),
    ]
    if old.size and new.size and abs(old.size - new.size) * 100 >= max(old.size, new.size):
        found.append(ConfigChange(Part.SIZE, "", str(old.size), str(new.size)))
    return tuple(found)


def _line(words: tuple[str, ...]) -> str:
    return " ".join(f'"{word}"' if not word or re.search(r"[\s\"]", word) else word for word in words)


def _one(part: Part, old: str, new: str) -> Iterator[ConfigChange]:
    if old != new:
        yield ConfigChange(part, "", _shown(old or None), _shown(new or None))


def _named(part: Part, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[ConfigChange]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield ConfigChange(part, name, _shown(old.get(name)), _shown(new.get(name)))


def _listed(part: Part, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[ConfigChange]:
    for name in sorted({*old} ^ {*new}):
        yield ConfigChange(part, name, name if name in old else None, name if name in new else None)


def _base(config: ImageConfig) -> dict[str, str]:
    return {name.removeprefix(_BASE): value for name, value in config.labels.items() if name.startswith(_BASE)}


def _telling(config: ImageConfig) -> dict[str, str]:
    noise = {*(OPEN_CONTAINER + name for name in _NOISE), *_SCHEMA_NOISE}
    return {name: value for name, value in config.labels.items() if name not in noise and not name.startswith((LABEL, _BASE))}


# ---- which code --------------------------------------------------------------------------------------------------------------------------


def _plain_address(url: str) -> str:
    return without_password(url).rstrip("/").removesuffix(".git").lower()


def code_tasks(build: Build, source: str) -> tuple[CodeRepository, ...]:
    """The enabled *Code repository* tasks, the one an image most likely came from first: that with the address of its label `source`."""
    tasks = (task for task in build.tasks if isinstance(task, CodeRepository) and task.enabled)
    return tuple(sorted(tasks, key=lambda task: not source or _plain_address(task.url) != _plain_address(source)))
