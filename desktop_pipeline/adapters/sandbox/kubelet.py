"""What a node does with a pod: pulls images, runs init containers in order, starts, restarts with back-off, ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_pipeline.adapters.sandbox.machine import SimPod
from desktop_pipeline.adapters.sandbox.registry import GOOD, Behaviour, Manner, PullError, Shelf
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.workloads import Container, ContainerState, Group, Kind

_SCHEDULE, _PULL, _INIT, _STOP = 0.1, 0.3, 0.25, 0.3
_REMOUNT = 2.0
_FLIP, _RETRY, _RETRY_MOST = 3.0, 5.0, 30.0
_RESTART, _BACK_OFF, _BACK_OFF_MOST = 0.8, 5.0, 60.0


class Kubelet:
    """Moves pods along the timeline. `changed` is told of each change of a pod, `event` of each event about one."""

    def __init__(
        self, timeline: Timeline, shelf: Shelf, changed: Callable[[SimPod], None], event: Callable[..., None]
    ) -> None:
        self._timeline, self._shelf, self._changed, self._event = timeline, shelf, changed, event
        self.present: dict[str, str] = {}
        """Images on the nodes: reference → digest."""

    # ---- a pod's way -----------------------------------------------------------------------------------------------

    def start(self, pod: SimPod) -> None:
        """Begin a pod's life."""
        for spec in pod.template.containers:
            waiting = "ContainerCreating" if spec.group is Group.INIT or not self._inits(pod) else "PodInitializing"
            pod.states[spec.name] = ContainerState(spec.name, waiting=waiting, init=spec.group is Group.INIT)
        if pod.owner.unschedulable:
            pod.unschedulable, pod.node = pod.owner.unschedulable, ""
            self._event(pod.owner.namespace, pod.uid, "FailedScheduling", pod.unschedulable)
            return
        self._later(pod, _SCHEDULE, lambda: self._mount(pod))

    def settle(self, pod: SimPod) -> None:
        """Put a pod at once where it would be after a while: for what is there from the beginning."""
        for spec in pod.template.containers:
            init = spec.group is Group.INIT
            pulled = self._shelf.pull(spec.image, spec.pull_policy, self.present)
            image_id = "" if isinstance(pulled, PullError) else pulled.image_id
            behaviour = GOOD if isinstance(pulled, PullError) else pulled.behaviour
            ended = init and not spec.sidecar
            pod.states[spec.name] = ContainerState(
                spec.name, image_id=image_id, ready=ended or behaviour.manner is not Manner.NEVER_READY,
                terminated="Completed" if ended or pod.owner.kind is Kind.JOB else "", init=init)
            pod.starts[spec.name] = 1
        pod.phase = "Succeeded" if pod.owner.kind is Kind.JOB else "Running"
        self._readiness(pod)

    def stop(self, pod: SimPod, ended: Callable[[], None]) -> None:
        """End a pod; `ended` is called when it is gone."""
        if pod.deleting:
            return
        pod.deleting = True
        self._changed(pod)

        def gone() -> None:
            pod.gone = True
            ended()

        self._timeline.after(_STOP, gone)

    def crash(self, pod: SimPod, container: str, reason: str = "Error", exit_code: int = 1) -> None:
        """Let a running container end now; it is restarted as usual."""
        spec = next(item for item in pod.template.containers if item.name == container)
        self._ended(pod, spec, Behaviour(Manner.GOOD), reason, exit_code)

    def _later(self, pod: SimPod, seconds: float, act: Callable[[], None]) -> None:
        def run() -> None:
            if not pod.gone and not pod.deleting:
                act()

        self._timeline.after(seconds, run)

    def _set(self, pod: SimPod, state: ContainerState) -> None:
        pod.states[state.name] = state
        self._readiness(pod)
        self._changed(pod)

    def _readiness(self, pod: SimPod) -> None:
        if not pod.ready():
            pod.ready_since = None
        elif pod.ready_since is None:
            pod.ready_since = self._timeline.now()

    @staticmethod
    def _inits(pod: SimPod) -> list[Container]:
        return [spec for spec in pod.template.containers if spec.group is Group.INIT]

    def _mount(self, pod: SimPod) -> None:
        """Wait for the volumes; the pod's status says nothing of it."""
        if not pod.owner.unmountable:
            self._init(pod, 0)
            return
        self._event(pod.owner.namespace, pod.uid, "FailedMount", f'MountVolume.SetUp failed for volume "v" : {pod.owner.unmountable}')
        self._later(pod, _REMOUNT, lambda: self._mount(pod))

    # ---- init containers -------------------------------------------------------------------------------------------

    def _init(self, pod: SimPod, index: int) -> None:
        inits = self._inits(pod)
        if index < len(inits):
            spec = inits[index]
            self._pull(pod, spec, lambda behaviour: self._run_init(pod, spec, index, behaviour))
            return
        for spec in pod.template.containers:
            if spec.group is Group.MAIN:
                self._begin(pod, spec)

    def _begin(self, pod: SimPod, spec: Container) -> None:
        self._pull(pod, spec, lambda behaviour: self._run(pod, spec, behaviour))

    def _run_init(self, pod: SimPod, spec: Container, index: int, behaviour: Behaviour) -> None:
        if spec.sidecar:
            self._run(pod, spec, behaviour)
            self._later(pod, 0.1, lambda: self._init(pod, index + 1))
            return
        state = self._started(pod, spec)

        def ended() -> None:
            if behaviour.manner in (Manner.CRASH, Manner.CRASH_LATER):
                self._set(pod, replace(state, terminated="Error", exit_code=behaviour.exit_code))
                self._later(pod, self._pause(state.restarts), lambda: self._run_init(pod, spec, index, behaviour))
            else:
                self._set(pod, replace(state, terminated="Completed", exit_code=0, ready=True))
                self._init(pod, index + 1)

        if behaviour.manner is not Manner.NEVER_READY:
            self._later(pod, _INIT, ended)

    # ---- images ----------------------------------------------------------------------------------------------------

    def _pull(self, pod: SimPod, spec: Container, then: Callable[[Behaviour], None], tries: int = 0) -> None:
        def finish() -> None:
            found = self._shelf.pull(spec.image, spec.pull_policy, self.present)
            if not isinstance(found, PullError):
                self._set(pod, replace(pod.states[spec.name], image_id=found.image_id))
                then(found.behaviour)
                return
            self._set(pod, replace(pod.states[spec.name], waiting=found.reason, message=found.text))
            self._event(pod.owner.namespace, pod.uid, "Failed", f'Failed to pull image "{spec.image}": {found.text}', spec.name)
            if found.reason == "ErrImagePull":
                self._later(pod, _FLIP, back_off)
            self._later(pod, _FLIP + min(_RETRY_MOST, _RETRY * 2.0 ** min(tries, 6)), lambda: self._pull(pod, spec, then, tries + 1))

        def back_off() -> None:
            state = pod.states[spec.name]
            text = f'Back-off pulling image "{spec.image}": ErrImagePull: {state.message}'
            self._set(pod, replace(state, waiting="ImagePullBackOff", message=text))

        self._event(pod.owner.namespace, pod.uid, "Pulling", f'Pulling image "{spec.image}"', spec.name, warning=False)
        self._later(pod, _PULL, finish)

    # ---- containers that keep running ------------------------------------------------------------------------------

    def _started(self, pod: SimPod, spec: Container) -> ContainerState:
        """Note a start; the state is that of a running container that is not ready."""
        before = pod.states[spec.name]
        count = pod.starts[spec.name] = pod.starts.get(spec.name, 0) + 1
        state = ContainerState(
            spec.name, image_id=before.image_id, restarts=count - 1, init=before.init,
            last_terminated=before.terminated or before.last_terminated, last_exit_code=before.exit_code or before.last_exit_code)
        if spec.group is Group.MAIN:
            pod.phase = "Running"
        self._set(pod, state)
        return state

    def _run(self, pod: SimPod, spec: Container, behaviour: Behaviour) -> None:
        self._started(pod, spec)
        start = pod.starts[spec.name]

        def if_same(act: Callable[[], None]) -> Callable[[], None]:
            def once() -> None:
                state = pod.states[spec.name]
                if pod.starts[spec.name] == start and not state.terminated and not state.waiting:
                    act()

            return once

        manner = behaviour.manner
        if pod.owner.kind in (Kind.JOB, Kind.CRON_JOB) and spec.group is Group.MAIN:
            self._later(pod, 2.0, if_same(lambda: self._completed(pod, spec)))
        if manner is Manner.NEVER_READY:
            text = "Readiness probe failed: HTTP probe failed with statuscode: 503"
            self._later(pod, 0.8, if_same(lambda: self._event(pod.owner.namespace, pod.uid, "Unhealthy", text, spec.name)))
            return
        if manner is not Manner.CRASH:
            pause = behaviour.seconds if manner is Manner.GOOD else 0.4
            self._later(pod, pause, if_same(lambda: self._set(pod, replace(pod.states[spec.name], ready=True))))
        if manner is not Manner.GOOD:
            reason, code = ("OOMKilled", 137) if manner is Manner.OOM else ("Error", behaviour.exit_code)
            self._later(pod, behaviour.seconds, if_same(lambda: self._ended(pod, spec, behaviour, reason, code)))

    def _completed(self, pod: SimPod, spec: Container) -> None:
        pod.phase = "Succeeded"
        self._set(pod, replace(pod.states[spec.name], ready=False, terminated="Completed"))

    def _ended(self, pod: SimPod, spec: Container, behaviour: Behaviour, reason: str, code: int) -> None:
        state = pod.states[spec.name]
        self._set(pod, replace(state, ready=False, terminated=reason, exit_code=code))
        if state.restarts == 0:
            self._later(pod, _RESTART, lambda: self._run(pod, spec, behaviour))
            return

        def back_off() -> None:
            now = pod.states[spec.name]
            text = f"back-off restarting failed container={spec.name} pod={pod.name}_{pod.owner.namespace}({pod.uid})"
            self._set(pod, replace(now, terminated="", exit_code=0, last_terminated=reason, last_exit_code=code,
                                   waiting="CrashLoopBackOff", message=text))
            self._event(pod.owner.namespace, pod.uid, "BackOff", f"Back-off restarting failed container {spec.name} in pod {pod.name}")
            self._later(pod, self._pause(state.restarts), lambda: self._run(pod, spec, behaviour))

        self._later(pod, _RESTART, back_off)

    @staticmethod
    def _pause(restarts: int) -> float:
        return float(min(_BACK_OFF_MOST, _BACK_OFF * 2.0 ** min(restarts, 6)))
