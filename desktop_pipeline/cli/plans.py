"""plan new, set, show and diff: composing without a window."""

from __future__ import annotations

from dataclasses import asdict, replace

from desktop_pipeline.cli import forecasts, plan_diff
from desktop_pipeline.cli.changes import changes
from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.facts import age, gather, link_message
from desktop_pipeline.cli.output import harmless
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.choices import Choice, Mode, Row, doubt, moment, why_not
from desktop_pipeline.domain.drift import DriftPolicy
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import check_tag
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep, compile_plan
from desktop_pipeline.domain.workloads import Group, Kind, Workload

_SHORT = {"deploy": Kind.DEPLOYMENT, "sts": Kind.STATEFUL_SET, "ds": Kind.DAEMON_SET, "cj": Kind.CRON_JOB}


async def plan(session: Session) -> int:
    """`plan new`, `plan set`, `plan show`, `plan diff`, `plan changes`."""
    action = {"new": _new, "set": _set, "show": _show, "diff": plan_diff.diff, "changes": changes}[session.arguments.action]
    return await action(session)


def _map_key(name: str) -> str:
    return f"plan-map/{name}"


def _app_map(session: Session, text: str) -> tuple[str, str]:
    """Cluster and namespace of `CLUSTER/NAMESPACE`. Raises Quit when the workspace does not know the cluster."""
    cluster, slash, namespace = text.partition("/")
    workspace = session.bench.catalog.workspace
    if not slash or not namespace or "/" in namespace:
        raise Quit(Exit.BAD_INPUT, f"“{text}” is no app map. It looks like CLUSTER/NAMESPACE.")
    if workspace.cluster(cluster) is None:
        known = ", ".join(item.id for item in workspace.clusters) or "none"
        raise Quit(Exit.BAD_INPUT, f"The cluster “{cluster}” is not in the workspace. There are: {known}.")
    return cluster, namespace


# ---- new ---------------------------------------------------------------------------------------------------------------------------------


async def _new(session: Session) -> int:
    session.needs_workspace()
    bench, name = session.bench, session.arguments.name
    cluster, namespace = _app_map(session, session.arguments.map)
    if bench.catalog.workspace.app_map(cluster, namespace) is None:
        known = ", ".join(item.id for item in bench.catalog.workspace.app_maps) or "none"
        raise Quit(Exit.BAD_INPUT, f"The app map “{cluster}/{namespace}” is not in the workspace. There are: {known}.")
    if name in bench.catalog.plans:
        raise Quit(Exit.REFUSED, f"There is a plan “{name}” already.")
    await bench.files.save_plan(Plan(title=session.arguments.title or name, steps=(), name=name))
    await bench.drafts.save(_map_key(name), session.arguments.map)
    session.output.line(f"The plan {name} is empty. Next: desktop-pipeline plan set {name} WORKLOAD --tag TAG")
    return Exit.DONE


# ---- set ---------------------------------------------------------------------------------------------------------------------------------


async def _set(session: Session) -> int:
    arguments, bench = session.arguments, session.bench
    session.needs_workspace(arguments.name)
    before = await session.load_plan(arguments.name)
    before = replace(before, name=before.name or arguments.name)
    if arguments.remove:
        after = _removed(session, before)
    else:
        after = await _chosen(session, before, *_app_map(session, arguments.map or await _map_of(session, before)))
    await bench.files.save_plan(after)
    return Exit.DONE


async def _map_of(session: Session, plan: Plan) -> str:
    """The app map of a plan: that of its steps, else the one it was made for, else the only one there is."""
    maps = sorted({f"{step.key.cluster}/{step.key.namespace}" for step in plan.steps})
    if not maps:
        kept = await session.bench.drafts.load(_map_key(plan.name), str)
        maps = [kept] if kept else [item.id for item in session.bench.catalog.workspace.app_maps]
    if len(maps) == 1:
        return maps[0]
    raise Quit(Exit.BAD_INPUT, f"Say which app map is meant: --map {' or --map '.join(maps) or 'CLUSTER/NAMESPACE'}")


def _parts(text: str) -> tuple[Kind | None, str, str]:
    """Kind (None = any), workload and container ('' = the only one) of `[KIND/]WORKLOAD[/CONTAINER]`."""
    kinds = {**_SHORT, **{kind.value.lower(): kind for kind in Kind}}
    first, _, rest = text.partition("/")
    kind = kinds.get(first.lower()) if rest else None
    name, _, container = (rest if kind else text).partition("/")
    if not name or "/" in container:
        raise Quit(Exit.BAD_INPUT, f"“{text}” is no workload. It looks like WORKLOAD, WORKLOAD/CONTAINER or KIND/WORKLOAD/CONTAINER.")
    return kind, name, container


async def _chosen(session: Session, before: Plan, cluster: str, namespace: str) -> Plan:
    kind, name, container = _parts(session.arguments.row)
    bench = session.bench
    choice = _choice(session)
    facts = await gather(bench, cluster, namespace)
    old = age(bench, facts)
    if old:
        reason = link_message(facts)
        session.output.error(f"{facts.id} is not live ({old})" + (f": {render(reason)}" if reason else ""))
    found = [item for item in facts.workloads.values() if item.key.name == name and kind in (None, item.key.kind)]
    if not found and old:
        raise Quit(Exit.REFUSED, f"It is not known whether {facts.id} has a workload “{name}”.")
    if not found:
        known = sorted({item.key.name for item in facts.workloads.values()})
        raise Quit(Exit.BAD_INPUT, f"{facts.id} has no workload “{name}”.", *([f"There are: {', '.join(known)}"] if known else []))
    if len(found) > 1:
        kinds = " or ".join(f"{item.key.kind.value.lower()}/{name}" for item in found)
        raise Quit(Exit.BAD_INPUT, f"There are several workloads “{name}”. Say {kinds}.")
    row = _row(session, found[0], container)
    reason = why_not(row, choice)
    if reason is not None:
        raise Quit(Exit.REFUSED, f"{row.key}: {render(reason)}")
    if choice.mode is Mode.TAG and row.versions.complete and choice.tag not in row.versions.tags:
        session.output.error(f"The registry has no tag {choice.tag} of {row.versions.repository} yet.")
    elif (doubtful := doubt(row, choice)) is not None:  # by a list of the registry that is not of now
        session.output.error(render(doubtful))
    if row.workload.deleting:
        raise Quit(Exit.REFUSED, f"{row.key}: {render(Message.of('run.deleting'))}")
    step = compile_plan((row,), {row.key: choice}, before.title, row.key.workload).steps[0]
    change = step.rows[0]
    session.output.line(f"{row.key}: {change.shown_from} → {change.tag or f'a new build of {change.build}'}")
    return _merged(before, step)


def _choice(session: Session) -> Choice:
    arguments, now = session.arguments, moment(session.bench.clock.now())
    if arguments.build:
        return Choice(Mode.BUILD, execute=True, made_at=now)
    if arguments.latest:
        return Choice(Mode.LATEST, made_at=now)
    tag = arguments.tag or arguments.version
    try:
        check_tag(tag)
    except UserError as error:
        raise Quit(Exit.BAD_INPUT, str(error)) from error
    return Choice(Mode.TAG if arguments.tag else Mode.APPOINTED, tag, made_at=now)


def _row(session: Session, workload: Workload, container: str) -> Row:
    """The row that is meant; without a name the only main container."""
    rows = session.bench.planner.rows_of(workload)
    found = [row for row in rows if row.container.name == container] if container else list(rows)
    if not container and len(found) > 1:
        found = [row for row in found if row.container.group is Group.MAIN]
    if len(found) == 1:
        return found[0]
    names = ", ".join(row.container.name for row in rows)
    problem = f"has no container “{container}”" if container else "has several containers"
    raise Quit(Exit.BAD_INPUT, f"{workload.key.name} {problem}. There are: {names}.")


def _merged(before: Plan, step: WorkloadStep) -> Plan:
    """The plan with the rows of a step put in; other rows of the same workload stay."""
    known = next((item for item in before.steps if item.key == step.key), None)
    if known is None:
        return replace(before, steps=(*before.steps, step))
    names = {row.container for row in step.rows}
    rows = (*(row for row in known.rows if row.container not in names), *step.rows)
    return replace(before, steps=tuple(replace(known, rows=rows, uid=step.uid) if item is known else item for item in before.steps))


def _removed(session: Session, before: Plan) -> Plan:
    """The plan without a row; the app map need only be said where rows of several are meant."""
    kind, name, container = _parts(session.arguments.row)
    place = _app_map(session, session.arguments.map) if session.arguments.map else None
    found = [step for step in before.steps if step.key.name == name and kind in (None, step.key.kind) and place in (None, step.key[:2])
             and (not container or any(row.container == container for row in step.rows))]
    maps = sorted({f"{step.key.cluster}/{step.key.namespace}" for step in found})
    if len(maps) > 1:
        raise Quit(Exit.BAD_INPUT, f"Say which app map is meant: --map {' or --map '.join(maps)}")
    steps: list[WorkloadStep] = []
    gone = 0
    for step in before.steps:
        meant = step.key in {item.key for item in found}
        left = tuple(row for row in step.rows if not meant or (container and row.container != container))
        gone += len(step.rows) - len(left)
        if left:
            steps.append(replace(step, rows=left))
    if not gone:
        raise Quit(Exit.BAD_INPUT, f"The plan {before.name} has no “{session.arguments.row}”.")
    session.output.line(f"{session.arguments.row} is not in the plan any more.")
    return replace(before, steps=tuple(steps))


# ---- show --------------------------------------------------------------------------------------------------------------------------------


async def _show(session: Session) -> int:
    found = await session.load_plan(session.arguments.name)
    forecast = await forecasts.forecast_of(session, found)
    if session.as_json:
        session.output.json({**plan_json(found), "forecast": forecasts.as_json(forecast) if forecast else None})
        return Exit.DONE
    session.output.line(f"{harmless(found.title)}" + (f"  ({found.name})" if found.name else ""))
    if found.notes:
        session.output.line(f"  {harmless(found.notes)}")
    for name in found.also_build:
        session.output.line(f"  build {name}")
    for link in found.links:
        session.output.line(f"  {harmless(link)}")
    for line in _order_lines(found):
        session.output.line(f"  {line}")
    for step in found.steps:
        session.output.line(f"  {step.key}{_order_of(step)}")
        if step.note:
            session.output.line(f"    {harmless(step.note)}")
        for row in step.rows:
            session.output.line(f"    {_row_text(row)}")
    if not found.steps and not found.also_build:
        session.output.line("  empty")
    for line in forecasts.lines(session, forecast) if forecast else ():
        session.output.line(line)
    return Exit.DONE


def _order_lines(plan: Plan) -> list[str]:
    lines = [f"pause after wave {pause.after_wave}: {harmless(pause.text)}" for pause in plan.pauses]
    if plan.on_failure is not OnFailure.CONTINUE:
        lines.append(f"after a failure: {plan.on_failure.value}")
    lines += [f"drift {name}: {value}" for name, value in asdict(plan.drift).items() if value != asdict(DriftPolicy())[name]]
    return lines


def _order_of(step: WorkloadStep) -> str:
    words = [f"wave {step.wave}"] if step.wave else []
    words += [f"after {', '.join(harmless(word) for word in step.after)}"] if step.after else []
    words += [f"after a failure: {step.on_failure.value}"] if step.on_failure else []
    return f"  ({'; '.join(words)})" if words else ""


def _row_text(row: RowChange) -> str:
    start = row.shown_from or row.expect or "whatever is there"
    target = f"a new build of {row.build}" if row.build else row.tag + (f" ({row.digest[:19]})" if row.digest else "")
    return f"{row.container}: {start} → {target}  [{row.mode.value}]" + ("  exactly this image" if row.exact else "")


def plan_json(plan: Plan) -> dict[str, object]:
    """A plan as one JSON object."""
    return {
        "name": plan.name, "title": plan.title, "notes": plan.notes, "description": plan.description, "concurrency": plan.concurrency,
        "links": list(plan.links), "on_failure": plan.on_failure.value, "rollout_seconds": plan.time_limit,
        "pauses": [{"after_wave": pause.after_wave, "text": pause.text} for pause in plan.pauses],
        "drift": asdict(plan.drift), "builds": list(plan.builds()), "also_build": list(plan.also_build),
        "steps": [{
            "id": step.id, "cluster": step.key.cluster, "namespace": step.key.namespace, "kind": step.key.kind.value,
            "workload": step.key.name, "uid": step.uid, "wave": step.wave, "after": list(step.after),
            "on_failure": (step.on_failure or plan.on_failure).value, "rollout_seconds": step.time_limit or plan.time_limit,
            "note": step.note, "containers": [_row_json(row) for row in step.rows],
        } for step in plan.steps],
    }


def _row_json(row: RowChange) -> dict[str, object]:
    kept = {name: value for name, value in asdict(row).items() if name not in ("kept", "shown_from")}
    return {**kept, "mode": row.mode.value, "group": row.group.value, "from": row.shown_from}
