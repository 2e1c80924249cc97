"""Early verdict on real engines: each cause named within seconds after the API server shows it, and slow healthy starts not called failed.

One batch of the program rolls out all workloads of `verdict_cases` at the same time.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.services.preflight import Report
from tests.e2e.lab import Lab
from tests.e2e.support import YES, Session, session
from tests.e2e.verdict_cases import CASES, HEALTHY, SICK, Witnessed, friend, set_up

pytestmark = [pytest.mark.engines, pytest.mark.timeout(400)]
SOON = 10.0
"""Seconds from what the API server shows to the text of the row; about 4 are usual where only events tell."""
PUSHED_AFTER, ROOM_AFTER = 2.0, 12.0


def workspace(lab: Lab) -> None:
    path = lab.write_workspace(settle=15) / "workspace.yaml"
    path.write_text(path.read_text().replace("limits:\n", "limits:\n  rollouts: 30\n"))


async def checked(program: Session) -> Report:
    await program.ready(len(CASES))
    for case in CASES.values():
        program.choose(case.name, Mode.TAG, case.tag, case.container)
    report = await program.check()
    assert not report.red(), [render(finding.message) for finding in report.red()]
    steps = tuple(replace(step, time_limit=40.0) if step.key.name == "quota-set" else step for step in report.plan.steps)
    return replace(report, plan=replace(report.plan, steps=steps))


async def followed(program: Session, run_id: str, lab: Lab, seen: Witnessed) -> tuple[RunState, dict[str, list[tuple[float, str]]]]:
    """Wait for the end. The texts of each row with the time at which they came; meanwhile the world becomes well for two of them."""
    rows: dict[str, list[tuple[float, str]]] = {name: [] for name in CASES}
    begun, pull_failed, pushed, freed = time.monotonic(), 0.0, False, False
    while True:
        run, now = program.workbench.feed.run(run_id), time.monotonic()
        for step in run.steps.values() if run is not None else ():
            text = render(step.message) if step.message is not None else ""
            if text and (not rows[step.title] or rows[step.title][-1][1] != text):
                rows[step.title].append((now, text))
        if not pull_failed and seen.pull_failed("late-push", run_id):
            pull_failed = now
        if pull_failed and not pushed and now - pull_failed > PUSHED_AFTER:
            await asyncio.to_thread(lab.docker, "push", "-q", f"{lab.address}/app:late")
            pushed = True
        if not freed and now - begun > ROOM_AFTER:
            await asyncio.to_thread(lab.engines.apply, friend(lab))
            freed = True
        if run is not None and run.state.ended:
            assert pushed, "the image was never missing"
            return run, rows
        assert now - begun < 200, rows
        await asyncio.sleep(0.05)


async def test_causes_are_named_and_slow_starts_are_not_called_failed(lab: Lab) -> None:
    set_up(lab)
    workspace(lab)
    async with session(lab) as program:
        report = await checked(program)
        for tag in ("gone", "late"):
            lab.delete("app", tag)
        with Witnessed(lab).watching() as seen:
            run_id = program.workbench.executor.start(report, YES)
            _, rows = await followed(program, run_id, lab, seen)
        states = {name: program.step(run_id, name).state for name in CASES}
        logs = {name: program.log(run_id, program.step(run_id, name).id) for name in CASES}
        table, wrong = [], []
        for case in SICK:
            shown = seen.first(case, run_id)
            named, text = next(((at, text) for at, text in rows[case.name] if case.row in text), (None, ""))
            took = None if shown is None or named is None else named - shown
            table.append(f"{case.name:<12}{'-' if took is None else f'{took:5.1f} s'}  {states[case.name].value:<10}{text[:90]}")
            if took is None or took > SOON or states[case.name] not in case.ends or case.log not in logs[case.name]:
                wrong.append(f"{table[-1]}\nshown {shown}, rows {rows[case.name]}\n{logs[case.name]}")
        for case in HEALTHY:
            table.append(f"{case.name:<12}{'':7}  {states[case.name].value:<10}{' | '.join(text for _, text in rows[case.name])[:200]}")
            if states[case.name] is not State.DONE:
                wrong.append(f"{table[-1]}\n{rows[case.name]}\n{logs[case.name]}")
        print("\n" + "\n".join(table))
    assert not wrong, "\n\n".join(wrong)
