"""“Run now” for a CronJob: a job of its template, started once and followed to its end."""

from __future__ import annotations

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.following import Memory, judge_job
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.order import job_step_id
from desktop_pipeline.domain.plans import job_name
from desktop_pipeline.domain.recovery import Fate, Found
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind, Pod, Workload, WorkloadKey
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.cluster_ports import Cluster, PatchResult, PatchVerdict
from desktop_pipeline.services.kept_ports import Logs, LogWriter
from desktop_pipeline.services.ports import Clock, World
from desktop_pipeline.services.rollouts import Recorder, cluster_meant
from desktop_pipeline.services.tasks import to_its_end
from desktop_pipeline.services.witness import explain

_LOOK, _SOON = 1.0, 0.25
"""Seconds between two looks, and in the first `_OFTEN` seconds."""
_UNKNOWN_FOR = 90.0
"""Seconds for which a start without an answer is asked for before the step is called unknown."""
_OFTEN, _NOW_AND_THEN = 10.0, 5.0
"""Seconds for which the pods' logs are read at each look, and the time between two readings after that."""
_LINES = 1000
"""Of how many of the last lines of a container the step's log tells."""


class JobRuns:
    """Starts jobs and follows them."""

    def __init__(self, catalog: Catalog, world: World, logs: Logs, clock: Clock) -> None:
        self._catalog, self._world, self._logs, self._clock = catalog, world, logs, clock

    async def run(self, key: WorkloadKey, recorder: Recorder, found: Found | None = None) -> tuple[State, Message]:
        """Start a job of a CronJob and wait for its end. `found`: what is known of a start before the program died.

        Raises UserError when it cannot be asked at all.
        """
        if found is not None and found.fate is Fate.UNKNOWN:  # started again it might run twice
            return State.UNKNOWN, Message.of("job.gone")
        name, made = job_name(key.name, recorder.run_id), found is not None and found.fate is Fate.MADE
        if made:
            recorder.answer = PatchResult(PatchVerdict.APPLIED)
            cluster, live = await self._reached(key, recorder), None
        else:
            cluster = await cluster_meant(self._world, self._catalog, key.cluster)
            live = await cluster.get(key)
            if live is None:
                return State.FAILED, Message.of("drift.gone", workload=key.name)
        log = self._logs.writer(f"{recorder.run_id}/{job_step_id(key)}")
        try:
            if live is None:
                log.write(f"job {name} was started before the program was ended; it is followed again")
            else:
                await recorder.intent("job", uid=live.uid, job=name)
                refused = await self._start(cluster, live, name, recorder)
                if refused is not None:
                    return refused
                log.write(f"job {name} started")
            return await self._follow(cluster, WorkloadKey(key.cluster, key.namespace, Kind.JOB, name), recorder, log)
        finally:
            log.close()

    async def _reached(self, key: WorkloadKey, recorder: Recorder) -> Cluster:
        """The cluster of a job that was started; a lost link is waited for, as in the middle of the following."""
        while True:
            try:
                return await cluster_meant(self._world, self._catalog, key.cluster)
            except Unreachable:
                await recorder.show(None, Message.of("rollouts.link_lost"))
                await self._clock.sleep(_LOOK)

    async def _start(self, cluster: Cluster, live: Workload, name: str, recorder: Recorder) -> tuple[State, Message] | None:
        """Make the job; the outcome is written whatever happens. None when it is there, else how the step ends."""
        begun, lost = self._clock.now(), False
        try:
            while True:
                error = await to_its_end(self._ask(cluster, live, name, recorder))
                if error is None:
                    return None
                if isinstance(error, Unreachable):
                    lost = True
                    if live.jobs_vanish or self._clock.now() - begun > _UNKNOWN_FOR:  # asked again, it could be made twice
                        return State.UNKNOWN, error.message
                    await recorder.show(None, Message.of("rollouts.no_answer"))
                    await self._clock.sleep(_LOOK)
                elif lost:
                    recorder.answer = PatchResult(PatchVerdict.UNKNOWN)  # this one was refused; what became of the lost one nobody knows
                    return State.UNKNOWN, error.message
                else:
                    return State.FAILED, error.message
        finally:
            said = {None: "cancelled", PatchVerdict.APPLIED: "ok", PatchVerdict.UNKNOWN: "unknown"}
            verdict = recorder.answer.verdict if recorder.answer else None
            await recorder.outcome("job", said.get(verdict, "failed"), job=name, verdict=verdict.value if verdict else "not-sent")

    @staticmethod
    async def _ask(cluster: Cluster, live: Workload, name: str, recorder: Recorder) -> UserError | None:
        """Ask once, and keep the answer in the recorder. What is wrong is returned: raised, it would hide that a stop came meanwhile."""
        recorder.answer = PatchResult(PatchVerdict.UNKNOWN)
        try:
            await cluster.start_job(live.key, live.uid, name, recorder.run_id)
        except Unreachable as error:
            return error
        except UserError as error:
            recorder.answer = PatchResult(PatchVerdict.FORBIDDEN if isinstance(error, Refused) else PatchVerdict.INVALID, error.message)
            return error
        recorder.answer = PatchResult(PatchVerdict.APPLIED)
        return None

    async def _follow(self, cluster: Cluster, key: WorkloadKey, recorder: Recorder, log: LogWriter) -> tuple[State, Message]:
        """Wait for the end of the job, however long it works; a stop ends the waiting, not the job."""
        memory, shown, job, story = Memory(), Message.of("job.waiting"), None, _Story(cluster, key.namespace)
        pods: tuple[Pod, ...] = ()
        begun = self._clock.now()
        await recorder.intent("watch", job=key.name)
        while True:
            try:
                job = await cluster.get(key)
                pods = await _pods(cluster, job) if job is not None else pods
                await story.read(pods, self._clock.now(), last=job is None or bool(job.job_end))
            except Unreachable:
                await recorder.show(None, Message.of("rollouts.link_lost"))
                await self._clock.sleep(_LOOK)
                continue
            except UserError as error:
                return State.UNKNOWN, Message.of("job.not_followed", text=str(error))
            memory, verdict = judge_job(memory, job, pods, self._clock.now())
            if verdict.message != shown:
                shown = verdict.message
                log.write(render(shown))
            await recorder.show(verdict.fraction, shown)
            if verdict.state is None:
                await self._clock.sleep(_SOON if self._clock.now() - begun < _OFTEN else _LOOK)
                continue
            if verdict.trouble is not None and job is not None:
                await explain(cluster, job, verdict.trouble, log.write)
            else:
                story.tell(log)
            log.write(f"{verdict.state.value}: {render(verdict.message)}")
            return verdict.state, verdict.message


async def _pods(cluster: Cluster, job: Workload) -> tuple[Pod, ...]:
    """The pods of a job; none where they may not be listed: the job itself tells how it ends."""
    try:
        return await cluster.pods(job)
    except Refused:
        return ()


class _Story:
    """What the pods of a job said. Read while it works: its pods may be removed as soon as it ends, and their logs with them."""

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        self._cluster, self._namespace = cluster, namespace
        self._said: dict[str, str] = {}
        self._begun = self._read = 0.0

    async def read(self, pods: tuple[Pod, ...], now: float, *, last: bool) -> None:
        """Often in the first seconds, then now and then; and when it has ended."""
        self._begun = self._begun or now
        if not last and now - self._begun > _OFTEN and now - self._read < _NOW_AND_THEN:
            return
        self._read = now
        for pod in pods:
            for state in pod.containers:
                try:
                    text = await self._cluster.log_tail(self._namespace, pod.name, state.name, _LINES)
                except UserError as error:
                    text = f"(the log could not be had: {error})" if f"{pod.name}/{state.name}" not in self._said else ""
                if text:
                    self._said[f"{pod.name}/{state.name}"] = text

    def tell(self, log: LogWriter) -> None:
        for name, text in self._said.items():
            log.write(f"--- {name}")
            for line in text.splitlines():
                log.write(line)
