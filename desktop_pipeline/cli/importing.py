"""import: builds from a folder with a Dockerfile or a compose file."""

from __future__ import annotations

import os
from pathlib import Path

from desktop_pipeline.cli.codes import Exit, Quit, quit_of
from desktop_pipeline.cli.output import harmless
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.builds import validate
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.importing import Candidate
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.services.importing import import_folder

_KEEPS_FROM_SAVING = ("registry", "image", "version")
"""Fields without which a build is of no use, beside what the rules of files refuse."""


async def import_(session: Session) -> int:
    """`import FOLDER`: all builds of the folder are saved, or none."""
    session.needs_workspace()
    bench, arguments = session.bench, session.arguments
    found = await import_folder(bench.world, bench.catalog, Path(os.path.abspath(arguments.folder)))  # noqa: ASYNC240  # only words
    chosen = [item for item in found if not arguments.only or _names(item) & set(arguments.only)]
    unknown = [name for name in arguments.only if not any(name in _names(item) for item in found)]
    if unknown:
        there = ", ".join(item.source for item in found)
        raise Quit(Exit.BAD_INPUT, f"The folder has no service or Dockerfile “{', '.join(unknown)}”. There are: {there}")
    others, blocked = list(bench.catalog.builds), list[str]()
    for item in chosen:
        problems = [problem for problem in validate(item.build, bench.catalog.workspace, others)
                    if problem.field in _KEEPS_FROM_SAVING or problem.message.code == "build.password"]
        blocked += [f"{item.source}: {render(problem.message)}" for problem in problems]
        others.append(item.build)
    if blocked:
        raise Quit(Exit.REFUSED, "Nothing was saved.", *(harmless(line) for line in blocked))
    if not arguments.check:
        try:
            await bench.catalog.add_builds([item.build for item in chosen])
        except (UserError, UserErrors) as error:
            refused = quit_of(error)
            raise Quit(refused.code, "Nothing was saved.", *refused.lines) from error
    for item in chosen:
        _show(session, item, validate_messages(session, item))
    return Exit.DONE


def _names(item: Candidate) -> set[str]:
    """By what `--only` may call it: the service or Dockerfile, or the name of the build."""
    return {item.source, item.source.rpartition(": ")[2], item.build.name}


def validate_messages(session: Session, item: Candidate) -> list[Message]:
    """What keeps the build from running yet."""
    catalog = session.bench.catalog
    return [problem.message for problem in validate(item.build, catalog.workspace, catalog.builds)]


def _show(session: Session, item: Candidate, problems: list[Message]) -> None:
    build, saved = item.build, not session.arguments.check
    if session.as_json:
        session.output.json({
            "build": build.name, "source": item.source, "registry": build.registry, "image": build.image, "version": build.version,
            "saved": saved, "not_carried_over": [{"code": message.code, "text": harmless(render(message))} for message in item.told],
            "problems": [{"code": message.code, "text": harmless(render(message))} for message in problems]})
        return
    file = f"{'' if saved else '(not saved) '}builds/{build.name}.yaml"
    session.output.line(harmless(f"{item.source} → {file}: {build.image} {build.version}"))
    for message in item.told:
        session.output.line(session.output.paint(f"  ! {harmless(render(message))}", "yellow"))
    for message in problems:
        session.output.line(session.output.paint(f"  cannot run yet: {harmless(render(message))}", "yellow"))
