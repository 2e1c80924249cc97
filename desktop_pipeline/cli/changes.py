"""plan changes: what is in a release, for a whole plan; with the network gone by what is kept."""

from __future__ import annotations

import time
from dataclasses import asdict, replace

from desktop_pipeline.cli.codes import Exit
from desktop_pipeline.cli.facts import gather
from desktop_pipeline.cli.output import harmless
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.changes import Commits, ConfigChange, Direction, Part
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.redaction import MASK
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.services.changes import Changes
from desktop_pipeline.services.tasks import together

_COLOURS = {Direction.FORWARD: "green", Direction.BACKWARDS: "yellow", Direction.DIVERGED: "yellow"}
_PARTS = {
    Part.ENV: "variable", Part.ENTRYPOINT: "entrypoint", Part.CMD: "command", Part.PORT: "port", Part.USER: "user",
    Part.WORKDIR: "working folder", Part.VOLUME: "volume", Part.BASE: "base image", Part.LABEL: "label", Part.PLATFORM: "platform",
    Part.SIZE: "size",
}
Row = tuple[WorkloadStep, RowChange, Changes]


async def changes(session: Session) -> int:
    """`plan changes NAME`."""
    plan = await session.load_plan(session.arguments.name)
    wanted = [(step, row) for step in plan.steps for row in await _known(session, step)]
    answers = await together(session.bench.changes.of_change(row) for _, row in wanted)
    rows = [(step, row, answer) for (step, row), answer in zip(wanted, answers, strict=True)]
    if session.as_json:
        session.output.json({"name": plan.name, "title": plan.title, "rows": [_json(row) for row in rows]})
    else:
        _print(session, plan, rows)
    return Exit.DONE


async def _known(session: Session, step: WorkloadStep) -> list[RowChange]:
    """The rows of a step; where the plan takes whatever is there, with the image that is there, as far as that is known."""
    if all(row.expect or row.seen for row in step.rows):
        return list(step.rows)
    facts = await gather(session.bench, step.key.cluster, step.key.namespace, frozenset(row.container for row in step.rows))
    workload = facts.workloads.get(step.key)
    images = {container.name: container.image for container in workload.containers} if workload is not None else {}
    return [replace(row, expect=row.expect or row.seen or images.get(row.container, "")) for row in step.rows]


# ---- words -------------------------------------------------------------------------------------------------------------------------------


def direction_text(commits: Commits) -> str:
    """`3 commits forward`."""
    def counted(count: int) -> str:
        return f"{count} commit{'' if count == 1 else 's'}"

    return {
        Direction.SAME: "same commit", Direction.FORWARD: f"{counted(commits.ahead)} forward",
        Direction.BACKWARDS: f"{counted(commits.behind)} backwards: what runs now is newer",
        Direction.DIVERGED: f"diverged: {counted(commits.ahead)} forward, {counted(commits.behind)} back",
        Direction.UNKNOWN: "commits not known",
    }[commits.direction]


def _value(change: ConfigChange) -> str:
    before, after = change.before, change.after
    if change.part is Part.SIZE and before is not None and after is not None:
        return f"{int(before) / 1e6:.1f} MB → {int(after) / 1e6:.1f} MB"
    if change.part in (Part.PORT, Part.VOLUME):
        return "new" if before is None else "gone"
    if before is None:
        return f"new: {after or '“”'}"
    if after is None:
        return f"gone, was: {before or '“”'}"
    return "changed (hidden)" if before == after == MASK else f"{before or '“”'} → {after or '“”'}"


def _age(seconds: float) -> str:
    minutes = max(0.0, seconds) / 60
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / (24 * 60):.0f} days"


def _from_to(row: RowChange) -> tuple[str, str]:
    before = row.shown_from or (version_in(row.expect) if row.expect else "") or "whatever is there"
    after = f"a new build of {row.build}" if row.build else version_in(row.restore) if row.restore else row.tag
    return before, after


def _print(session: Session, plan: Plan, rows: list[Row]) -> None:
    output, last = session.output, ""
    output.line(harmless(plan.title) + (f"  ({plan.name})" if plan.name else ""))
    for step, row, found in rows:
        if step.id != last:
            output.line(f"  {step.key}")
        last = step.id
        before, after = _from_to(row)
        output.line(f"    {row.container}: {before} → {after}")
        for line, colour in (*_commit_lines(session, found), *_config_lines(found)):
            output.line(output.paint(f"      {harmless(line)}", colour))
    if not rows:
        output.line("  nothing is deployed by it")


def _commit_lines(session: Session, found: Changes) -> list[tuple[str, str]]:
    commits = found.commits
    if commits is None:
        return []
    head = direction_text(commits) + (f", as {found.branch or 'the default branch'} is now" if found.branch is not None else "")
    lines = [(head, _COLOURS.get(commits.direction, "dim"))]
    if found.commits_why is not None:
        lines.append((f"  {render(found.commits_why)}", "yellow"))
        if found.seen is not None:
            lines.append((f"  the server of the code was asked {_age(session.bench.clock.now() - found.seen)} ago", "dim"))
    for commit in commits.entries:
        day = time.strftime("%Y-%m-%d", time.localtime(commit.when))
        lines.append((f"  {'−' if commit.back else '+'} {commit.sha[:8]}  {day}  {commit.author}  {commit.subject}", ""))
    if commits.more:
        lines.append((f"  and {commits.more} more", "dim"))
    return lines


def _config_lines(found: Changes) -> list[tuple[str, str]]:
    if found.config_why is not None:
        return [(f"configuration: {render(found.config_why)}", "dim")]
    if not found.config:
        return [("configuration unchanged", "dim")]
    lines = [("configuration", "")]
    for change in found.config:
        name = "" if change.part is Part.BASE and change.name == "name" else change.name
        lines.append((f"  {' '.join(part for part in (_PARTS[change.part], name) if part)}: {_value(change)}", ""))
    return lines


# ---- JSON --------------------------------------------------------------------------------------------------------------------------------


def _json(item: Row) -> dict[str, object]:
    step, row, found = item
    before, after = _from_to(row)
    commits = found.commits
    told: dict[str, object] = {} if commits is None else {
        "direction": commits.direction.value, "ahead": commits.ahead, "behind": commits.behind, "more": commits.more,
        "commits": [asdict(commit) for commit in commits.entries], "commits_problem": _problem(found.commits_why),
        "asked": found.seen, "branch": found.branch}
    return {
        "step": step.id, "cluster": step.key.cluster, "namespace": step.key.namespace, "kind": step.key.kind.value,
        "workload": step.key.name, "container": row.container, "from": before, "to": after, **told,
        "configuration": [{**asdict(change), "part": change.part.value} for change in found.config],
        "configuration_problem": _problem(found.config_why),
    }


def _problem(message: Message | None) -> dict[str, str] | None:
    return {"code": message.code, "text": render(message)} if message is not None else None
