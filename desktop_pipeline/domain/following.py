"""When a rollout that we started is over, and how: done, failed, superseded or timed out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import MOST, State
from desktop_pipeline.domain.verdicts import Told, grace, refined, troubles
from desktop_pipeline.domain.workloads import Kind, Phase, Pod, PodTrouble, Trouble, Workload, pod_trouble, rollout_status

_NOTHING: Told = {}
_NO_CAUSE = re.compile(r'(Back-off pulling image "[^"]*")?')
"""What kubelets up to 1.31 say while they wait before they pull again; the cause is told by the try itself only."""


@dataclass(frozen=True, slots=True)
class Follow:
    """What is followed: our change, with the generation it made and the images it set. Times in seconds, `since` in epoch seconds."""

    run: str
    uid: str
    generation: int
    images: tuple[tuple[str, str], ...]
    since: float
    limit: float = 600.0
    settle: float = 15.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What has to be remembered from one look to the next."""

    trouble: tuple[str, str, str] = ("", "", "")
    trouble_since: float = 0.0
    done_since: float | None = None
    restarts: int | None = None
    """Restarts of the new pods when the rollout was last seen done; None before."""
    causes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What the nodes last said about images that they could not pull, by uid of pod and container."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is None while the rollout goes on; `trouble` names what stands in its way so far."""

    state: State | None
    message: Message
    fraction: float = 0.0
    trouble: PodTrouble | None = None
    beside: Message | None = None
    """What ended the waiting where `message` says the cause instead: a deadline."""


def judge(
    follow: Follow, memory: Memory, workload: Workload | None, pods: Iterable[Pod], now: float, told: Told = _NOTHING
) -> tuple[Memory, Verdict]:
    """Look at the workload and the pods of its newest template once. Pods of other templates are ignored. `told`: events known so far.

    A rollout that the cluster calls done is watched for `settle` seconds more: a container without a readiness probe is "available" before
    it crashes. A restart from then on is a failure, also when the rollout is for that reason not done any more. A cause of failure is shown
    at once and is the verdict when it has stood for its grace time.
    """
    if workload is None:
        return memory, Verdict(State.FAILED, Message.of("follow.gone"))
    if workload.uid != follow.uid:
        return memory, Verdict(State.SUPERSEDED, Message.of("follow.replaced"))
    late = now - follow.since > follow.limit
    if workload.generation < follow.generation:
        return memory, Verdict(State.TIMED_OUT if late else None, Message.of("rollout.not_seen"))
    images = {container.name: container.image for container in workload.containers}
    if workload.run != follow.run or any(images.get(name) != image for name, image in follow.images):
        return memory, Verdict(State.SUPERSEDED, Message.of("follow.superseded", by=workload.changed_by or "?"))
    rollout = rollout_status(workload, follow.generation)
    if rollout.phase in (Phase.PAUSED, Phase.MANUAL, Phase.NONE):
        return memory, Verdict(State.NOT_STARTED, Message.of("follow.suspended") if workload.suspended else rollout.message, 1.0)
    fresh = [pod for pod in pods if pod.run == follow.run and not pod.deleting]
    memory, standing = _with_causes(memory, without_replaced(workload, fresh))
    restarts = sum(state.restarts for pod in fresh for state in pod.containers)
    if memory.restarts is not None and restarts > memory.restarts:
        trouble = next((refined(found, pod, told.get(pod.uid, ())) for pod in standing if (found := pod_trouble(pod))), None)
        again = Message.of("follow.restarted", n=restarts - memory.restarts)
        return memory, Verdict(State.FAILED, trouble.message if trouble else again, rollout.fraction, trouble)
    if rollout.phase is Phase.DONE:
        return _settle(follow, memory, rollout.message, restarts, now)
    memory = replace(memory, done_since=None)
    memory, trouble, failed = _look(memory, troubles(workload, standing, told), now)
    if trouble is not None and failed:
        return memory, Verdict(State.FAILED, trouble.message, rollout.fraction, trouble)
    if rollout.phase is Phase.FAILED:
        return memory, Verdict(State.FAILED, trouble.message if trouble else rollout.message, rollout.fraction, trouble, rollout.message)
    if late:
        text = Message.of("follow.timed_out", seconds=round(follow.limit))
        return memory, Verdict(State.TIMED_OUT, trouble.message if trouble else text, rollout.fraction, trouble, text)
    return memory, Verdict(None, trouble.message if trouble else rollout.message, rollout.fraction, trouble)


def without_replaced(workload: Workload, pods: Iterable[Pod]) -> list[Pod]:
    """Pods of one template without those that failed (evicted, refused by their node) and were replaced: such a pod of a Deployment stays
    for good, while the controllers of other kinds remove it.

    Each pod that lives stands for one failed pod, the youngest first, that is not younger than itself; and no more failed ones count than
    wanted pods do not run. So what fails again and again still counts: there are soon more failed pods than others.
    """
    pods = list(pods)
    if workload.key.kind is not Kind.DEPLOYMENT:
        return pods
    alive = [pod for pod in pods if pod.phase != "Failed"]
    free = sorted(pod.created or 0.0 for pod in alive)
    lacking = max(0, workload.replicas - sum(pod.phase == "Running" for pod in alive))
    unreplaced = []
    for pod in sorted((pod for pod in pods if pod.phase == "Failed"), key=lambda pod: pod.created or 0.0, reverse=True):
        if free and free[-1] >= (pod.created or 0.0):
            free.pop()
        else:
            unreplaced.append(pod)
    return alive + unreplaced[:lacking]


def judge_job(memory: Memory, job: Workload | None, pods: Iterable[Pod], now: float) -> tuple[Memory, Verdict]:
    """Look at a job once that we started. It may work for hours: only a cause that keeps its pods from starting at all ends the waiting.

    How often a pod that crashed is tried again is the job's own rule (kubernetes.io: Jobs, "Pod backoff failure policy"). A job that is
    gone may have ended before it could be seen (`pods` are those seen last): a history limit of 0 removes it at once.
    """
    memory, pods = _with_causes(memory, pods)
    if job is None:
        well = bool(pods) and all(pod.phase == "Succeeded" for pod in pods)
        return memory, Verdict(State.DONE, Message.of("job.complete"), 1.0) if well else Verdict(State.UNKNOWN, Message.of("job.gone"))
    if job.job_end:
        done = job.job_end == "complete"
        ends = (pod_trouble(replace(pod, phase="")) or pod_trouble(pod) for pod in pods)  # rather which container than that the pod failed
        crash = None if done else next((item for item in ends if item is not None), None)
        text = Message.of("job.complete") if done else crash.message if crash else Message.of("job.failed", text=job.job_text)
        return memory, Verdict(State.DONE if done else State.FAILED, text, 1.0, crash)
    if job.suspended:
        return memory, Verdict(State.NOT_STARTED, Message.of("job.suspended"), 1.0)
    troubles = [trouble for pod in pods if (trouble := pod_trouble(pod))]
    held = [item for item in troubles if item.kind not in (Trouble.CRASH, Trouble.OOM, Trouble.FAILED)]
    memory, trouble, failed = _look(memory, held, now)
    if trouble is not None:
        return memory, Verdict(State.FAILED if failed else None, trouble.message, 0.0, trouble)
    working = any(pod.phase == "Running" for pod in pods)
    return memory, Verdict(None, Message.of("job.working" if working else "job.waiting"), 0.0)


def _with_causes(memory: Memory, pods: Iterable[Pod]) -> tuple[Memory, list[Pod]]:
    """The pods, where a back-off that does not say its cause says the one that was seen last of that container."""
    causes: dict[tuple[str, str], str] = {}
    found = []
    for pod in pods:
        states = []
        for state in pod.containers:
            place = (pod.uid, state.name)
            if state.waiting == "ImagePullBackOff" and _NO_CAUSE.fullmatch(state.message):
                state = replace(state, message=memory.causes.get(place, state.message))
            if state.waiting in ("ErrImagePull", "ImagePullBackOff"):
                causes[place] = state.message
            states.append(state)
        found.append(replace(pod, containers=tuple(states)))
    return replace(memory, causes=causes), found


def _settle(follow: Follow, memory: Memory, message: Message, restarts: int, now: float) -> tuple[Memory, Verdict]:
    begun = now if memory.done_since is None else memory.done_since
    memory = replace(memory, done_since=begun, restarts=restarts)
    left = follow.settle - (now - begun)
    if left <= 0:
        return memory, Verdict(State.DONE, message, 1.0)
    return memory, Verdict(None, Message.of("follow.settling", seconds=round(left)), MOST)


def _look(memory: Memory, found: list[PodTrouble], now: float) -> tuple[Memory, PodTrouble | None, bool]:
    """The first trouble, one that cannot heal before others and a failing probe last, and whether its grace time is over."""
    trouble = min(found, key=lambda item: (not item.final, item.kind is Trouble.PROBE), default=None)
    if trouble is None:
        return replace(memory, trouble=("", "", "")), None, False
    mark = (trouble.kind.value, trouble.container, "final" if trouble.final else "may heal")
    if mark != memory.trouble:
        memory = replace(memory, trouble=mark, trouble_since=now)
    return memory, trouble, now - memory.trouble_since >= grace(trouble)

