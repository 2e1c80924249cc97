"""“Execute when connected”: plans that wait for what they need and then run by themselves, each once at most."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

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
)
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.armed import Armed
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.endpoints import Endpoints
from desktop_pipeline.services.executor import Executor
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.findings import Finding
from desktop_pipeline.services.hold_consent import builds_of, builds_to_arm, secrets_for
from desktop_pipeline.services.hold_files import beside, changed_file, in_short, looked_at, rows_of
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
"""Seconds between two looks at what other processes of the profile have armed and put away, and whether one that waits has gone."""


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
        self._watch: asyncio.Task[None] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._not_here: set[str] = set()
        """Ids of held plans that mean another workspace, are not understood, or were put away here."""
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
            self._rows = rows_of(holds)
        return self._rows

    def needs(self, plan: Plan) -> tuple[Condition, ...]:
        """What a plan would wait for. Raises UserError `builds.bad_recipe`."""
        return conditions(plan, self._catalog.workspace, builds_of(plan, self._catalog))

    async def load(self) -> None:
        """Take up what waits in this workspace, and from now on take notice of what other processes arm and put away; what had begun is
        never begun again. What cannot be read or taken up says why and is tried again every few seconds. Raises what the drafts raise."""
        try:
            for armed in await self._read():
                try:
                    await self._take_over(armed)
                except UserError as error:
                    self._bear(armed, error)
        finally:
            self._go()
            if self._reader is None or self._reader.done():
                self._reader = self._tasks.start(self._read_on(), "held plans of other processes")

    async def _read_on(self) -> None:
        """Until the end of the program: another window may arm a plan at any time, and die."""
        told: Message | None = None
        while True:
            await self._clock.sleep(_ELSEWHERE)
            try:
                await self._read()
                told = None
            except UserError as error:
                if error.message != told:
                    told = error.message
                    log.warning("%s", error)
            self._go()

    async def _read(self) -> tuple[Armed, ...]:
        """Compare with the drafts; what was new there. One value is read, and one more for each plan with which another process waits."""
        before, ids = tuple(self._armed.values()), await self._store.ids()
        if ids is None:  # no list was ever written there, so it says of nothing that it is gone
            return ()
        for armed in before:
            if armed.hold.id not in ids and (not armed.mine or (armed.kept and not armed.begun)):
                await self._drop(armed, there=False)
        new, strange = list[Armed](), False
        for hold_id in ids:
            known = self._armed.get(hold_id)
            if hold_id in self._not_here or (known is not None and known.mine):
                continue
            hold = await self._store.read(hold_id)
            if hold is None or hold.workspace != self._workspace:
                self._not_here.add(hold_id)
                strange = strange or hold is None
            elif known is not None and known is self._armed.get(hold_id) and not known.mine:
                self._show(known, hold if hold.phase.over else replace(hold, why=known.hold.why))
            elif known is None and hold_id not in self._armed:
                self._armed[hold_id] = Armed(hold, mine=False)
                new.append(self._armed[hold_id])
                self._tell(new[-1])
        if strange and (number := await self._store.strange()):
            self._feed.notify(self._clock.now(), Message.of("hold.strange", n=number))
        return tuple(new)

    async def arm(self, plan: Plan, agreed: Agreement, window: Window | None = None, *, kept: bool = True, file: str = "") -> str:
        """Let a plan wait; returns its id. The secrets that it needs are read now. `kept`: it survives the end of the program. `file`: name
        or path of the plan file that it is, as it was read: once that says something else, it does not start any more.

        Raises what `builds_to_arm` and the drafts raise. Nothing waits then.
        """
        builds = await builds_to_arm(plan, agreed, self._catalog, self._trust)
        plan = looked_at(plan)
        title, shown = in_short(plan)
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

    async def disarm(self, hold_id: str) -> None:
        """It shall not start any more; also puts away what is over. Raises UserError `hold.too_late` once it is being run, `hold.gone`
        where it was shown as one that waits and another process has run it or put it away, and what the drafts raise."""
        armed = self._armed.get(hold_id)
        if armed is not None:
            await self._drop(armed, waiting=not armed.hold.phase.over)

    async def withdraw(self, hold_id: str) -> None:
        """Put away a plan that nobody has run: only after that may it be run another way. Raises UserError `hold.gone` or `hold.too_late`
        where that cannot be said of it, and what the drafts raise."""
        armed = self._armed.get(hold_id)
        if armed is None:
            raise UserError("hold.gone")
        if armed.hold.phase is Phase.STARTED:
            raise UserError("hold.too_late")
        await self._drop(armed, waiting=True)

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
        firing = [armed.firing for armed in self._armed.values()]
        tasks = [task for task in (self._watch, self._reader, *firing) if task is not None and not task.done()]
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
            if any(not armed.hold.phase.over for armed in self._armed.values()):
                self._watch = self._tasks.start(self._wait_for_all(), "held plans")

    async def _wait_for_all(self) -> None:
        while True:
            self._endpoints.look()
            waiting = [armed for armed in self._armed.values() if not armed.hold.phase.over]
            if not waiting:
                return
            for armed in waiting:
                try:
                    if armed.hold.phase.over:  # it was put away meanwhile
                        continue
                    if not armed.mine:
                        await self._beside(armed)
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
            self._show(armed, armed.elsewhere(Why(error.message)))

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
        armed.keyring = await self._vault.keep(secrets_for(armed.hold, self._catalog))
        armed.keyring_due = self._clock.monotonic() + self._endpoints.pace.keyring

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

    async def _beside(self, armed: Armed) -> None:
        """One look at a plan with which another process waits. Its file can be looked at from here, too."""
        if armed.loads != self._catalog.loads:
            await self._look_at_file(armed)
            if not armed.mine and not armed.hold.phase.over:
                self._show(armed, armed.elsewhere(*armed.hold.why))
        await self._take_over(armed)

    async def _take_over(self, armed: Armed) -> None:
        """Wait with a plan that no other process waits with."""
        if armed.rest > self._clock.monotonic():
            return
        if not await self._store.claim(armed.hold.id):
            armed.rest = self._clock.monotonic() + _ELSEWHERE
            if not armed.hold.phase.over:
                self._show(armed, armed.elsewhere(Why(Message.of("hold.elsewhere"))))
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

    async def _drop(self, armed: Armed, *, there: bool = True, waiting: bool = False) -> None:
        """It is no more; `there`: it may still lie in the drafts; `waiting`: raises where it is not certain that nobody has run it."""
        if waiting and armed.begun and not armed.hold.phase.over:
            raise UserError("hold.too_late")
        if not armed.hold.phase.over and not armed.hold.run:
            armed.hold = ended(armed.hold, Phase.DISARMED)
        hold = armed.hold
        self._armed.pop(hold.id, None)
        if armed.firing is not None and armed.firing is not asyncio.current_task():
            armed.firing.cancel()
        self._feed.publish(Area.HOLD, hold.id)
        try:
            if armed.kept and there:
                self._not_here.add(hold.id)  # until it is gone there, too
                await self._store.remove(hold.id, waiting=waiting)
        except (UserError, asyncio.CancelledError):
            self._not_here.discard(hold.id)  # it waits on, so it is shown again
            raise
        finally:
            if armed.kept and armed.mine:
                self._store.leave(hold.id)
            self._forget()

    def _forget(self) -> None:
        """Secrets and endpoints that no plan waits for any more."""
        waiting = [armed.hold for armed in self._armed.values() if not armed.hold.phase.over]
        self._endpoints.keep_only(condition for hold in waiting for condition in hold.conditions)
        left = [armed.hold for armed in self._armed.values() if not self._done(armed)]
        with suppress(UserError):  # what one of them needs cannot be told: better nothing is forgotten
            self._vault.keep_only({name for hold in left for name in secrets_for(hold, self._catalog)})

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
