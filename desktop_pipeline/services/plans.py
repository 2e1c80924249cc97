"""The plans of the workspace: what there is, saving, moving, the archive; a plan put into the grid; and how long one would take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from desktop_pipeline.domain import order
from desktop_pipeline.domain.choices import Choice, Mode, Row, why_not
from desktop_pipeline.domain.drift import shown, when_text
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.images import same_repository
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import Forecast
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.composer import Composer
from desktop_pipeline.services.durations import Durations
from desktop_pipeline.services.inventory import Inventory
from desktop_pipeline.services.kept_ports import FileProblem, Files, PlanPlace
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.tasks import together

_PATIENCE = 12.0
"""Seconds after which an app map that does not answer is taken as it was seen last."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan as a line of a list. `problems`: what is wrong in its file; then nothing else of it is known."""

    place: PlanPlace
    title: str = ""
    workloads: int = 0
    builds: int = 0
    app_maps: tuple[str, ...] = ()
    waves: int = 0
    problems: tuple[FileProblem, ...] = ()

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def archived(self) -> bool:
        return self.place.archived


@dataclass(frozen=True, slots=True)
class InGrid:
    """What became of a plan's rows in the grid: how many were chosen, and what is to be said of others."""

    chosen: int
    said: tuple[tuple[RowKey, Message], ...] = ()


def app_maps_of(plan: Plan) -> tuple[str, ...]:
    """The app maps that a plan acts on, each once, in their order."""
    return tuple(dict.fromkeys(f"{key.cluster}/{key.namespace}" for _, key in plan.targets()))


def file_name(title: str) -> str:
    """A title as the name of a file."""
    name = "".join(char if char.isalnum() or char in "._-" else "-" for char in title.strip().lower())
    while "--" in name:
        name = name.replace("--", "-")
    return name.strip("-._")[:80].rstrip("-._") or "plan"


def renewed(was: Plan, rows: Plan) -> Plan:
    """A plan with other rows: its notes, links and policies stay, and each workload that it had keeps its place in the order.

    What a step was to come after is dropped where that is not in the plan any more.
    """
    before = {step.key: step for step in was.steps}
    names, steps = order.StepNames(rows.steps), []
    for step in rows.steps:
        old = before.get(step.key, step)
        after = tuple(word for word in old.after if _means(names, word, step))
        steps.append(replace(step, wave=old.wave, after=after, on_failure=old.on_failure, time_limit=old.time_limit, note=old.note))
    return replace(was, title=rows.title, steps=tuple(steps))


def _means(names: order.StepNames, word: str, step: WorkloadStep) -> bool:
    try:
        names.find(word, step.key)
    except UserError:
        return False
    return True


class Plans:
    """Files of the folder `plans`. What somebody else changed meanwhile is never overwritten (UserError `file.changed`)."""

    def __init__(
        self, catalog: Catalog, files: Files, inventory: Inventory, planner: Planner, composer: Composer, durations: Durations
    ) -> None:
        self._catalog, self._files = catalog, files
        self._inventory, self._planner, self._composer, self._durations = inventory, planner, composer, durations

    # ---- what there is ---------------------------------------------------------------------------------------------

    async def summaries(self, *, archived: bool = False) -> tuple[Summary, ...]:
        """All plans by name, those with problems too; with `archived` those of the archive behind them."""
        broken: dict[str, list[FileProblem]] = {}
        for problem in self._catalog.problems:
            folder, _, name = problem.file.partition("/")
            if folder == "plans":
                broken.setdefault(name.rpartition(".")[0], []).append(problem)
        names = sorted({*self._catalog.plans, *broken})
        found = [Summary(PlanPlace(name), problems=tuple(broken[name])) if name in broken else await self._summary(PlanPlace(name))
                 for name in names]
        if archived:
            found += [await self._summary(PlanPlace(name, archived=True)) for name in self._catalog.archived_plans]
        return tuple(found)

    async def _summary(self, place: PlanPlace) -> Summary:
        try:
            plan = await self.load(place.name, archived=place.archived)
        except (UserError, UserErrors) as error:
            messages = error.messages if isinstance(error, UserErrors) else (error.message,)
            return Summary(place, problems=tuple(FileProblem(place.file, 0, "", message) for message in messages))
        problems = tuple(FileProblem(place.file, 0, step, message) for step, message in order.problems(plan))
        waves = len({step.wave for step in plan.steps})
        return Summary(place, plan.title, len(plan.targets()), len(plan.builds()), app_maps_of(plan), waves, problems)

    async def load(self, name: str, *, archived: bool = False) -> Plan:
        """Raises UserErrors with all problems of the file, UserError `file.missing`."""
        return await (self._files.load_archived_plan(name) if archived else self._files.load_plan(name))

    def free_name(self, name: str, *, archived: bool = False) -> str:
        """This name, or with a number at its end when it is taken."""
        taken = self._catalog.archived_plans if archived else (*self._catalog.plans, *self._broken())
        number, free = 2, name
        while free in taken:
            number, free = number + 1, f"{name}-{number}"
        return free

    def _broken(self) -> tuple[str, ...]:
        files = (problem.file for problem in self._catalog.problems if problem.file.startswith("plans/"))
        return tuple(file.removeprefix("plans/").rpartition(".")[0] for file in files)

    # ---- changes ---------------------------------------------------------------------------------------------------

    async def save(self, plan: Plan, was: Plan | None) -> None:
        """Write a plan in place of `was`, the one that was read (None: there must be no file yet). Comments in the file stay.

        Raises UserError `file.changed` when the file says something else by now, `plans.exists`, and what the rules of files say.
        """
        try:
            now = await self._files.load_plan(plan.name)
        except UserError as error:
            if error.code != "file.missing":
                raise
            now = None
        if was is None and now is not None:
            raise UserError("plans.exists", name=plan.name)
        if now != was:
            raise UserError("file.changed", file=PlanPlace(plan.name).file)
        await self._files.save_plan(plan)
        await self._catalog.load()

    async def duplicate(self, name: str, to: str) -> None:
        """A second plan with the same content, comments included. Raises UserError `plans.exists`, `file.changed`."""
        await self._move(PlanPlace(name), PlanPlace(to), copy=True)

    async def rename(self, name: str, to: str) -> None:
        """Raises UserError `plans.exists`, `file.changed`."""
        await self._move(PlanPlace(name), PlanPlace(to))

    async def archive(self, name: str) -> str:
        """Put a plan away; returns its name in the archive, which has a number when the name is taken there."""
        to = self.free_name(name, archived=True)
        await self._move(PlanPlace(name), PlanPlace(to, archived=True))
        return to

    async def bring_back(self, name: str) -> str:
        """Take a plan out of the archive; returns its name, which has a number when there is another one by now."""
        to = self.free_name(name)
        await self._move(PlanPlace(name, archived=True), PlanPlace(to))
        return to

    async def delete(self, name: str) -> None:
        """Delete a plan of the archive for good; only those can be deleted."""
        await self._files.delete_archived_plan(name)
        await self._catalog.load()

    async def _move(self, source: PlanPlace, target: PlanPlace, *, copy: bool = False) -> None:
        try:
            await self._files.move_plan(source, target, copy=copy)
        except UserError as error:
            if error.code != "file.exists":
                raise
            raise UserError("plans.exists", name=target.name) from error
        await self._catalog.load()

    # ---- grid ------------------------------------------------------------------------------------------------------

    def from_grid(self, app_maps: Iterable[tuple[str, str]], title: str, name: str) -> Plan:
        """The plan of all ready rows of these app maps, to be saved. What a workload is it says by its uid; that one was made anew after it
        was chosen is nothing that each later run should ask about."""
        steps = [step for cluster, namespace in app_maps for step in self._planner.plan(cluster, namespace).steps]
        return Plan(title, tuple(replace(step, rows=tuple(replace(row, anew=False) for row in step.rows)) for step in steps), name)

    def chosen_maps(self) -> tuple[tuple[str, str], ...]:
        """App maps in which something is ready, by name."""
        found = [(facts.cluster, facts.namespace) for facts in self._inventory.all_facts()]
        return tuple(sorted(place for place in found if self._planner.ready(*place)))

    async def to_grid(self, plan: Plan) -> InGrid:
        """Make the rows of a plan the choices of the grid, in all its app maps. A version stays the one that the plan names, also where the
        newest is another one by now. A row that runs another image than the plan expects is marked as changed since it was chosen. Other
        choices stay as they are, and it is one step for Undo choice."""
        places = dict.fromkeys((step.key.cluster, step.key.namespace) for step in plan.steps)
        await together(self._inventory.opened(*place, _PATIENCE) for place in places)
        chosen, said, seen = list[tuple[Row, Choice]](), list[tuple[RowKey, Message]](), dict[RowKey, str]()
        uids: dict[RowKey, str] = {}
        for step in plan.steps:
            workload = self._inventory.find(step.key)
            rows = {row.container.name: row for row in self._planner.rows_of(workload)} if workload is not None else {}
            for change in step.rows:
                row, key = rows.get(change.container), RowKey(step.key, change.container)
                if row is None:
                    said.append((key, Message.of("plans.no_workload" if workload is None else "plans.no_container")))
                    continue
                choice = _choice(row, change)
                chosen.append((row, choice))
                off = why_not(row, choice)
                if off is None or off.code != "choice.same":
                    seen[key], uids[key] = change.expect or change.seen, step.uid
                said += [(key, why) for why in (_otherwise(row, change), _changed(step, row, seen.get(key, "")), off) if why is not None]
        self._composer.choose_all(chosen, seen, uids)
        return InGrid(len(chosen), tuple(said))

    # ---- how long --------------------------------------------------------------------------------------------------

    async def forecast(self, plan: Plan) -> Forecast:
        """When each step of a plan would begin and end, by how long it took before. Raises UserError `order.…`, and when the journal cannot
        be read."""
        return self.forecast_by(plan, await self.durations())

    async def durations(self) -> Mapping[str, float]:
        """Seconds that steps took before, by id. Raises UserError when the journal cannot be read."""
        return await self._durations.medians()

    def forecast_by(self, plan: Plan, durations: Mapping[str, float]) -> Forecast:
        """The forecast for durations that are at hand. Raises UserError `order.…`."""
        limits = self._catalog.workspace.limits
        return order.forecast(plan, durations, plan.concurrency or limits.rollouts, limits.builds)


def _otherwise(row: Row, change: RowChange) -> Message | None:
    """What the plan says of a row and the grid cannot: another image, or the one that a tag named then."""
    if row.image is not None and change.repository and not same_repository(change.repository, row.image.repository):
        return Message.of("plans.other_image", planned=change.repository, found=row.image.repository)
    now = row.versions.digest_of(change.tag) if change.tag else ""
    return Message.of("plans.tag_moved", tag=change.tag) if change.digest and now and now != change.digest else None


def _changed(step: WorkloadStep, row: Row, expected: str) -> Message | None:
    """What somebody did to a row since the plan was made; a run of the plan itself would find the same."""
    workload, container = row.workload, row.container
    if step.uid and workload.uid != step.uid:
        return Message.of("drift.replaced", workload=step.key.name)
    if not expected or container.image == expected:
        return None
    was, now = shown(expected, container.image)
    by, at = container.changed_by or workload.changed_by, container.changed_at or workload.changed_at
    return Message.of("drift.image", container=container.name, expected=was, found=now, by=by or "?", when=when_text(at))


def _choice(row: Row, change: RowChange) -> Choice:
    """What the grid has to show so that it does what the plan says."""
    if change.mode is Mode.BUILD:
        return Choice(Mode.BUILD, execute=True)
    newest = row.versions.newest()
    if change.mode is Mode.LATEST and newest is not None and newest.tag == change.tag and not change.exact:
        return Choice(Mode.LATEST)
    digest = change.digest if change.exact else ""
    return Choice(Mode.TAG if change.mode is Mode.TAG or row.build is None else Mode.APPOINTED, change.tag, digest=digest)
