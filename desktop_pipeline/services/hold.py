"""“Execute when connected”: plans that wait for what they need and then run by themselves, each once at most."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from desktop_pipeline.domain import order
from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import (
    NO_ANSWER,
    Agreement,
    Condition,
    Hold,
    Phase,
    Why,
    Window,
    conditions,
    ended,
    fired,
    looked,
    recalled,
    secrets_of,
)
from desktop_pipeline.domain.images import short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.task_rules import refuse_passwords
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.armed import Armed
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.endpoints import Endpoints
from desktop_pipeline.services.executor import Executor
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.findings import Finding
from desktop_pipeline.services.hold_files import beside, changed_file, looked_at
from desktop_pipeline.services.hold_store import HoldStore
from desktop_pipeline.services.kept_ports import Files, Journal
from desktop_pipeline.services.kept_secrets import KeptSecrets
from desktop_pipeline.services.ports import URGENT, Clock
from desktop_pipeline.services.preflight import Level, Preflight, Report, guards_of
from desktop_pipeline.services.tasks import TaskHost
from desktop_pipeline.services.trust import Trust

log = logging.getLogger(__name__)
_PASSES = NO_ANSWER | {"run.active", "run.active_by"}
"""Codes of what pre-flight finds that passes by itself."""
_ELSEWHERE = 5.0
"""Seconds between two looks whether the process that waits with a plan has gone."""


class Holds:
    """Arms plans, waits, starts them. `feed` tells of each change with Area.HOLD and the id."""

    def __init__(
        self, catalog: Catalog, preflight: Preflight, executor: Executor, trust: Trust, journal: Journal, store: HoldStore,
        endpoints: Endpoints, vault: KeptSecrets, feed: Feed, tasks: TaskHost, clock: Clock, by: str, workspace: str, files: Files,
    ) -> None:
        self._catalog, self._preflight, self._executor, self._trust = catalog, preflight, executor, trust
        self._journal, self._store, self._endpoints, self._vault = journal, store, endpoints, vault
        self._feed, self._tasks, self._clock, self._by = feed, tasks, clock, by
        self._workspace, self._files = workspace, files
        preflight.beside = self.beside
        self._armed: dict[str, Armed] = {}
        self._unread, self._read_again = False, 0.0
        self._unread_why: Message | None = None
        """Whether what waited at the last end is still to be read, not before when, and what its reading ended with last."""
        self._watch: asyncio.Task[None] | None = None
        self._rows: Mapping[RowKey, str] = {}
        self._rows_of: list[str] = []

    @property
    def endpoints(self) -> Endpoints:
        return self._endpoints

    # ---- what others ask -----------------------------------------------------------------------------------------------------------------

    def all(self) -> tuple[Hold, ...]:
        """Plans that wait, and those that are over and were not put away yet; oldest first."""
        return tuple(armed.hold for armed in self._armed.values())

    def find(self, hold_id: str) -> Hold | None:
        armed = self._armed.get(hold_id)
        return armed.hold if armed else None

    def waiting(self) -> tuple[Hold, ...]:
        """Plans with which this process waits."""
        return tuple(armed.hold for armed in self._armed.values() if armed.mine and not armed.hold.phase.over)

    def beside(self, plan: Plan, but: str = "") -> tuple[Finding, ...]:
        """What other held plans, less the one with the id `but`, will do to the workloads of a plan."""
        return beside((hold for hold in self.all() if hold.phase is Phase.HELD and hold.id != but), plan)

    def rows(self) -> Mapping[RowKey, str]:
        """The rows that held plans will change, with the title of the first such plan."""
        holds = [hold for hold in reversed(self.all()) if not hold.phase.over]
        if [hold.id for hold in holds] != self._rows_of:
            self._rows_of = [hold.id for hold in holds]
            self._rows = _rows(holds)
        return self._rows

    def needs(self, plan: Plan) -> tuple[Condition, ...]:
        """What a plan would wait for. Raises UserError `builds.bad_recipe`."""
        found = [self._catalog.build_for(plan, name) for name in plan.builds()]
        return conditions(plan, self._catalog.workspace, [build for build in found if build is not None])

    async def load(self) -> None:
        """Take up what waited in this workspace at the last end; what had begun is never begun again. One that cannot be taken up says
        why and is tried again every few seconds; so is the reading itself. Raises what the drafts raise."""
        self._unread = True
        try:
            await self._read()
        finally:
            self._go()

    async def _read(self) -> None:
        self._read_again = self._clock.monotonic() + _ELSEWHERE
        for hold in await self._store.all():
            if hold.id not in self._armed and hold.workspace == self._workspace:
                armed = self._armed[hold.id] = Armed(hold, mine=False)
                self._tell(armed)
                try:
                    await self._take_over(armed)
                except UserError as error:
                    self._bear(armed, error)
        if number := await self._store.strange():
            self._feed.notify(self._clock.now(), Message.of("hold.strange", n=number))
        self._unread = False

    async def arm(self, plan: Plan, agreed: Agreement, window: Window | None = None, *, kept: bool = True, file: str = "") -> str:
        """Let a plan wait; returns its id. The secrets that it needs are read now. `kept`: it survives the end of the program. `file`: name
        or path of the plan file that it is, as it was read: once that says something else, it does not start any more.

        Raises UserError `hold.empty`, `run.read_only`, `run.name_not_typed`, `run.unconfirmed`, `trust.needed`, `preflight.no_build`,
        `build.password`, what is wrong with the order of the plan, and what the drafts raise. Nothing waits then.
        """
        builds = await self._refuse(plan, agreed)
        plan = looked_at(plan)
        shown = tuple(f"{step.key.name}/{row.container}: {row.shown_from or '?'} → {row.tag or row.build}"
                      + (f" ({short_digest(row.digest)})" if row.exact else "")
                      for step in plan.steps for row in step.rows)
        names = [key.name for _, key in plan.targets()] or list(plan.builds())
        title = plan.title or ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")
        hold = Hold(secrets.token_hex(6), plan, title, conditions(plan, self._catalog.workspace, builds), window or Window(), agreed,
                    self._clock.now(), self._by, images=shown, workspace=self._workspace, file=file)
        armed = Armed(hold, kept)
        await self._read_secrets(armed)
        if kept:
            await self._store.claim(hold.id)
            try:
                await self._store.add(hold)
            except (UserError, asyncio.CancelledError):
                self._store.leave(hold.id)
                raise
        self._armed[hold.id] = armed
        self._tell(armed)
        self._go()
        return hold.id

    async def _refuse(self, plan: Plan, agreed: Agreement) -> tuple[Build, ...]:
        """What can be said without asking anybody is said when the plan is armed, not in the middle of the night."""
        if not plan.targets() and not plan.builds():
            raise UserError("hold.empty")
        for _, problem in order.problems(plan):
            raise UserError(problem.code, **dict(problem.arguments))
        guards = guards_of(plan, self._catalog.workspace)
        if guards.closed:
            raise UserError("run.read_only")
        for name in guards.names:
            if name not in agreed.names:
                raise UserError("run.name_not_typed", name=name)
        if guards.confirm and not agreed.confirmed:
            raise UserError("run.unconfirmed")
        builds = []
        for name in plan.builds():
            build = self._catalog.build_for(plan, name)
            if build is None:
                raise UserError("preflight.no_build", build=name)
            refuse_passwords(build.tasks)  # the drafts keep the whole plan
            if not await self._trust.is_trusted(build):
                raise UserError("trust.needed", build=name, hash=trust_hash(build))
            builds.append(build)
        return tuple(builds)

    async def disarm(self, hold_id: str) -> None:
        """It shall not start any more; also puts away what is over. Raises UserError `hold.too_late` once it is being run."""
        armed = self._armed.get(hold_id)
        if armed is None:
            return
        if not armed.hold.phase.over:
            if armed.hold.run:
                raise UserError("hold.too_late")
            armed.hold = ended(armed.hold, Phase.DISARMED)
        await self._drop(armed)

    async def wait(self, hold_id: str) -> Hold:
        """Until a plan is over, one way or the other. Raises UserError `hold.gone` when somebody disarms it."""
        subscription = self._feed.subscribe()
        try:
            while True:
                armed = self._armed.get(hold_id)
                if armed is None:
                    raise UserError("hold.gone")
                if armed.hold.phase.over:
                    return armed.hold
                await subscription.wait()
                subscription.take()
        finally:
            subscription.close()

    async def close(self) -> None:
        """Stop waiting. What is kept waits for the next start; a run that has begun is the executor's."""
        tasks = [task for task in (self._watch, *(armed.firing for armed in self._armed.values())) if task is not None and not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._endpoints.keep_only(())
        for armed in self._armed.values():
            if armed.mine and armed.kept:
                self._store.leave(armed.hold.id)
        self._armed.clear()

    # ---- waiting -------------------------------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        if self._watch is None or self._watch.done():
            if self._unread or any(not armed.hold.phase.over for armed in self._armed.values()):
                self._watch = self._tasks.start(self._wait_for_all(), "held plans")

    async def _wait_for_all(self) -> None:
        while True:
            self._endpoints.look()
            if self._unread and self._clock.monotonic() >= self._read_again:
                try:
                    await self._read()
                except UserError as error:
                    if error.message != self._unread_why:
                        self._unread_why = error.message
                        log.warning("%s", error)
            waiting = [armed for armed in self._armed.values() if not armed.hold.phase.over]
            if not waiting and not self._unread:
                return
            for armed in waiting:
                try:
                    if not armed.mine:
                        await self._take_over(armed)
                    elif armed.hold.phase is Phase.HELD:
                        await self._look(armed)
                except UserError as error:
                    self._bear(armed, error)
            await self._clock.sleep(self._endpoints.pace.tick)

    def _bear(self, armed: Armed, error: UserError) -> None:
        """The drafts are busy, or the locks cannot be written, for example: told once, and the next look is soon."""
        armed.rest = self._clock.monotonic() + _ELSEWHERE
        if armed.told != error.message:
            armed.told = error.message
            log.warning("%s", error)
        if not armed.mine and not armed.hold.phase.over:
            self._show(armed, replace(armed.hold, why=(Why(error.message),)))

    async def _look(self, armed: Armed) -> None:
        """One look at what a plan waits for; starts it when all is there."""
        hold, now = armed.hold, self._clock.monotonic()
        if armed.changes != self._endpoints.changes:
            armed.changes, armed.rest, armed.tries = self._endpoints.changes, 0.0, 0
        try:
            begins = hold.window.begins()
            if armed.loads != self._catalog.loads:
                await self._look_at_file(armed)
            lacking = [Why(armed.filed)] if armed.filed is not None else []
            if begins is None or self._clock.now() >= begins:  # before, nobody needs to be asked
                if armed.keyring is not None and now >= armed.keyring_due:
                    await self._read_secrets(armed)
                lacking += [Why(Message.of("hold.keyring")), Why(armed.keyring)] if armed.keyring is not None else []
                missing = [message for condition in hold.conditions if (message := self._endpoints.missing(condition)) is not None]
                if any(message.code != "hold.asking" for message in missing):
                    armed.rest, armed.tries = 0.0, 0  # that explains what pre-flight found; no need to wait once it is back
                lacking += [Why(message) for message in dict.fromkeys(missing)]
                if not lacking and now < armed.rest:
                    lacking = list(armed.gone)
            if armed.hold.phase is not Phase.HELD:
                return  # disarmed meanwhile
            await self._put(armed, looked(hold, self._clock.now(), lacking))
        except UserError as error:
            await self._put(armed, ended(hold, Phase.REFUSED, [Why(error.message)]))
        if armed.hold.phase is Phase.STARTING:
            armed.firing = self._tasks.start(self._fire(armed), f"held plan {armed.hold.id}")

    async def _look_at_file(self, armed: Armed) -> None:
        """Raises UserError for one that nobody can arm again: its command is over then."""
        armed.loads = self._catalog.loads
        armed.filed = await changed_file(self._files, armed.hold)
        if armed.filed is not None and not armed.kept:
            raise UserError(armed.filed.code, **dict(armed.filed.arguments))

    async def _read_secrets(self, armed: Armed) -> None:
        armed.keyring = await self._vault.keep(self._secrets(armed.hold))
        armed.keyring_due = self._clock.monotonic() + self._endpoints.pace.keyring

    def _secrets(self, hold: Hold) -> frozenset[str]:
        found = [self._catalog.build_for(hold.plan, name) for name in hold.plan.builds()]
        builds = [build for build in found if build is not None]
        return secrets_of(hold.conditions, self._catalog.workspace, self._catalog.bindings, builds)

    # ---- starting ------------------------------------------------------------------------------------------------------------------------

    async def _fire(self, armed: Armed) -> None:
        """Pre-flight, then the run. Until the run has an id the plan may still go back to waiting."""
        URGENT.set(True)  # of this task only: that somebody else was not answered lately says nothing about now
        try:
            if armed.kept and await self._store.find(armed.hold.id) is None:  # disarmed by another process
                await self._drop(armed)
                return
            report = await self._preflight.check(armed.hold.plan)
            if armed.hold.agreed.skip_blocked and not any(finding.message.code in _PASSES for finding in report.red()):
                report = await self._preflight.rest(report)
            if armed.hold.phase is not Phase.STARTING:
                return  # disarmed meanwhile
            following = await self._after_preflight(armed, report)
            await self._look_at_file(armed)  # whatever the watch of the files has noticed
            if armed.filed is not None and following.phase is Phase.STARTING:
                following = replace(following, phase=Phase.HELD, why=(Why(armed.filed),))
            if following.phase is Phase.STARTING:
                await self._start(armed, report)
            else:
                await self._put(armed, following)
        except UserError as error:
            await self._put(armed, ended(armed.hold, Phase.REFUSED, [Why(error.message)]))
        except asyncio.CancelledError:
            raise
        except Exception as error:
            await self._put(armed, ended(armed.hold, Phase.REFUSED, [Why(Message.of("executor.defect", error=repr(error)))]))
            raise

    async def _after_preflight(self, armed: Armed, report: Report) -> Hold:
        hold, red = armed.hold, report.red()
        gone = [finding for finding in report.findings if finding.message.code in _PASSES and finding.level is not Level.INFO]
        said_no = [finding for finding in red if finding not in gone]
        if said_no and not (hold.agreed.skip_blocked and len(said_no) < len(red)):  # else what is to be left out is not all known yet
            return ended(hold, Phase.REFUSED, [Why(finding.message, finding.step) for finding in said_no])
        if gone:  # also where warnings were agreed to: without an answer tags would not be pinned
            if any(finding.message.code in NO_ANSWER for finding in gone):
                self._endpoints.doubt(hold.conditions)
            return self._later(armed, (finding.message for finding in gone))
        amber = [finding for finding in report.findings if finding.level is Level.AMBER and (finding.drift or not hold.agreed.amber)
                 and finding.message.code != "hold.beside"]  # that was told when it, or the other one, was armed
        if amber:
            text = Message.of("hold.drift_not_asked" if hold.agreed.amber else "hold.not_confirmed")
            return ended(hold, Phase.REFUSED, [Why(text), *(Why(finding.message, finding.step) for finding in amber)])
        return looked(hold, self._clock.now(), ())

    def _later(self, armed: Armed, gone: Iterable[Message]) -> Hold:
        """Back to waiting: no try for a while, each time a longer one."""
        pace = self._endpoints.pace
        armed.tries += 1
        armed.rest = self._clock.monotonic() + min(pace.slow, pace.quick * armed.tries)
        armed.gone = tuple(dict.fromkeys(Why(message) for message in gone))
        return replace(armed.hold, phase=Phase.HELD, run="", why=armed.gone)

    async def _start(self, armed: Armed, report: Report) -> None:
        """The id of the run is on the disk before the run begins: whoever finds it there asks the journal whether it did."""
        agreed = armed.hold.agreed
        confirmed = agreed.confirmed or not guards_of(report.plan, self._catalog.workspace).confirm  # warnings were judged before
        consent = Consent(confirmed, agreed.names, agreed.large_context, agreed.asks, agreed.go_on)
        run_id = self._executor.new_id()
        armed.hold = replace(fired(armed.hold, run_id), left_out=tuple(left.title for left in report.left_out.values()))
        if armed.kept and not await self._store.change(armed.hold):  # disarmed by another process meanwhile
            await self._drop(armed)
            return
        try:
            self._executor.start(report, consent, run_id)
        except UserError as error:
            if error.code not in _PASSES:
                raise
            await self._put(armed, self._later(armed, [error.message]))  # another plan was quicker
            return
        self._tasks.start(self._forget_after(run_id), f"secrets of {run_id}")
        self._tell(armed)
        while self._feed.run(run_id) is None and run_id in self._executor.active_runs():
            await self._clock.sleep(0.02)
        if self._feed.run(run_id) is None:  # the journal could not be written: nothing was begun
            try:
                await self._executor.wait(run_id)
            except Exception as error:
                text = error.message if isinstance(error, UserError) else Message.of("executor.defect", error=repr(error))
                await self._put(armed, ended(armed.hold, Phase.REFUSED, [Why(text)]))
                return
        await self._put(armed, ended(armed.hold, Phase.STARTED))

    # ---- what is kept --------------------------------------------------------------------------------------------------------------------

    async def _take_over(self, armed: Armed) -> None:
        """Wait with a plan that no other process waits with."""
        if armed.rest > self._clock.monotonic():
            return
        if not await self._store.claim(armed.hold.id):
            armed.rest = self._clock.monotonic() + _ELSEWHERE
            if not armed.hold.phase.over:
                self._show(armed, replace(armed.hold, why=(Why(Message.of("hold.elsewhere")),)))
            return
        armed.mine, armed.rest = True, 0.0
        try:
            hold = await self._store.find(armed.hold.id)
            if hold is None:  # it was started or disarmed there
                await self._drop(armed)
                return
            began = bool(hold.run) and await self._journal.plan(hold.run) is not None
            armed.hold = hold
            if not hold.phase.over:
                await self._read_secrets(armed)
                await self._put(armed, recalled(hold, began=began))
            armed.told = None
        except UserError:  # a plan of which not all is known does not wait: whoever can know it may take it over
            armed.mine = False
            self._store.leave(armed.hold.id)
            raise

    async def _put(self, armed: Armed, hold: Hold) -> None:
        """Take a new state. The drafts keep what a restart must know: not each reason why it waits."""
        before = armed.hold
        self._show(armed, hold)
        if hold.phase.over and not before.phase.over:
            self._over(armed)
        try:
            if not armed.kept:
                return
            if hold.phase is Phase.STARTED:
                await self._store.remove(hold.id)  # from now on the journal knows it
                armed.kept = False
                self._store.leave(hold.id)
            elif hold.phase.over or hold.run != before.run:
                await self._store.change(hold)
        except UserError as error:  # it goes on from memory
            self._feed.notify(self._clock.now(), error.message)

    def _over(self, armed: Armed) -> None:
        code = {Phase.STARTED: "hold.started", Phase.MISSED: "hold.was_missed", Phase.REFUSED: "hold.was_refused"}.get(armed.hold.phase)
        if code:
            self._feed.notify(self._clock.now(), Message.of(code, title=armed.hold.title))
        self._forget()

    async def _drop(self, armed: Armed) -> None:
        hold = armed.hold
        self._armed.pop(hold.id, None)
        if armed.firing is not None and armed.firing is not asyncio.current_task():
            armed.firing.cancel()
        self._feed.publish(Area.HOLD, hold.id)
        self._forget()
        if armed.kept:
            try:
                await self._store.remove(hold.id)
            finally:
                if armed.mine:
                    self._store.leave(hold.id)

    def _forget(self) -> None:
        """Secrets and endpoints that no plan waits for any more."""
        waiting = [armed.hold for armed in self._armed.values() if not armed.hold.phase.over]
        self._endpoints.keep_only(condition for hold in waiting for condition in hold.conditions)
        needed: Iterable[str] = (name for armed in self._armed.values() if not self._done(armed) for name in self._secrets(armed.hold))
        self._vault.keep_only(needed)

    async def _forget_after(self, run_id: str) -> None:
        """A run asks for passwords while it is at work, and not longer."""
        with suppress(Exception):  # the executor tells
            await self._executor.wait(run_id)
        self._forget()

    def _done(self, armed: Armed) -> bool:
        """Its run is over, or there will be none."""
        return armed.hold.phase.over and (not armed.hold.run or armed.hold.run not in self._executor.active_runs())

    def _show(self, armed: Armed, hold: Hold) -> None:
        if hold != armed.hold:
            armed.hold = hold
            self._tell(armed)

    def _tell(self, armed: Armed) -> None:
        self._feed.publish(Area.HOLD, armed.hold.id)


def _rows(holds: Iterable[Hold]) -> Mapping[RowKey, str]:
    return {RowKey(step.key, row.container): hold.title for hold in holds for step in hold.plan.steps for row in step.rows}
