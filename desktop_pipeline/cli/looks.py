"""doctor and schema."""

from __future__ import annotations

import json

from desktop_pipeline.cli.codes import Exit
from desktop_pipeline.cli.output import Output, harmless, padded, width
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.messages import render

_SIGNS = {True: ("✓", "green"), None: ("!", "yellow"), False: ("✗", "red")}
_WORDS = {True: "good", None: "restricted", False: "bad"}


async def doctor(session: Session) -> int:
    """`doctor`: exit code 1 when something is not well."""
    output = session.output
    checks = await session.bench.doctor.examine()
    names = max((width(f"{item.what} {item.name}") for item in checks), default=0)
    for item in checks:
        text = harmless(render(item.message))
        if session.as_json:
            output.json({"what": item.what, "name": item.name, "state": _WORDS[item.good], "code": item.message.code, "text": text})
        else:
            sign, colour = _SIGNS[item.good]
            output.line(f"{output.paint(sign, colour)} {padded(f'{item.what} {item.name}', min(names, 40))}  {text}")
    if not session.as_json:
        output.line(f"workspace: {session.bench.place.workspace or '-'}")
        output.line(f"profile:   {session.bench.place.profile or '-'}")
    return Exit.FAILED if any(item.good is False for item in checks) else Exit.DONE


def schema(kind: str, output: Output) -> int:
    """`schema KIND`. Raises UserError `schema.unknown`."""
    from desktop_pipeline.adapters.workspace_files import schema as schema_of

    output.line(json.dumps(schema_of(kind), indent=2))
    return Exit.DONE
