"""Builds from a folder with a Dockerfile or a compose file. What has no place in a build is told by name, never dropped silently.

The outside rules: the Compose Specification, `build.md` and `interpolation.md` (github.com/compose-spec/compose-spec).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef, check_version
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.passwords import LIKE_A_SECRET, holds_password, without_password
from desktop_pipeline.domain.redaction import Redactor, redacted
from desktop_pipeline.domain.task_rules import outside
from desktop_pipeline.domain.tasks import BuildImage, CodeRepository
from desktop_pipeline.domain.workspace import Workspace

Plain = str | list["Plain"] | dict[str, "Plain"] | None
"""A value of a compose file: all scalars are text."""
_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?P<sign>:?[-?+])?(?P<other>[^{}]*)\})")
_NESTED = re.compile(r"(?<!\$)\$\{\w+:?[-?+][^{}]*\$\{")
"""A variable inside the default of another."""
_NAMES = re.compile(r"\$\{(\w+)")
_GIT_CONTEXT = re.compile(r"(?:git://|ssh://|git@|github\.com/|https?://[^#]*\.git(?:#|$)).*")
_FIRST_VERSION = "1.0.0"
_SHOWN = 80
_REDACT = Redactor()
_SOURCES_OF_SECRETS = ("file", "environment", "external", "name")
"""Keys of compose's top-level `secrets` that say where a secret is, and are none themselves."""


@dataclass(frozen=True, slots=True)
class WorkTree:
    """The git work tree that a folder is in: the address of its remote ('' = none), the branch (or commit), and the folder below its top.
    `told`: what a build from the remote would not see, or why git could not say what the remote is (`known` is False)."""

    url: str
    ref: str
    folder: str = ""
    told: tuple[Message, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class FolderFound:
    """What was found in a folder. `environment` is that of its `.env`: its values decide, and are never told or taken along; `told` says
    what could not be read."""

    name: str
    dockerfiles: tuple[str, ...] = ()
    compose_file: str = ""
    compose: Plain = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    told: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A build that can be made. `source` is the Dockerfile, or the compose file and service; `told` is what it lacks of it, by name."""

    source: str
    build: Build
    told: tuple[Message, ...] = ()


def free_name(image: str, taken: Iterable[str]) -> str:
    """A name for a new build's file, made from its image name."""
    slug = re.sub(r"[^a-z0-9._-]+", "-", image.rpartition("/")[2].lower()).strip("-.") or "build"
    used = set(taken)
    return next(name for number in range(1, 10_000) if (name := slug if number == 1 else f"{slug}-{number}") not in used)


def candidates(found: FolderFound, tree: WorkTree | None, workspace: Workspace, builds: Iterable[Build]) -> tuple[Candidate, ...]:
    """All builds that a folder yields: a service with a `build:` section each, then each Dockerfile that none of them uses."""
    made: list[Candidate] = []
    taken = [build.name for build in builds]
    services = _map(_map(found.compose).get("services"))
    common = (*found.told, *_of_the_whole(found, services))
    for name, value in services.items():
        service = _map(value)
        if service.get("build") is not None:
            made.append(_Service(found, tree, workspace, name, service).candidate())
    used = {posixpath.normpath(posixpath.join(task.context, task.dockerfile)) for item in made if (task := item.build.image_task())}
    for dockerfile in found.dockerfiles:
        top = tree.folder if tree else ""
        if posixpath.normpath(posixpath.join(top, dockerfile)) not in used:
            ending = re.sub(r"(?i)dockerfile|containerfile|^[.]|[.]$", "", dockerfile).strip(".")
            image = _slug("-".join(part for part in (found.name, ending) if part))
            build = Build("", _first_registry(workspace), image, _FIRST_VERSION, tasks=(
                *_code(tree), BuildImage(context=top or ".", dockerfile=dockerfile)))
            made.append(Candidate(dockerfile, build))
    named = []
    for item in made:
        name = free_name(item.build.image, taken)
        taken.append(name)
        told = (*common, *item.told, *_of_the_tree(item.build, tree))
        named.append(replace(item, build=replace(item.build, name=name), told=tuple(dict.fromkeys(told))))
    return tuple(named)


def _map(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._") or "image"


def _first_registry(workspace: Workspace) -> str:
    return workspace.registries[0].id if workspace.registries else ""


def _code(tree: WorkTree | None) -> tuple[CodeRepository, ...]:
    """Where the files of the build come from. Without a remote the address stays open: a folder of one computer is no source for others."""
    return (CodeRepository(url=without_password(tree.url), ref=tree.ref) if tree else CodeRepository(),)


def _of_the_tree(build: Build, tree: WorkTree | None) -> tuple[Message, ...]:
    code = build.tasks[0]
    assert isinstance(code, CodeRepository)
    if not code.url:
        return (Message.of("import.no_remote"),) if tree is None or tree.known else (*tree.told, Message.of("import.remote_unknown"))
    if tree is None or code.url != without_password(tree.url):  # the compose file names another repository
        return ()
    return (*tree.told, *([Message.of("import.password", url=code.url)] if code.url != tree.url else []))


def _of_the_whole(found: FolderFound, services: Mapping[str, Plain]) -> list[Message]:
    told = []
    idle = [name for name, value in services.items() if _map(value).get("build") is None]
    if idle:
        told.append(Message.of("import.no_build_section", file=found.compose_file, names=", ".join(idle)))
    other = [name for name in _map(found.compose) if name not in ("services", "version", "name", "secrets") and not name.startswith("x-")]
    if other:
        told.append(Message.of("import.not_carried", place=found.compose_file, names=", ".join(other)))
    return told


def _short(value: Plain) -> str:
    """A value that has no place, to be named: of a map its keys, of `name=value` in a list the name; masked before it is cut."""
    if isinstance(value, list):
        return ", ".join(_short(item.partition("=")[0] if isinstance(item, str) else item) for item in value)[:_SHOWN]
    if isinstance(value, dict):
        return ", ".join(value)[:_SHOWN]
    return _REDACT(value or "")[:_SHOWN]


class _Service:
    """One service of a compose file on its way to a build."""

    def __init__(self, found: FolderFound, tree: WorkTree | None, workspace: Workspace, name: str, service: Mapping[str, Plain]) -> None:
        self._found, self._tree, self._workspace, self._name = found, tree, workspace, name
        self._told: list[Message] = []
        section = service["build"]
        self._section = dict(section) if isinstance(section, dict) else {"context": section}
        self._service = dict(service)
        self._code = _code(tree)[0]

    def candidate(self) -> Candidate:
        service = self._service
        if "extends" in service:
            self._tell("extends", names="extends", place=self._name)
        for key in ("image", "platform"):
            service[key] = self._text(service.get(key))
        running = [key for key in service if key not in ("build", "image", "platform", "extends") and not key.startswith("x-")]
        if running:
            self._tell("run_only", names=", ".join(running))
        image = self._image()
        build = self._named(str(service["image"]))
        if not image.platforms and service["platform"]:
            image = replace(image, platforms=(str(service["platform"]),))
        for key in self._section:
            self._tell("not_carried", place=f"{self._name}.build", names=key)
        source = f"{self._found.compose_file}: {self._name}"
        return Candidate(source, replace(build, tasks=(self._code, image)), tuple(self._told))

    def _tell(self, what: str, **arguments: str) -> None:
        self._told.append(redacted(Message.of(f"import.{what}", **{"service": self._name, **arguments}), _REDACT))

    # ---- values ------------------------------------------------------------------------------------------------------------------------

    def _text(self, value: Plain) -> str:
        """A scalar, filled in. One with a password in an address is left out, and told."""
        text = self._filled(value)
        if holds_password(text):
            self._tell("secret_text", text=_short(text))
            return ""
        return text

    def _filled(self, value: Plain) -> str:
        """A scalar with compose's variables filled in, and what would be a variable of ours written so that it is none."""
        if value is None:
            return ""
        if not isinstance(value, str):
            self._tell("not_carried", place=self._name, names=_short(value))
            return ""
        if _NESTED.search(value):
            self._tell("not_carried", place=self._name, names=", ".join(_NAMES.findall(value)))
            return ""
        return _VARIABLE.sub(self._variable, value).replace("${", "$${")

    def _variable(self, match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        name, sign, other = match["plain"] or match["name"], match["sign"] or "", match["other"] or ""
        known = self._found.environment.get(name)
        there = bool(known) if sign.startswith(":") else known is not None
        written = other if sign.endswith("-") or (sign.endswith("+") and there) else ""
        if LIKE_A_SECRET.search(name) or holds_password(written):
            self._tell("variable_open", name=name)
            return ""
        if there and not sign.endswith("+"):
            self._tell("variable_default" if written else "variable_env", name=name, value=written)
        elif sign.endswith("-") or written:
            self._tell("variable", name=name, value=written)
        else:
            self._tell("variable_open", name=name)
        return written

    def _take(self, key: str) -> Plain:
        """A key of the section; what is left in it at the end is told."""
        return self._section.pop(key, None)

    def _list(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        items = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(text for item in items if (text := self._text(item)))

    def _flag(self, key: str) -> bool:
        return self._text(self._take(key)).lower() in ("true", "yes", "on", "1")

    def _pairs(self, key: str) -> dict[str, Plain]:
        """A map, or a list of `name=value`; a name alone has no value."""
        value = self._take(key)
        if isinstance(value, list):
            words = [item for item in value if isinstance(item, str)]
            for odd in (item for item in value if not isinstance(item, str)):
                self._tell("not_carried", place=f"{self._name}.build.{key}", names=_short(odd))
            return {word.partition("=")[0]: word.partition("=")[2] if "=" in word else None for word in words}
        if isinstance(value, str):
            self._tell("not_carried", place=f"{self._name}.build.{key}", names=_short(value.partition("=")[0]))
        return dict(_map(value))

    # ---- the section -------------------------------------------------------------------------------------------------------------------

    def _image(self) -> BuildImage:
        context = self._context(self._filled(self._take("context")) or ".")
        dockerfile, inline = self._text(self._take("dockerfile")) or "Dockerfile", self._text(self._take("dockerfile_inline"))
        if outside(dockerfile):
            self._tell("dockerfile_outside", path=dockerfile)
            dockerfile = "Dockerfile"
        return BuildImage(
            dockerfile=posixpath.normpath(dockerfile), context=context, arguments=self._arguments(),
            target=self._text(self._take("target")), dockerfile_text=inline.replace("$${", "${"), platforms=self._list("platforms"),
            cache_from=self._list("cache_from"), cache_to=self._list("cache_to"), no_cache=self._flag("no_cache"), pull=self._flag("pull"),
            secrets=self._secrets(), ssh=self._ssh(), provenance=self._attested("provenance"), sbom=self._attested("sbom"))

    def _context(self, context: str) -> str:
        """The folder below the top of the repository; a context in git brings its own repository."""
        if _GIT_CONTEXT.fullmatch(context):
            url, _, place = context.partition("#")
            ref, _, folder = place.partition(":")
            url = f"https://{url}" if url.startswith("github.com/") else url
            if without_password(url) != url:
                self._tell("password", url=without_password(url))
            self._code = CodeRepository(url=without_password(url), ref=ref)
            return posixpath.normpath(folder or ".")
        inner = posixpath.normpath(posixpath.join(self._tree.folder if self._tree else "", context))
        if outside(inner) or "://" in context:
            self._tell("context_outside", path=context)
            return "."
        return inner

    def _arguments(self) -> dict[str, str]:
        found = {}
        for name, given in self._pairs("args").items():
            value = self._filled(given)
            if holds_password(value) or (given != "" and LIKE_A_SECRET.search(name)):
                self._tell("secret_argument", name=name)
            elif given is None:
                self._tell("argument_env" if name in self._found.environment else "argument_open", name=name)
            else:
                found[name] = value
        return found

    def _secrets(self) -> dict[str, str]:
        """Ids with names for the keyring; where compose has the secret from stays behind."""
        value, found = self._take("secrets"), dict[str, str]()
        if value is not None and not isinstance(value, list):
            self._tell("not_carried", place=f"{self._name}.build", names="secrets")
        for item in value if isinstance(value, list) else []:
            source = self._text(item.get("source")) if isinstance(item, dict) else self._text(item)
            name = (self._text(item.get("target")) if isinstance(item, dict) else "") or source
            found[name.rpartition("/")[2]] = f"build/{_slug(source)}"
            origin = _map(_map(_map(self._found.compose).get("secrets")).get(source))
            where = ", ".join(f"{key}: {text}" for key, text in origin.items() if isinstance(text, str) and key in _SOURCES_OF_SECRETS)
            self._tell("secret", name=f"build/{_slug(source)}", where=where or "?")
            rest = [key for key in item if key not in ("source", "target")] if isinstance(item, dict) else []
            if rest:
                self._tell("not_carried", place=f"{self._name}.build.secrets.{source}", names=", ".join(rest))
        return found

    def _ssh(self) -> bool:
        names = self._pairs("ssh")
        own = [name for name, value in names.items() if name != "default" or value]
        if own:
            self._tell("not_carried", place=f"{self._name}.build.ssh", names=", ".join(own))
        return "default" in names

    def _attested(self, key: str) -> bool:
        """Whether an attestation is wanted; what more is said of it has no place."""
        words = self._text(self._take(key))
        if words and words.lower() not in ("true", "false"):
            self._tell("not_carried", place=f"{self._name}.build.{key}", names=words)
        return bool(words) and words.lower() != "false"

    # ---- the name ----------------------------------------------------------------------------------------------------------------------

    def _named(self, text: str) -> Build:
        """Registry, image name and version from `image:`."""
        workspace, build = self._workspace, Build("", _first_registry(self._workspace), _slug(self._name), _FIRST_VERSION, title=self._name)
        if not text:
            return build
        try:
            image = ImageRef.parse(text.lstrip("/").removesuffix(":"))  # host or tag stayed open
        except UserError:
            self._tell("not_carried", place=f"{self._name}.image", names=text)
            return build
        registry = workspace.registry_of(image)
        if registry is not None:
            build = replace(build, registry=registry.id, image=registry.path_below(image.repository))
        else:
            build = replace(build, image=image.path)
            if image.host:
                self._tell("registry", host=image.host, registry=build.registry or "-")
        try:
            check_version(image.tag)
        except UserError:
            return build
        if image.tag == LATEST:
            return build
        return replace(build, version=image.tag)
