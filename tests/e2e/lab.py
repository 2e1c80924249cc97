"""A small shop on the real engines, for tests that do a whole release: images, workloads in a namespace, a workspace folder.

What a test asserts it asks `kubectl`, `docker` and the registry for, never our own code.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.engines_support import Engines

ACCEPT = ", ".join([
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"])
LABEL = "io.desktop-pipeline."


@dataclass
class Lab:
    """The shop of one test. `shop` is the folder of its images in the registry."""

    engines: Engines
    namespace: str
    folder: Path
    shop: str = field(default_factory=lambda: f"t{secrets.token_hex(4)}")

    @property
    def address(self) -> str:
        return f"{self.engines.registry}/{self.shop}"

    # ---- docker and registry -----------------------------------------------------------------------------------------

    def docker(self, *arguments: str, stdin: str | None = None) -> str:
        command = ["docker", "-H", self.engines.docker_host, *arguments]
        environment = {**os.environ, "DOCKER_BUILDKIT": "0"}
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=120, env=environment)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def push(self, image: str, tag: str, command: str = "sleep 3600", *, address: str = "", labels: dict[str, str] | None = None) -> str:
        """Make and push a small image that runs a shell command and stops at once when told; returns its digest."""
        reference = f"{address or self.address}/{image}:{tag}"
        script = f"trap 'exit 0' TERM; {command} & wait"
        command_line = json.dumps(["/bin/sh", "-c", script])
        text = f"FROM {self.engines.registry}/base/busybox:1\nLABEL made={secrets.token_hex(8)}\nCMD {command_line}\n"
        for name, value in (labels or {}).items():
            text += f"LABEL {name}={json.dumps(value)}\n"
        self.docker("build", "-q", "-t", reference, "-", stdin=text)
        self.docker("push", "-q", reference)
        return self.digest(image, tag) if not address else ""

    def push_build(self, build: str, image: str, version: str, number: int, command: str = "sleep 3600") -> str:
        """An image as an earlier run of a build would have left it in the registry."""
        labels = {LABEL + "build": build, LABEL + "number": str(number), LABEL + "version": version, LABEL + "run": f"earlier-{number}"}
        return self.push(image, f"{version}.B{number:06d}", command, labels=labels)

    def digest(self, image: str, tag: str) -> str:
        """Digest of a tag as the registry says it; '' when there is none."""
        request = urllib.request.Request(
            f"http://{self.engines.registry}/v2/{self.shop}/{image}/manifests/{tag}", method="HEAD", headers={"Accept": ACCEPT})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return str(response.headers["Docker-Content-Digest"])
        except urllib.error.HTTPError as error:
            error.close()
            return ""

    def delete(self, image: str, tag: str) -> None:
        """Take an image out of the registry, past our own code."""
        address = f"http://{self.engines.registry}/v2/{self.shop}/{image}/manifests/{self.digest(image, tag)}"
        with urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=10):
            pass

    def tags(self, image: str) -> list[str]:
        try:
            with urllib.request.urlopen(f"http://{self.engines.registry}/v2/{self.shop}/{image}/tags/list", timeout=10) as response:
                return sorted(json.load(response)["tags"] or [])
        except urllib.error.HTTPError as error:
            error.close()
            return []

    def forget_images(self) -> None:
        """The images of this shop go from the engine, as far as it lets them."""
        with contextlib.suppress(AssertionError):
            names = self.docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"reference={self.address}/*").split()
            if names:
                self.docker("rmi", "-f", *names)

    # ---- cluster -----------------------------------------------------------------------------------------------------

    def workload(
        self, kind: str, name: str, images: dict[str, str], init: dict[str, str] | None = None, replicas: int = 1, **spec: object
    ) -> None:
        """Create a Deployment, StatefulSet, DaemonSet or CronJob with these containers."""
        pod = {
            "terminationGracePeriodSeconds": 1,
            "containers": [{"name": container, "image": image} for container, image in images.items()],
            "initContainers": [{"name": container, "image": image} for container, image in (init or {}).items()],
        }
        template = {"metadata": {"labels": {"app": name}}, "spec": pod}
        body: dict[str, object] = {"selector": {"matchLabels": {"app": name}}, "template": template}
        if kind in ("Deployment", "StatefulSet"):
            body["replicas"] = replicas
        if kind == "StatefulSet":
            body["serviceName"] = name
        if kind == "CronJob":
            body = {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": {"spec": {**pod, "restartPolicy": "Never"}}}}}
        body.update(spec)
        version = "batch/v1" if kind == "CronJob" else "apps/v1"
        self.engines.apply({"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": self.namespace}, "spec": body})

    def wait(self, kind: str, name: str, seconds: float = 60) -> None:
        """Until the workload's rollout is done, as kubectl sees it."""
        limit = f"--timeout={seconds:.0f}s"
        self.engines.kubectl("rollout", "status", f"{kind.lower()}/{name}", "-n", self.namespace, limit, timeout=seconds + 10)

    def wait_for_pull_error(self, name: str, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while "ErrImagePull" not in str(self.pods(name)) and "ImagePullBackOff" not in str(self.pods(name)):
            assert time.monotonic() < deadline, f"no pod of {name} fails to pull"
            time.sleep(0.2)

    def pods(self, name: str) -> list[dict]:  # type: ignore[type-arg]  # JSON of the API server
        listed = self.engines.get("pods", "-n", self.namespace, "-l", f"app={name}")
        return [pod for pod in listed["items"] if not pod["metadata"].get("deletionTimestamp")]  # type: ignore[index,attr-defined]

    def running(self, name: str) -> dict[str, set[str]]:
        """Digests that the containers of a workload's pods run, by container, as the kubelet says (`imageID`)."""
        found: dict[str, set[str]] = {}
        for pod in self.pods(name):
            status = pod["status"]
            for state in [*status.get("initContainerStatuses", []), *status.get("containerStatuses", [])]:
                found.setdefault(state["name"], set()).add(state["imageID"].rpartition("@")[2])
        return found

    def template(self, kind: str, name: str) -> dict[str, str]:
        """Image of each container as the pod template names it."""
        spec = self.engines.get(kind.lower(), name, "-n", self.namespace)["spec"]
        if kind == "CronJob":
            spec = spec["jobTemplate"]["spec"]  # type: ignore[index,call-overload]
        pod = spec["template"]["spec"]  # type: ignore[index,call-overload]
        return {item["name"]: item["image"] for item in [*pod.get("initContainers", []), *pod["containers"]]}

    def generation(self, kind: str, name: str) -> int:
        return int(self.engines.get(kind.lower(), name, "-n", self.namespace)["metadata"]["generation"])  # type: ignore[index,call-overload]

    # ---- git ---------------------------------------------------------------------------------------------------------

    def repository(self, name: str, files: dict[str, str]) -> str:
        """A git repository with one commit; its address."""
        folder = self.folder / "git" / name
        folder.mkdir(parents=True)
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        self.git(folder, "init", "-q", "-b", "main")
        self.commit(name, "first")
        return folder.as_uri()

    def commit(self, name: str, message: str) -> str:
        folder = self.folder / "git" / name
        self.git(folder, "add", "-A")
        self.git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", message)
        return self.git(folder, "rev-parse", "HEAD").strip()

    @staticmethod
    def git(folder: Path, *arguments: str) -> str:
        return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout

    # ---- workspace ---------------------------------------------------------------------------------------------------

    def write_workspace(
        self, *, builds: dict[str, str] | None = None, protection: str = "open", context: str = "lab", settle: float = 3
    ) -> Path:
        """workspace.yaml, builds/*.yaml and the bindings of a profile; returns the workspace folder. The profile is `self.profile()`."""
        folder = self.folder / "workspace"
        (folder / "builds").mkdir(parents=True, exist_ok=True)
        (folder / "workspace.yaml").write_text(f"""\
version: 1
title: Lab shop
clusters:
  - id: lab
    title: Lab
app_maps:
  - cluster: lab
    namespace: {self.namespace}
    title: shop
    protection: {protection}
registries:
  - id: main
    address: {self.address}
    plain_http: true
engines:
  - id: local
limits:
  settle_seconds: {settle}
""")
        for name, text in (builds or {}).items():
            (folder / "builds" / f"{name}.yaml").write_text(text)
        self.bind(self.profile(), context)
        return folder

    def profile(self, name: str = "profile") -> Path:
        return self.folder / name

    def command(self, *arguments: str) -> list[str]:
        """The program as a person starts it in a terminal, on this workspace and profile, without a keyring."""
        return ["env", "PYTHON_KEYRING_BACKEND=keyring.backends.null.Keyring", sys.executable, "-m", "desktop_pipeline",
                "--workspace", str(self.folder / "workspace"), "--profile", str(self.profile()), *arguments]

    def bind(self, profile: Path, context: str = "lab", kubeconfig: Path | None = None, engine: str = "") -> None:
        """What the ids of the workspace mean on this computer; `engine`: lines of the binding of the engine `local`."""
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "bindings.yaml").write_text(f"""\
version: 1
clusters:
  lab:
    context: {context}
    kubeconfig: {kubeconfig or self.engines.kubeconfig}
engines:
  local:
    {engine or f"host: {self.engines.docker_host}"}
""")

    # ---- audit -------------------------------------------------------------------------------------------------------

    def audit(self, since: float) -> list[dict]:  # type: ignore[type-arg]  # JSON of the API server
        """Writes in this namespace since an epoch time, from the API server's audit log; not the dry runs."""
        log, begin = self.engines.kubeconfig.parent / "logs" / "lab-audit.jsonl", time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(since))
        time.sleep(0.5)
        entries = [json.loads(line) for line in log.read_text().splitlines()]
        return [
            entry for entry in entries
            if entry.get("objectRef", {}).get("namespace") == self.namespace and "dryRun" not in entry["requestURI"]
            and entry["requestReceivedTimestamp"] >= begin]


def build_yaml(title: str, image: str, url: str = "", dockerfile: str = "", version: str = "1.0.0") -> str:
    """A build that fetches a git repository (if given) and builds an image from it."""
    code = f"  - kind: code\n    url: {url}\n    ref: main\n" if url else ""
    text = "".join(f"      {line}\n" for line in dockerfile.splitlines())
    body = f"    dockerfile_text: |\n{text}" if dockerfile else ""
    return (f"version: 1\ntitle: {title}\nregistry: main\nimage: {image}\nimage_version: {version}\nengine: local\n"
            f"tasks:\n{code}  - kind: image\n{body}")
