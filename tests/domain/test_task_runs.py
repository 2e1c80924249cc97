"""What became of the tasks of a build in a run, also when the build was changed since."""

from __future__ import annotations

from dataclasses import replace

from desktop_pipeline.domain.builds import BuildImage, BuildRun, RunOutcome, Script, TaskKind, TaskRun, runs_of_tasks

ONE, TWO, IMAGE = Script(title="one", text="x"), Script(title="two", text="y"), BuildImage()
RUNS = (TaskRun("one", TaskKind.SCRIPT, RunOutcome.DONE), TaskRun("two", TaskKind.SCRIPT, RunOutcome.FAILED, exit_code=3),
        TaskRun("", TaskKind.IMAGE))
RUN = BuildRun("web", 1, "1.B000001", RunOutcome.FAILED, tasks=RUNS)


def test_tasks_find_their_runs() -> None:
    assert runs_of_tasks((ONE, TWO, IMAGE), RUN) == {0: RUNS[0], 1: RUNS[1], 2: RUNS[2]}
    assert runs_of_tasks((ONE, TWO, IMAGE), None) == {}


def test_tasks_that_were_moved_added_copied_or_switched_off() -> None:
    assert runs_of_tasks((TWO, Script(title="new"), ONE), RUN) == {0: RUNS[1], 2: RUNS[0]}
    assert runs_of_tasks((replace(ONE, enabled=False), ONE, ONE), RUN) == {1: RUNS[0]}
