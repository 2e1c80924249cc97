"""runs verify, runs export, runs report: the audit of the journal, and the page for the ticket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path

from desktop_pipeline.adapters.common.files import write_atomic
from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.output import harmless
from desktop_pipeline.cli.session import Session
from desktop_pipeline.cli.which_run import find
from desktop_pipeline.domain.audit import Head, Verified, export_hashes, export_lines, record_of, verify_export, wanted_hash
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.report_pages import html_page, markdown_page
from desktop_pipeline.services.time_words import stamp

_NONE = ("",)  # the hashes alone: no run has this id
_FOUND = "Not as it was written: {n} found."


async def verify(session: Session) -> int:
    """The journal of the profile, or an exported file. Exit code 1 when something is found."""
    noted = wanted_hash(session.arguments.expect)
    if session.arguments.expect and not noted:
        raise Quit(Exit.BAD_INPUT, render(Message.of("audit.bad_hash", hash=session.arguments.expect)))
    verified, hashes = await (_of_file(session.arguments.file) if session.arguments.file else _of_journal(session, noted))
    place = record_of(hashes, noted) if noted else None
    if noted and place is None:
        verified = replace(verified, findings=(*verified.findings, Message.of("audit.not_expected", hash=noted)))
    _say(session, verified, place)
    return Exit.DONE if verified.well else Exit.FAILED


_Hashes = Iterable[tuple[int, str]]


async def _of_file(file: str) -> tuple[Verified, _Hashes]:
    try:
        lines = await asyncio.to_thread(lambda: Path(file).read_bytes().splitlines(keepends=True))
    except OSError as error:
        raise Quit(Exit.BAD_INPUT, render(Message.of("audit.no_file", file=file, reason=error.strerror or error))) from error
    return verify_export(lines), export_hashes(lines)


async def _of_journal(session: Session, noted: str) -> tuple[Verified, _Hashes]:
    journal, verified = session.bench.journal, Verified(Head())
    try:
        verified = await journal.verify()
        links = await journal.links(_NONE) if noted else ()
    except UserError as error:
        if error.code != "journal.broken":
            raise
        return replace(verified, findings=(*verified.findings, error.message)), ()
    return verified, [(item.number, item.hash) for item in links]


def _say(session: Session, verified: Verified, place: int | None) -> None:
    head, output = verified.head, session.output
    if session.as_json:
        output.json({
            "well": verified.well, "records": head.count, "head": head.hash, "older": verified.adopted, "told": verified.told,
            "expected_at": place, "findings": [{"code": finding.code, "text": render(finding)} for finding in verified.findings]})
        return
    for finding in verified.findings:
        output.line(output.paint(harmless(render(finding)), "red"))
    output.line(f"{head.count} records, head {head.hash}")
    if verified.adopted:
        output.line(f"The first {verified.adopted} are older than the chain; it vouches for them since it was begun.")
    if verified.told < head.count - bool(verified.adopted):
        output.line(f"Of {verified.told} of them the content is here, of the others their hashes.")
    if place is not None:
        newer = head.count - place
        output.line("The head is the one expected." if not newer else f"Record {place} has the expected hash; {newer} are newer.")
    verdict, colour = ("As it was written.", "green") if verified.well else (_FOUND.format(n=len(verified.findings)), "red")
    output.line(output.paint(verdict, colour))


async def export(session: Session) -> int:
    """The audit as JSON lines."""
    journal = session.bench.journal
    runs = [(await find(session, wanted)).id for wanted in session.arguments.runs]
    links = await journal.links(runs)
    if not any(item.record for item in links):
        raise Quit(Exit.BAD_INPUT, "There is nothing to export.")
    head = Head(links[-1].number, links[-1].hash)
    await write(session.arguments.output, (line.encode() for line in export_lines(links, head)))
    told = sum(bool(item.record) for item in links)
    session.output.error(f"{told} of {head.count} records written to {session.arguments.output}, head {head.hash}")
    return Exit.DONE


async def report(session: Session) -> int:
    """The page for the ticket."""
    header = await find(session, session.arguments.run)
    made = await session.bench.reports.of(header.id)
    name = session.arguments.output
    html = session.arguments.html or (name.lower().endswith((".html", ".htm")) and not session.arguments.markdown)
    page = html_page(made, render, stamp) if html else markdown_page(made, render, stamp)
    if name:
        await write(name, [page.encode()])
    else:
        session.output.write(page)
    return Exit.DONE


async def write(name: str, chunks: Iterable[bytes]) -> None:
    """Write a file, the whole or nothing. Raises Quit."""
    try:
        await asyncio.to_thread(write_atomic, Path(name), list(chunks))
    except OSError as error:
        raise Quit(Exit.REFUSED, render(Message.of("audit.not_saved", file=name, reason=error.strerror or error))) from error


ACTIONS: dict[str, Callable[[Session], Awaitable[int]]] = {"verify": verify, "export": export, "report": report}
