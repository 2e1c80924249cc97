"""What pre-flight found, and what a person has to say so that a run may begin."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.output import Output, harmless
from desktop_pipeline.cli.progress import json_line
from desktop_pipeline.cli.question import terminal_answers
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.trust import review_text, trust_hash
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Finding, Level, Report

_COLOURS = {Level.RED: "red", Level.AMBER: "yellow", Level.INFO: "dim"}
PRE_FLIGHT = "pre-flight"


@dataclass(frozen=True, slots=True)
class Missing:
    """What must be passed so that a run may begin."""

    names: tuple[str, ...] = ()
    yes: bool = False
    go_on: bool = False

    def options(self) -> str:
        """As it is typed."""
        return " ".join([
            *(f"--confirm {name}" for name in self.names), *(["--go-on"] if self.go_on else []), *(["--yes"] if self.yes else [])])


def missing(report: Report, consent: Consent) -> Missing:
    """What a consent lacks, all at once: who passes it is not refused for the next thing."""
    return Missing(
        tuple(name for name in report.names if name not in consent.names), report.confirm and not consent.confirmed,
        bool(report.plan.pauses) and not (consent.asks or consent.go_on))


def somebody_answers(*, as_json: bool) -> bool:
    """Whether a person can be asked while a run waits: then pauses need no option."""
    return not as_json and terminal_answers() is not None


async def shown(session: Session, asking: Awaitable[Report], *, as_json: bool) -> Report:
    """A pre-flight with its findings shown."""
    if not as_json and session.output.terminal:
        session.output.line("Pre-flight…")
    report = await asking
    for finding in report.findings:
        _show(session, finding, as_json)
    return report


def _show(session: Session, finding: Finding, as_json: bool) -> None:
    if as_json:
        data = {"container": finding.container} if finding.container else {}
        session.output.json(json_line(
            session.bench.clock.now(), finding.level.value, step=finding.step, stage=PRE_FLIGHT, message=finding.message, data=data))
    else:
        session.output.line(session.output.paint(line_of(finding), _COLOURS[finding.level]))


def line_of(finding: Finding) -> str:
    """`red    lab/shop/Deployment/web (proxy): text`."""
    where = finding.step + (f" ({finding.container})" if finding.container else "")
    return f"  {finding.level.value:<6} {where + ': ' if where else ''}{harmless(render(finding.message))}"


def verdict(session: Session, report: Report, lacking: Missing, *, as_json: bool, ready: bool) -> None:
    """The last line of a pre-flight after which nothing is run."""
    red = len(report.red())
    message = Message.of("run.blocked", n=red) if red else None
    if message is None and lacking.names:
        message = Message.of("run.name_not_typed", name=", ".join(lacking.names))
    elif message is None and lacking.yes:
        message = Message.of("run.unconfirmed")
    elif message is None and lacking.go_on:
        message = Message.of("run.pauses")
    if as_json:
        data = {"confirm": list(lacking.names), "yes": lacking.yes, "go_on": lacking.go_on, "trust": list(untrusted(report).values())}
        state = "ready" if ready else "refused"
        session.output.json(json_line(
            session.bench.clock.now(), state, stage=PRE_FLIGHT, message=None if ready else message, data=data))


def refuse(session: Session, report: Report, lacking: Missing, *, as_json: bool) -> None:
    """Raises Quit when a run may not begin, with what would have to be passed."""
    if not report.red() and not lacking.options():
        return
    verdict(session, report, lacking, as_json=as_json, ready=False)
    if report.red():
        lines = [render(Message.of("run.blocked", n=len(report.red())))]
        if as_json:
            lines += [line_of(finding) for finding in report.red()]
        raise Quit(Exit.REFUSED, *lines, *trust_lines(session, report))
    raise Quit(Exit.REFUSED, *consent_lines(report, lacking, findings=as_json))


def consent_lines(report: Report, lacking: Missing, *, findings: bool) -> list[str]:
    """Why consent is asked for, and how it is given."""
    lines = [render(Message.of("run.name_not_typed", name=name)) for name in lacking.names]
    if lacking.yes:
        amber = [line_of(finding) for finding in report.findings if finding.level is Level.AMBER]
        lines.append(render(Message.of("run.unconfirmed")))
        lines += amber if findings else []
        lines += kept_lines(report)
    if lacking.go_on:
        lines.append(render(Message.of("run.pauses")))
    return [*lines, f"To run it, pass: {lacking.options()}"]


def kept_lines(report: Report) -> list[str]:
    """Choices that were made in an earlier start of the program: they want to be looked at, and nothing else may say so."""
    return [f"  kept   {step.id} ({row.container}): {row.shown_from or '?'} → {row.tag or row.build}, chosen in an earlier start"
            for step in report.plan.steps for row in step.rows if row.kept]


def untrusted(report: Report) -> dict[str, str]:
    """Hash of the content by name of build, of all that must be seen and trusted first."""
    found = [finding.message for finding in report.red() if finding.message.code == "trust.needed"]
    return {message.argument("build"): message.argument("hash") for message in found}


def trust_lines(session: Session, report: Report) -> list[str]:
    """What the builds that are not trusted would do, and how they are trusted."""
    lines, hashes = [], untrusted(report)
    for name in hashes:
        build = session.bench.catalog.build_for(report.plan, name)
        if build is not None:
            lines += ["", f"Tasks of “{name}”:", *(f"  {harmless(line)}" for line in review_text(build).split("\n"))]
    if hashes:
        lines += ["", "When you have read this and trust it, pass: " + " ".join(f"--trust {content}" for content in hashes.values())]
    return lines


async def trust(session: Session, plan: Plan, hashes: list[str]) -> None:
    """Trust those contents that builds of the plan have now; for any other is said that nothing has it."""
    builds = [session.bench.catalog.build_for(plan, name) for name in plan.builds()]
    known = {trust_hash(build) for build in builds if build is not None}
    for content in hashes:
        if content and content in known:
            await session.bench.trust.trust_hash(content)
        else:
            session.output.error(f"--trust {content}: no build of this run has this content. It was not trusted.")


def needs(output: Output, report: Report, lacking: Missing) -> None:
    """Say in passing what a run would need."""
    for line in kept_lines(report) if lacking.yes else ():
        output.line(line)
    output.line(f"To run it, pass: {lacking.options()}")
