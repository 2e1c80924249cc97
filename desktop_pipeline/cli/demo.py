"""demo: the demonstration release on the sandbox, through the same compile, pre-flight, executor and journal as a real one."""

from __future__ import annotations

from dataclasses import replace

from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.facts import gather
from desktop_pipeline.cli.runs import execute
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.choices import why_not
from desktop_pipeline.domain.messages import render
from desktop_pipeline.services.crew import Consent


async def demo(session: Session) -> int:
    """`demo`."""
    from desktop_pipeline.adapters.sandbox import demo as release

    bench, output = session.bench, session.output
    if not session.as_json:
        output.line("The demonstration release: everything is in memory, nothing real is touched.")
    await gather(bench, release.LAB, release.NAMESPACE)
    wanted = dict(release.demonstration_choices())
    for row in bench.planner.rows(release.LAB, release.NAMESPACE):
        choice = wanted.pop(row.key, None)
        if choice is None:
            continue
        reason = why_not(row, choice)
        if reason is not None:
            raise Quit(Exit.REFUSED, f"{row.key}: {render(reason)}")
        bench.planner.choose(row, choice)
    if wanted:
        raise Quit(Exit.REFUSED, *(f"{key} is not there." for key in wanted))
    plan = replace(bench.planner.plan(release.LAB, release.NAMESPACE, title=release.TITLE), description=release.TITLE)
    if not session.as_json:
        for step in plan.steps:
            for change in step.rows:
                output.line(f"  {step.key.name}/{change.container}: {change.shown_from} → {change.tag or f'a new build of {change.build}'}")
    return await execute(session, plan, Consent(confirmed=True), pipe_json=False)
