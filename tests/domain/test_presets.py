"""The usual shapes of a build are sound once their blanks are filled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain import presets
from desktop_pipeline.domain.task_rules import task_problems
from desktop_pipeline.domain.tasks import CodeRepository, Task, TaskKind, UserCommand


@pytest.mark.parametrize(("tasks", "kinds", "blank"), [
    (presets.dockerfile_only(), ["image"], []),
    (presets.from_git(), ["code", "image"], ["tasks[0].url"]),
    (presets.compiled_in_container(), ["code", "user", "image"], ["tasks[0].url", "tasks[1].image"]),
])
def test_only_what_nobody_can_know_is_left_blank(tasks: tuple[Task, ...], kinds: list[TaskKind], blank: list[str]) -> None:
    assert [task.kind for task in tasks] == kinds
    assert [problem.field for problem in task_problems(tasks)] == blank
    filled = [replace(task, url="https://git/x") if isinstance(task, CodeRepository) else
              replace(task, image="gcc:14") if isinstance(task, UserCommand) else task for task in tasks]
    assert list(task_problems(filled)) == []
