"""From a compose file to images on real engines, by the command line: import, tags by git describe, a former recipe run again."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.e2e.lab import Lab

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]


def program(lab: Lab, *arguments: str) -> list[dict]:  # type: ignore[type-arg]  # JSON lines
    """The program as a user starts it; what it wrote."""
    where = ("--workspace", str(lab.folder / "workspace"), "--profile", str(lab.profile()))
    done = subprocess.run(
        [sys.executable, "-m", "desktop_pipeline", *arguments, "--json", *where], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def built(lab: Lab, *arguments: str) -> str:
    """Build; the tag."""
    return str(next(line["data"]["tag"] for line in program(lab, "build", "front", *arguments) if line["data"].get("digest")))


def said(lab: Lab, tag: str) -> str:
    """What the image that the registry has under a tag says of itself."""
    lab.docker("pull", "-q", f"{lab.address}/front:{tag}")
    return lab.docker("run", "--rm", "--network", "none", f"{lab.address}/front:{tag}").strip()


def test_from_a_compose_file_to_images(lab: Lab) -> None:
    base = f"{lab.engines.registry}/base/busybox:1"
    lab.repository("shop", {
        "deploy/compose.yaml": f"services:\n  front:\n    image: {lab.address}/front:1.0\n    ports: ['80:80']\n"
                               "    build: {context: ../front, args: {WORD: '${WORD:-hello}'}, shm_size: 1g}\n",
        "front/Dockerfile": f"FROM {base}\nARG WORD\nENV WORD=$WORD\nCOPY words.txt /\n"
                            'CMD ["/bin/sh", "-c", "echo $WORD; cat /words.txt"]\n',
        "front/words.txt": "first\n"})
    origin = lab.folder / "git" / "shop"
    lab.git(origin, "tag", "release/1.0")
    tree = lab.folder / "tree"
    lab.git(lab.folder, "clone", "-q", origin.as_uri(), str(tree))
    workspace = lab.write_workspace()
    line = program(lab, "import", str(tree / "deploy"))[0]
    assert (line["build"], line["saved"], line["problems"]) == ("front", True, [])
    assert [item["code"] for item in line["not_carried_over"]] == ["import.run_only", "import.variable", "import.not_carried"]
    file = workspace / "builds" / "front.yaml"
    text = file.read_text()
    assert "1.0" in text and origin.as_uri() in text
    first = built(lab)
    assert (first, said(lab, first)) == ("1.0.B000001", "hello\nfirst")

    (origin / "front/words.txt").write_text("second\n")
    commit = lab.commit("shop", "second")
    changed = text.replace("WORD: hello", "WORD: bye") + "tag_rule: describe\n"
    assert changed.count("bye") == 1
    file.write_text(changed)
    by_hand = lab.git(origin, "describe", "--tags", "--always", commit).strip()
    tag = by_hand.replace("/", "-")
    assert built(lab) == tag and tag.startswith("release-1.0-1-g")
    digest = lab.digest("front", tag)
    assert built(lab) == f"{tag}.B000003"
    assert lab.digest("front", tag) == digest, "the tag that was there is not overwritten"
    assert said(lab, tag) == "bye\nsecond"

    again = built(lab, "--recipe-of", first)
    assert (again, said(lab, again)) == ("1.0.B000004", "hello\nfirst"), "the recipe and the commit of then"
    branch = built(lab, "--recipe-of", first, "--branch")
    assert (branch, said(lab, branch)) == ("1.0.B000005", "hello\nsecond"), "the recipe of then, the branch of now"
    assert file.read_text() == changed
