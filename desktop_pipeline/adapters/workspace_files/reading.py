"""Content of a file to a domain value, or to all the problems it has, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop_pipeline.adapters.workspace_files.nodes import Document, Found, Path, Plain, read, shown_path
from desktop_pipeline.adapters.workspace_files.trees import FORM, GROUPS, MODE_KEYS, repository_of
from desktop_pipeline.domain.builds import Build, TagRule
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import check_version
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.order import problems as order_problems
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.kept_ports import FileProblem

_ANY = ""
"""A step of which not even the name can be read: every word may mean it."""
_KINDS = frozenset(kind.value for kind in Kind)
KINDS = ("workspace", "build", "plan", "bindings")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The value of a file, or None and why. `document` has the lines, `newer` the version of a file this program is too old for."""

    value: Any
    problems: tuple[FileProblem, ...]
    document: Document
    newer: int = 0

    def line(self, *path: str | int) -> int:
        return self.document.line(path)


def schema(kind: str) -> dict[str, Any]:
    """JSON Schema of `workspace`, `build`, `plan` or `bindings`. Raises UserError `schema.unknown`."""
    if kind not in KINDS:
        raise UserError("schema.unknown", kind=kind, known=", ".join(KINDS))
    from desktop_pipeline.adapters.workspace_files import forms

    return forms.json_schema(kind)


def parse(kind: str, name: str, file: str, data: bytes) -> Parsed:
    """Read a file of one of KINDS. `name` is that of the build or plan, `file` stands in the problems."""
    document = read(data)
    found = list(document.problems)
    value, newer = None, 0
    if document.tree is not None:
        version, newer = _version(document)
        if newer:
            found = version
        else:
            found.extend(version)
            form, problems = _validated(kind, document)
            found.extend(problems)
            found.extend(Found(path, document.line(path), message) for path, message in _CHECKS[kind](document.tree))
            value = _VALUES[kind](name, form) if not found else None
    unique = dict.fromkeys(sorted(found, key=lambda item: item.line))
    return Parsed(value, tuple(FileProblem(file, item.line, shown_path(item.path), item.message) for item in unique), document, newer)


def _version(document: Document) -> tuple[list[Found], int]:
    """Problems with the key `version`, and the version where it is one we do not know yet."""
    if not isinstance(document.tree, dict):
        return [], 0
    path: Path = ("version",)
    text = document.tree.get("version")
    if text is None:
        return [Found(path, document.line(path), Message.of("file.no_version"))], 0
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or int(text[:9]) < 1:
        message = Message.of("file.bad_version", value=text if isinstance(text, str) else "…")
        return [Found(path, document.line(path), message)], 0
    number = int(text[:9])
    if number > FORM:
        return [Found(path, document.line(path), Message.of("file.newer_here", version=number, known=FORM))], number
    return [], 0


# ---- the schema ----


def _validated(kind: str, document: Document) -> tuple[Any, list[Found]]:
    from pydantic import ValidationError

    from desktop_pipeline.adapters.workspace_files import forms

    tree = document.tree
    content = {key: value for key, value in tree.items() if key != "version"} if isinstance(tree, dict) else tree
    try:
        return forms.FILES[kind].model_validate(content), []
    except ValidationError as error:
        known = forms.keys_of(kind)
        errors = error.errors(include_url=False, include_input=False)
        return None, [_found(kind, document, item, known) for item in errors if not _follows(item, errors)]


def _follows(error: Any, errors: list[Any]) -> bool:
    """Whether a list only counts as too short because what is in it has mistakes, which are told themselves."""
    place = error["loc"]
    return error["type"] == "too_short" and any(len(other["loc"]) > len(place) and other["loc"][:len(place)] == place for other in errors)


def _found(kind: str, document: Document, error: Any, known: tuple[str, ...]) -> Found:
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    if path[:1] == ("tasks",) and len(path) > 2 and kind == "build":
        path = (*path[:2], *path[3:])  # pydantic puts the kind of the task there
    if error["type"].startswith("union_tag"):
        path = (*path, "kind")
    return Found(path, document.line(path), _message(kind, path, error, known))


def _message(kind: str, path: Path, error: Any, known: tuple[str, ...]) -> Message:
    code, context, last = error["type"], error.get("ctx", {}), path[-1] if path else ""
    if "." in code:
        return Message.of(code, **context)
    if code == "extra_forbidden":
        for meant in difflib.get_close_matches(str(last), known, 1) if last not in known else ():
            return Message.of("file.unknown_key_meant", key=last, meant=meant)
        return Message.of("file.unknown_key", key=last, kind=kind)
    if code == "missing":
        return Message.of("file.missing_key", key=last)
    if code == "union_tag_not_found":
        return Message.of("file.missing_key", key="kind")
    if code == "union_tag_invalid":
        return Message.of("file.not_one_of", value=context.get("tag"), known=str(context.get("expected_tags")).replace("'", ""))
    if code in ("model_type", "model_attributes_type", "dict_type"):
        return Message.of("file.not_a_map")
    if code in ("tuple_type", "list_type"):
        return Message.of("file.not_a_list")
    return Message.of("file.must_not_be_empty") if code == "too_short" else Message.of("file.bad_value", text=error["msg"])


# ---- what a schema cannot say; these look at the plain content, so they find their problems beside those of the schema ----

Problems = Iterator[tuple[Path, Message]]


def _items(tree: Plain, key: str) -> Iterator[tuple[int, dict[str, Plain]]]:
    found = tree.get(key) if isinstance(tree, dict) else None
    for index, item in enumerate(found if isinstance(found, list) else []):
        if isinstance(item, dict):
            yield index, item


def _texts(item: dict[str, Plain], *keys: str) -> tuple[str, ...] | None:
    values = tuple(item.get(key) for key in keys)
    return tuple(str(value) for value in values) if all(isinstance(value, str) for value in values) else None


def _duplicates(tree: Plain, key: str, keys: tuple[str, ...], code: str) -> Problems:
    seen: set[tuple[str, ...]] = set()
    for index, item in _items(tree, key):
        identity = _texts(item, *keys)
        if identity is not None and identity in seen:
            yield (key, index), Message.of(code, name="/".join(identity))
        if identity is not None:
            seen.add(identity)


def _check_workspace(tree: Plain) -> Problems:
    for key in ("clusters", "registries", "engines"):
        yield from _duplicates(tree, key, ("id",), "file.duplicate")
    yield from _duplicates(tree, "app_maps", ("cluster", "namespace"), "file.duplicate_app_map")
    clusters = {_texts(item, "id") for _, item in _items(tree, "clusters")}
    for index, item in _items(tree, "app_maps"):
        cluster = _texts(item, "cluster")
        if cluster is not None and cluster not in clusters:
            yield ("app_maps", index, "cluster"), Message.of("file.unknown_cluster", cluster=cluster[0])


def _check_build(tree: Plain) -> Problems:
    version = _texts(tree, "image_version") if isinstance(tree, dict) else None
    if version and version[0]:
        try:
            check_version(version[0])
        except UserError as error:
            yield ("image_version",), error.message


def _check_plan(tree: Plain) -> Problems:
    yield from _duplicates(tree, "steps", ("cluster", "namespace", "kind", "workload"), "file.duplicate_step")
    for index, step in _items(tree, "steps"):
        here: Path = ("steps", index)
        for path, message in _duplicates(step, "containers", ("name",), "file.duplicate_container"):
            yield (*here, *path), message
        for number, row in _items(step, "containers"):
            for message in _check_row(row):
                yield (*here, "containers", number), message
    yield from _duplicates(tree, "pauses", ("after_wave",), "file.duplicate")
    yield from _check_order(tree)


def _check_order(tree: Plain) -> Problems:
    """What is wrong with the order, as far as the steps can be told from one another: a word that may mean a step with mistakes in its
    own name is no mistake."""
    steps: dict[str, tuple[int, WorkloadStep]] = {}
    unsure: set[str] = set()
    for index, item in _items(tree, "steps"):
        words, after, wave = _texts(item, "cluster", "namespace", "kind", "workload"), item.get("after"), item.get("wave")
        if words is None or words[2] not in _KINDS:
            name = item.get("workload")
            unsure.add(name if isinstance(name, str) else _ANY)
            continue
        number = int(wave) if isinstance(wave, str) and wave.isascii() and wave.isdecimal() else 0
        names = tuple(word for word in after if isinstance(word, str)) if isinstance(after, list) else ()
        step = WorkloadStep(WorkloadKey(words[0], words[1], Kind(words[2]), words[3]), (), wave=number, after=names)
        steps.setdefault(step.id, (index, step))
    for step_id, message in order_problems(Plan("", tuple(step for _, step in steps.values()))):
        if message.code == "order.unknown" and unsure & {_ANY, message.argument("word").rpartition("/")[2]}:
            continue
        yield ("steps", steps[step_id][0], "after") if step_id else ("steps",), message


def _check_row(row: dict[str, Plain]) -> Iterator[Message]:
    modes = [key for key in MODE_KEYS.values() if row.get(key) is not None]
    if len(modes) != 1:
        yield Message.of("file.one_mode", found=", ".join(modes) or "–")
    if row.get("build") is not None and row.get("digest"):
        yield Message.of("file.digest_with_build")
    if str(row.get("exact")).lower() in ("true", "yes", "on") and not row.get("digest"):
        yield Message.of("file.exact_without_digest")
    expect = row.get("expect")
    if not row.get("repository") and not (isinstance(expect, str) and repository_of(expect)):
        yield Message.of("file.no_repository")


def _nothing(tree: Plain) -> Problems:
    return iter(())


_CHECKS = {"workspace": _check_workspace, "build": _check_build, "plan": _check_plan, "bindings": _nothing}


# ---- forms to values ----


def _same_form(name: str, form: Any) -> Any:
    from desktop_pipeline.adapters.workspace_files import forms

    return forms.to_domain(form)


def _build(name: str, form: Any) -> Build:
    from desktop_pipeline.adapters.workspace_files import forms

    tasks = forms.to_domain(form.tasks)
    rule = TagRule(form.tag_rule)
    return Build(name, form.registry, form.image, form.image_version, form.title, form.description, form.engine, tasks, rule)


def _plan(name: str, form: Any) -> Plan:
    from desktop_pipeline.adapters.workspace_files import forms

    steps = tuple(_step(step) for step in form.steps)
    pauses = tuple(Pause(pause.after_wave, pause.text) for pause in form.pauses)
    return Plan(
        form.title, steps, name, form.notes, form.concurrency, form.description, form.also_build, on_failure=OnFailure(form.on_failure),
        time_limit=form.rollout_seconds, pauses=pauses, links=form.links, drift=forms.to_domain(form.drift))


def _step(form: Any) -> WorkloadStep:
    key = WorkloadKey(form.cluster, form.namespace, Kind(form.kind), form.workload)
    policy = OnFailure(form.on_failure) if form.on_failure else None
    rows = tuple(_row(row) for row in form.containers)
    return WorkloadStep(key, rows, form.uid, form.wave, form.after, policy, form.rollout_seconds, form.note)


def _row(form: Any) -> RowChange:
    mode = next(mode for mode, key in MODE_KEYS.items() if getattr(form, key) is not None)
    chosen = getattr(form, MODE_KEYS[mode])
    group = next(group for group, name in GROUPS.items() if name == form.group)
    return RowChange(
        form.name, mode, form.repository or repository_of(form.expect), "" if mode is Mode.BUILD else chosen, form.digest,
        chosen if mode is Mode.BUILD else "", form.expect, group, form.from_, form.chosen_at, form.kept, seen=form.seen, exact=form.exact,
        anew=form.anew,
    )


_VALUES = {"workspace": _same_form, "build": _build, "plan": _plan, "bindings": _same_form}
