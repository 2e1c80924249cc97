"""Why a pod will not become ready: the causes as a kubelet of Kubernetes 1.34 tells them."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.workloads import ContainerState, Pod, Trouble, pod_trouble

NOT_FOUND = ('rpc error: code = NotFound desc = failed to pull and unpack image "r:5000/a:9": failed to resolve reference "r:5000/a:9": '
             "r:5000/a:9: not found")
REFUSED = 'failed to do request: Head "http://127.0.0.1:5999/v2/a/manifests/1": dial tcp 127.0.0.1:5999: connect: connection refused'
DENIED = "pulling from host 127.0.0.1:5001 failed with status code [manifests 2.0]: 401 Unauthorized"
BAD_NAME = ('Failed to apply default image tag "Demo/APP": couldn\'t parse image name "Demo/APP": invalid reference format: '
            "repository name (Demo/APP) must be lowercase")
NO_FILE = 'runc create failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown'


def state(**fields: object) -> ContainerState:
    return ContainerState("main", **fields)  # type: ignore[arg-type]


def pod(*states: ContainerState, **fields: object) -> Pod:
    return Pod("web-1", "uid", containers=states, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "kind", "final", "text"), [
    # images
    (state(waiting="ErrImagePull", message=NOT_FOUND), Trouble.IMAGE, True,
     f"main: the registry does not have the image: {NOT_FOUND}"),
    (state(waiting="ImagePullBackOff", message=f'Back-off pulling image "r:5000/a:9": ErrImagePull: {NOT_FOUND}'), Trouble.IMAGE, True,
     f"main: the registry does not have the image: {NOT_FOUND}"),
    (state(waiting="ErrImagePull", message=REFUSED), Trouble.IMAGE, False, f"main: ErrImagePull: {REFUSED}"),  # may heal
    (state(waiting="ErrImagePull", message=DENIED), Trouble.IMAGE, True,
     f"main: the registry does not give the image to the cluster: {DENIED}"),
    (state(waiting="ImagePullBackOff"), Trouble.IMAGE, False, "main: ImagePullBackOff: ImagePullBackOff"),
    (state(waiting="InvalidImageName", message=BAD_NAME), Trouble.IMAGE, True, f"main: InvalidImageName: {BAD_NAME}"),
    (state(waiting="ErrImagePull", message="couldn't parse image name"), Trouble.IMAGE, True,
     "main: ErrImagePull: couldn't parse image name"),
    (state(waiting="SignatureValidationFailed", message="key not found"), Trouble.IMAGE, True,
     "main: SignatureValidationFailed: key not found"),
    (state(waiting="ErrImageNeverPull", message="absent"), Trouble.IMAGE, True, "main: ErrImageNeverPull: absent"),
    (state(waiting="SignatureValidationFailed", message="x"), Trouble.IMAGE, True, "main: SignatureValidationFailed: x"),
    (state(waiting="RegistryUnavailable", message="x"), Trouble.IMAGE, False, "main: RegistryUnavailable: x"),
    # what the container needs
    (state(waiting="CreateContainerConfigError", message='configmap "nope" not found'), Trouble.CONFIG, True,
     'main: configmap "nope" not found'),
    (state(waiting="CreateContainerError"), Trouble.CONFIG, True, "main: CreateContainerError"),
    (state(waiting="RunContainerError", message=NO_FILE, last_terminated="StartError", last_exit_code=128), Trouble.CONFIG, True,
     f"main: {NO_FILE}"),
    (state(waiting="CrashLoopBackOff", message=NO_FILE, last_terminated="StartError", last_exit_code=128, restarts=1), Trouble.CONFIG, True,
     f"main: {NO_FILE}"),
    (state(ready=True, last_terminated="StartError", last_exit_code=128, restarts=1), Trouble.CRASH, True,
     "main: crashed with exit code 128 (restarts: 1)"),  # what it missed came
    (state(terminated="ContainerCannotRun", exit_code=127), Trouble.CONFIG, True, "main: ContainerCannotRun"),
    # crashes
    (state(terminated="Error", exit_code=1), Trouble.CRASH, False, "main: crashed with exit code 1 (restarts: 0)"),
    (state(waiting="CrashLoopBackOff", last_terminated="Error", last_exit_code=1, restarts=1), Trouble.CRASH, True,
     "main: crashed with exit code 1 (restarts: 1)"),
    (state(ready=True, last_terminated="Error", last_exit_code=137, restarts=1), Trouble.CRASH, True,
     "main: crashed with exit code 137 (restarts: 1)"),  # it runs again
    (state(waiting="CrashLoopBackOff", last_terminated="Completed", restarts=2), Trouble.CRASH, True,
     "main: crashed with exit code 0 (restarts: 2)"),  # it ends, though it should run
    (state(terminated="OOMKilled", exit_code=137), Trouble.OOM, True, "main: killed, out of memory"),
    (state(last_terminated="OOMKilled", last_exit_code=137, restarts=1), Trouble.OOM, True, "main: killed, out of memory"),
    (state(init=True, terminated="Error", exit_code=3), Trouble.CRASH, True,
     "init container main: crashed with exit code 3 (restarts: 0)"),
    (state(init=True, terminated="OOMKilled", exit_code=137), Trouble.OOM, True, "init container main: killed, out of memory"),
])
def test_causes_in_a_container(one: ContainerState, kind: Trouble, final: bool, text: str) -> None:
    trouble = pod_trouble(pod(one, phase="Pending"))
    assert trouble is not None
    assert (trouble.kind, trouble.final, render(trouble.message)) == (kind, final, text)
    assert (trouble.container, trouble.pod) == ("main", "web-1")


@pytest.mark.parametrize("one", [
    state(),
    state(ready=True),
    state(waiting="ContainerCreating"),
    state(waiting="PodInitializing"),
    state(ready=False, message="Readiness probe failed"),  # stands in events only; the deadline is its end
    state(init=True, terminated="Completed"),
    state(init=True, terminated="Completed", last_terminated="Error", last_exit_code=1, restarts=1),  # the second try went well
    state(init=True, terminated="Completed", restarts=1),
    state(terminated="Completed"),
    state(ready=True, restarts=1),  # nobody knows why any more
])
def test_no_cause(one: ContainerState) -> None:
    assert pod_trouble(pod(one, phase="Running")) is None


def test_a_pod_that_cannot_be_scheduled_may_still_be() -> None:
    trouble = pod_trouble(pod(phase="Pending", unschedulable="0/1 nodes are available: 1 Insufficient cpu."))
    assert trouble is not None
    assert (trouble.kind, trouble.final) == (Trouble.UNSCHEDULABLE, False)
    assert render(trouble.message) == "cannot be scheduled: 0/1 nodes are available: 1 Insufficient cpu."


def test_a_failed_pod_says_why() -> None:
    trouble = pod_trouble(pod(state(terminated="Error", exit_code=1), phase="Failed", reason="Evicted"))
    assert trouble is not None
    assert (trouble.kind, trouble.container, render(trouble.message)) == (Trouble.FAILED, "", "pod web-1 failed: Evicted")
    assert not trouble.final, "its controller makes another one"


def test_init_containers_are_looked_at_first() -> None:
    setup = ContainerState("setup", init=True, terminated="Error", exit_code=2)
    trouble = pod_trouble(pod(state(waiting="ErrImagePull", message=NOT_FOUND), setup))
    assert trouble is not None
    assert trouble.container == "setup"


def test_a_container_without_trouble_does_not_hide_the_next_ones() -> None:
    trouble = pod_trouble(pod(ContainerState("proxy", ready=True), state(terminated="Error", exit_code=1)))
    assert trouble is not None
    assert trouble.container == "main"


@pytest.mark.parametrize("item", [pod(state(terminated="Error", exit_code=143), deleting=True), pod(phase="Failed", deleting=True)])
def test_a_pod_that_is_being_deleted_is_in_no_trouble(item: Pod) -> None:
    assert pod_trouble(item) is None
