"""plan diff: what is different between two plans."""

from __future__ import annotations

from dataclasses import asdict

from desktop_pipeline.cli.codes import Exit
from desktop_pipeline.cli.output import harmless
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.plan_diff import PlanDiff, RowDifference, compare
from desktop_pipeline.domain.plans import RowChange

_WORDS = {"on_failure": "after a failure", "concurrency": "side by side", "rollout_seconds": "rollout limit", "pauses": "pauses",
          "also_build": "builds", "start_jobs": "jobs", "wave": "wave", "after": "after", "drift.changed": "drift, changed since",
          "drift.replaced": "drift, made anew", "drift.tag_moved": "drift, tag moved", "drift.newer": "drift, a newer version",
          "title": "title", "description": "description", "notes": "notes", "links": "links", "note": "note"}


async def diff(session: Session) -> int:
    """`plan diff A B`. Ends with 0 whether they differ or not."""
    old, new = await session.load_plan(session.arguments.old), await session.load_plan(session.arguments.new)
    found, output = compare(old, new), session.output
    if session.as_json:
        output.json(as_json(found))
        return Exit.DONE
    if found.same:
        output.line("Both plans do the same." if found.equal else "Both plans do the same; they differ in what they say:")
    for name, rows in ((session.arguments.old, found.only_old()), (session.arguments.new, found.only_new())):
        for row in rows:
            output.line(f"only in {harmless(name)}: {row.key}: {wish(row.old or row.new)}")
    for row in found.changed():
        output.line(f"{row.key}: {wish(row.old)} → {wish(row.new)}  ({', '.join(row.fields)})")
    for setting in (*found.order, *found.texts):
        where = f"{setting.step}: " if setting.step else ""
        output.line(f"{where}{_WORDS[setting.field]}: {_value(setting.old)} → {_value(setting.new)}")
    return Exit.DONE


def _value(text: str) -> str:
    """In one line, also a text of several."""
    return harmless(" ⏎ ".join(text.splitlines())) or "not set"


def wish(row: RowChange | None) -> str:
    """What a plan wants for a row: `1.28.1 (sha256:0123456789ab)  [tag]`."""
    if row is None:
        return "nothing"
    target = f"a new build of {row.build}" if row.build else (row.tag or "?") + (f" ({row.digest[:19]})" if row.digest else "")
    return f"{target} [{row.mode.value}]"


def as_json(found: PlanDiff) -> dict[str, object]:
    return {
        "same": found.same,
        "rows": [_row_json(row) for row in found.rows],
        "order": [asdict(setting) for setting in found.order],
        "texts": [asdict(setting) for setting in found.texts],
    }


def _row_json(row: RowDifference) -> dict[str, object]:
    key = row.key.workload
    return {"cluster": key.cluster, "namespace": key.namespace, "kind": key.kind.value, "workload": key.name,
            "container": row.key.container, "old": _wish_json(row.old), "new": _wish_json(row.new), "fields": list(row.fields)}


def _wish_json(row: RowChange | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {"mode": row.mode.value, "tag": row.tag, "digest": row.digest, "build": row.build, "repository": row.repository,
            "exact": row.exact}
