"""What is in a release, on real engines by the command line: images built here, their commits and configurations; then without the server
of the code, and without the registry."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.e2e.lab import Lab, build_yaml

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]


def program(lab: Lab, *arguments: str) -> list[dict]:  # type: ignore[type-arg]  # JSON lines
    """The program as a user starts it; what it wrote."""
    where = ("--workspace", str(lab.folder / "workspace"), "--profile", str(lab.profile()))
    done = subprocess.run(
        [sys.executable, "-m", "desktop_pipeline", *arguments, "--json", *where], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def built(lab: Lab) -> str:
    """Build; the tag."""
    return str(next(line["data"]["tag"] for line in program(lab, "build", "front") if line["data"].get("digest")))


def plan(lab: Lab, old: str, new: str) -> None:
    """A plan as the window makes it: with digests."""
    text = (f"version: 1\ntitle: release\nsteps:\n  - cluster: lab\n    namespace: {lab.namespace}\n    kind: Deployment\n"
            f"    workload: front\n    containers:\n      - name: front\n        version: {new}\n"
            f"        digest: {lab.digest('front', new)}\n"
            f"        expect: {lab.address}/front:{old}@{lab.digest('front', old)}\n")
    (lab.folder / "workspace" / "plans").mkdir(exist_ok=True)
    (lab.folder / "workspace" / "plans" / "release.yaml").write_text(text)


def changes(lab: Lab) -> dict:  # type: ignore[type-arg]  # JSON
    [found] = program(lab, "plan", "changes", "release")
    [row] = found["rows"]
    return dict(row)


def test_what_is_in_a_release(lab: Lab) -> None:
    base, dockerfile = f"{lab.engines.registry}/base/busybox:1", "FROM {}\nCOPY words.txt /\nENV DB_PASSWORD={} MODE={}\n{}"
    url = lab.repository("front", {"Dockerfile": dockerfile.format(base, "hunter-two", "a", ""), "words.txt": "first\n"})
    origin = lab.folder / "git" / "front"
    lab.write_workspace(builds={"front": build_yaml("Front", "front", url)})
    first = built(lab)
    (origin / "words.txt").write_text("second\n")
    lab.commit("front", "Say something else")
    (origin / "Dockerfile").write_text(dockerfile.format(base, "hunter-three", "b", "EXPOSE 8080\nUSER 1000\n"))
    newest = lab.commit("front", "Another user")
    second = built(lab)

    plan(lab, first, second)
    row = changes(lab)
    assert (row["direction"], row["ahead"], row["behind"], row["commits_problem"]) == ("forward", 2, 0, None)
    assert [commit["subject"] for commit in row["commits"]] == ["Another user", "Say something else"]
    assert row["commits"][0]["sha"] == newest
    told = {(item["part"], item["name"]): (item["before"], item["after"]) for item in row["configuration"]}
    assert told[("env", "MODE")] == ("a", "b") and told[("port", "8080/tcp")] == (None, "8080/tcp") and told[("user", "")] == (None, "1000")
    assert ("env", "DB_PASSWORD") in told
    kept = b"".join(path.read_bytes() for path in lab.profile().rglob("*") if path.is_file() and path.name.startswith("cache"))
    assert b"hunter" not in kept and "hunter" not in json.dumps(row)

    shutil.rmtree(origin)
    assert changes(lab) == row, "the copy has it, and says when the server was asked"
    file = lab.folder / "workspace" / "workspace.yaml"
    file.write_text(file.read_text().replace(f"address: {lab.address}", f"address: 127.0.0.1:9/x\n    pulled_as: [{lab.address}]"))
    assert changes(lab) == row, "so are configurations, by their digests: nobody is reached now"

    plan(lab, second, first)
    back = changes(lab)
    assert (back["direction"], back["behind"], back["asked"]) == ("backwards", 2, row["asked"])
