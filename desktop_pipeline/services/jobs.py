"""“Run now” for a CronJob: a job of its template, started once and followed to its end."""

from __future__ import annotations

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.following import Memory, judge_job
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import job_name, job_step_id
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind, PodTrouble, Workload, WorkloadKey
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.kept_ports import Logs, LogWriter
from desktop_pipeline.services.ports import Clock, Cluster, PatchResult, PatchVerdict, World
from desktop_pipeline.services.rollouts import Recorder, explain
from desktop_pipeline.services.tasks import to_its_end

_LOOK = 1.0
_UNKNOWN_FOR = 90.0
"""Seconds for which a start without an answer is asked for before the step is called unknown."""
_LINES = 5000


class JobRuns:
    """Starts jobs and follows them."""

    def __init__(self, catalog: Catalog, world: World, logs: Logs, clock: Clock) -> None:
        self._catalog, self._world, self._logs, self._clock = catalog, world, logs, clock

    async def run(self, key: WorkloadKey, recorder: Recorder) -> tuple[State, Message]:
        """Start a job of a CronJob and wait for its end. Raises UserError when it cannot be asked at all."""
        cluster = self._world.cluster(key.cluster)
        meant = self._catalog.workspace.cluster(key.cluster)
        if meant is None or meant.is_at(await cluster.identity()) is False:  # the binding may have changed since pre-flight
            raise UserError("preflight.other_cluster", cluster=key.cluster)
        live = await cluster.get(key)
        if live is None:
            return State.FAILED, Message.of("drift.gone", workload=key.name)
        name = job_name(key.name, recorder.run_id)
        log = self._logs.writer(f"{recorder.run_id}/{job_step_id(key)}")
        try:
            await recorder.intent("job", uid=live.uid, job=name)
            refused = await self._start(cluster, live, name, recorder)
            if refused is not None:
                return refused
            log.write(f"job {name} started")
            return await self._follow(cluster, WorkloadKey(key.cluster, key.namespace, Kind.JOB, name), recorder, log)
        finally:
            log.close()

    async def _start(self, cluster: Cluster, live: Workload, name: str, recorder: Recorder) -> tuple[State, Message] | None:
        """Make the job; the outcome is written whatever happens. None when it is there, else how the step ends."""
        begun = self._clock.now()
        try:
            while True:
                try:
                    await to_its_end(self._ask(cluster, live, name, recorder))
                    return None
                except Unreachable as error:
                    if self._clock.now() - begun > _UNKNOWN_FOR:
                        return State.UNKNOWN, error.message
                    await recorder.show(None, Message.of("rollouts.no_answer"))
                    await self._clock.sleep(_LOOK)
                except UserError as error:
                    return State.FAILED, error.message
        finally:
            said = {None: "cancelled", PatchVerdict.APPLIED: "ok", PatchVerdict.UNKNOWN: "unknown"}
            verdict = recorder.answer.verdict if recorder.answer else None
            await recorder.outcome("job", said.get(verdict, "failed"), job=name)

    @staticmethod
    async def _ask(cluster: Cluster, live: Workload, name: str, recorder: Recorder) -> None:
        recorder.answer = PatchResult(PatchVerdict.UNKNOWN)
        try:
            await cluster.start_job(live.key, live.uid, name, recorder.run_id)
        except Unreachable:
            raise
        except UserError as error:
            recorder.answer = PatchResult(PatchVerdict.FORBIDDEN if isinstance(error, Refused) else PatchVerdict.INVALID, error.message)
            raise
        recorder.answer = PatchResult(PatchVerdict.APPLIED)

    async def _follow(self, cluster: Cluster, key: WorkloadKey, recorder: Recorder, log: LogWriter) -> tuple[State, Message]:
        """Wait for the end of the job, however long it works; a stop ends the waiting, not the job."""
        memory, shown = Memory(), Message.of("job.waiting")
        await recorder.intent("watch", job=key.name)
        while True:
            try:
                job = await cluster.get(key)
                pods = await cluster.pods(job) if job is not None else ()
            except Unreachable:
                await recorder.show(None, Message.of("rollouts.link_lost"))
                await self._clock.sleep(_LOOK)
                continue
            memory, verdict = judge_job(memory, job, pods, self._clock.now())
            if verdict.message != shown:
                shown = verdict.message
                log.write(render(shown))
            await recorder.show(verdict.fraction, shown)
            if verdict.state is None:
                await self._clock.sleep(_LOOK)
                continue
            if job is not None:
                await self._tell(cluster, job, verdict.trouble, log)
            log.write(f"{verdict.state.value}: {render(verdict.message)}")
            return verdict.state, verdict.message

    @staticmethod
    async def _tell(cluster: Cluster, job: Workload, trouble: PodTrouble | None, log: LogWriter) -> None:
        """Put what the job said into the step's log: its pods are removed some time later, and their logs with them."""
        if trouble is not None:
            await explain(cluster, job, trouble, log.write)
            return
        try:
            for pod in await cluster.pods(job):
                for state in pod.containers:
                    text = await cluster.log_tail(job.key.namespace, pod.name, state.name, _LINES)
                    if text:
                        log.write(f"--- {pod.name}/{state.name}")
                        for line in text.splitlines():
                            log.write(line)
        except UserError as error:
            log.write(f"(the log could not be had: {error})")
