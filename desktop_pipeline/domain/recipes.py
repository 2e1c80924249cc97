"""Recipes of former runs, read back: a build as it was, to be run again or edited."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from desktop_pipeline.domain.builds import Build, BuildRun, TagRule
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.tasks import TASK_TYPES, CodeRepository, Task, TaskKind


def with_recipe(build: Build, recipe: str) -> Build:
    """The build with version, tag rule, engine and tasks as `builds.recipe_text` wrote them; an empty recipe leaves it as it is.

    What an older version of the program did not write stays as it is now. Raises UserError `builds.bad_recipe`.
    """
    if not recipe:
        return build
    try:
        content = json.loads(recipe)
        tasks = tuple(_task(item) for item in content["tasks"])
        return replace(
            build, version=_text(content["version"]), tag_rule=TagRule(content.get("tag_rule", build.tag_rule)),
            engine=_text(content.get("engine", build.engine)), tasks=tasks)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError("builds.bad_recipe", build=build.name, text=f"{type(error).__name__}: {error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _task(item: Mapping[str, object]) -> Task:
    """Raises TypeError for a field this version does not know, or one that holds something else than it should."""
    kind = TASK_TYPES[TaskKind(_text(item["kind"]))]
    usual = kind()
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in item.items() if name != "kind"}
    for name, value in values.items():
        usual_value = getattr(usual, name)
        wanted = (int, float) if isinstance(usual_value, float) else type(usual_value)
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
        if not isinstance(value, wanted) or not all(isinstance(part, str | int) for part in inner):
            raise TypeError(f"{kind.kind.value}.{name}: {value!r}")
    return kind(**values)  # type: ignore[arg-type]  # checked above


def readable(recipe: str) -> list[str]:
    """A recipe line by line, to be read and compared by people: written as in YAML, texts of several lines as blocks, without empty fields.

    Each task begins with `- kind: …` at the margin. What is no recipe stays as it is.
    """
    try:
        content = json.loads(recipe)
        tasks = [dict(task) for task in content.pop("tasks")]
    except (ValueError, TypeError, KeyError, AttributeError):
        return recipe.splitlines()
    lines = [*_entries(content, ""), "tasks:"]
    for task in tasks:
        lines.append(f"- kind: {task.pop('kind', '?')}")
        lines += _entries(task, "  ")
    return lines


def _entries(values: Mapping[str, object], indent: str) -> list[str]:
    lines = list[str]()
    for name, value in values.items():
        if isinstance(value, dict) and value:
            lines += [f"{indent}{name}:", *_entries(value, indent + "  ")]
        elif isinstance(value, list) and value:
            lines.append(f"{indent}{name}:")
            for item in value:
                head, *rest = _value(item, indent + "  ")
                lines += [f"{indent}- {head}", *rest]
        elif value not in ("", [], {}):
            head, *rest = _value(value, indent + "  ")
            lines += [f"{indent}{name}: {head}", *rest]
    return lines


def _value(value: object, indent: str) -> list[str]:
    """What stands behind the name, and the lines of a block: `|` when its last line ends, `|-` when it does not, by YAML 1.2, 8.1."""
    if not isinstance(value, str):
        return [json.dumps(value)]
    if "\n" not in value:
        return [_visible(value) if value == value.strip() and value else json.dumps(value, ensure_ascii=False)]
    block = value.removesuffix("\n").split("\n")
    return ["|" if value.endswith("\n") else "|-", *((indent + _visible(line)) if line else "" for line in block)]


def _visible(line: str) -> str:
    """Control characters as escapes: a carriage return more is a difference, too."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda found: f"\\x{ord(found[0]):02x}", line)


def commits_of(build: Build, run: BuildRun) -> tuple[str, ...] | None:
    """What each enabled code task of a recipe fetched in its run, in their order; None when that is not known of all."""
    enabled = [task for task in build.tasks if task.enabled]
    code = [index for index, task in enumerate(enabled) if isinstance(task, CodeRepository)]
    found = [run.tasks[index].commit for index in code] if len(run.tasks) == len(enabled) else []
    if found and all(found):
        return tuple(found)
    if len(code) == 1 and run.commit:  # as versions before this one kept it
        return (run.commit,)
    return None if code else ()


def pinned(build: Build, commits: Iterable[str]) -> Build:
    """The build with its enabled code tasks at these commits, in their order, in the place of their branches."""
    left = list(commits)
    tasks = tuple(
        replace(task, ref=left.pop(0)) if isinstance(task, CodeRepository) and task.enabled and left else task for task in build.tasks)
    return replace(build, tasks=tasks)
