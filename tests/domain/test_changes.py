"""What is in a release: directions, configurations compared, and no secret in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.builds import Build, BuildImage, CodeRepository
from desktop_pipeline.domain.changes import (
    UNKNOWN,
    Commit,
    ConfigChange,
    Direction,
    ImageConfig,
    Part,
    code_tasks,
    compare,
    is_commit,
    safe_config,
    way,
)
from desktop_pipeline.domain.redaction import MASK

OCI = "org.opencontainers.image."


@pytest.mark.parametrize(("ahead", "behind", "direction", "alarming"), [
    (0, 0, Direction.SAME, False), (3, 0, Direction.FORWARD, False), (0, 2, Direction.BACKWARDS, True), (1, 1, Direction.DIVERGED, True)])
def test_direction(ahead: int, behind: int, direction: Direction, alarming: bool) -> None:
    found = way(ahead, behind)
    assert (found.direction, found.ahead, found.behind, found.alarming, found.more) == (direction, ahead, behind, alarming, ahead + behind)


def test_what_is_not_listed_is_counted() -> None:
    entries = [Commit("a" * 40, 1.0, "Anna", "one"), Commit("b" * 40, 0.0, "Anna", "two", back=True)]
    assert way(5, 1, entries).more == 4
    assert not UNKNOWN.alarming and UNKNOWN.more == 0


@pytest.mark.parametrize(("text", "whole"), [
    ("a" * 40, True), ("0" * 64, True), ("a" * 41, False), ("A" * 40, False), ("main", False), ("", False)])
def test_whole_names_of_commits(text: str, whole: bool) -> None:
    assert is_commit(text) is whole


@pytest.mark.parametrize(("labels", "revision", "source"), [
    ({}, "", ""), ({f"{OCI}revision": "abc", "io.desktop-pipeline.commit": "def", f"{OCI}source": "https://x/y"}, "abc", "https://x/y"),
    ({"io.desktop-pipeline.commit": "def"}, "def", "")])
def test_where_an_image_comes_from(labels: dict[str, str], revision: str, source: str) -> None:
    config = ImageConfig(labels=labels)
    assert (config.revision, config.source) == (revision, source)


def test_every_part_is_compared() -> None:
    old = ImageConfig(
        {"SAME": "1", "GONE": "x", "MODE": "a"}, ("tini",), ("run", "two words", ""), ("80/tcp",), "root", "/", ("/data",),
        {f"{OCI}base.name": "python:3.12", f"{OCI}created": "1", "io.desktop-pipeline.run": "1", "team": "shop"}, "linux/amd64", 1_000_000)
    new = ImageConfig(
        {"SAME": "1", "MODE": "b", "NEW": ""}, (), ("run",), ("80/tcp", "9090/tcp"), "app", "/app", (),
        {f"{OCI}base.name": "python:3.13", f"{OCI}created": "2", "io.desktop-pipeline.run": "2", "team": "web"}, "linux/arm64", 1_100_000)
    assert compare(old, new) == (
        ConfigChange(Part.ENV, "GONE", "x", None), ConfigChange(Part.ENV, "MODE", "a", "b"), ConfigChange(Part.ENV, "NEW", None, ""),
        ConfigChange(Part.ENTRYPOINT, "", "tini", None), ConfigChange(Part.CMD, "", 'run "two words" ""', "run"),
        ConfigChange(Part.PORT, "9090/tcp", None, "9090/tcp"), ConfigChange(Part.USER, "", "root", "app"),
        ConfigChange(Part.WORKDIR, "", "/", "/app"), ConfigChange(Part.VOLUME, "/data", "/data", None),
        ConfigChange(Part.BASE, "name", "python:3.12", "python:3.13"), ConfigChange(Part.LABEL, "team", "shop", "web"),
        ConfigChange(Part.PLATFORM, "", "linux/amd64", "linux/arm64"), ConfigChange(Part.SIZE, "", "1000000", "1100000"))
    assert compare(old, old) == ()


@pytest.mark.parametrize(("old", "new", "told"), [
    (1000, 1009, False), (1000, 1011, True), (0, 1000, False), (1000, 0, False), (1000, 500, True)])
def test_size_within_a_percent_is_no_news(old: int, new: int, told: bool) -> None:
    assert bool(compare(ImageConfig(size=old), ImageConfig(size=new))) is told


SECRETS = ImageConfig(
    env={"DB_PASSWORD": "hunter-two", "URL": "amqp://u:hunter-two@mq/", "NPM_TOKEN": "", "PATH": "/bin"},
    entrypoint=("serve", "--api-key", "hunter-two", "--port", "80"),
    cmd=("--token=hunter-two", "DB_PASS=hunter-two", "--secret", "-v", "x"),
    labels={"deploy.token": "hunter-two", f"{OCI}source": "https://tok-hunter-two@git.x/y", f"{OCI}authors": "Anna"})


def test_secrets_are_masked_and_their_change_is_seen() -> None:
    safe = safe_config(SECRETS)
    assert "hunter-two" not in repr(safe)
    assert (safe.env["PATH"], safe.env["NPM_TOKEN"], safe.labels[f"{OCI}authors"]) == ("/bin", "", "Anna")
    assert safe.labels[f"{OCI}source"] == "https://git.x/y"
    assert safe.entrypoint[0::2] == ("serve", safe.entrypoint[2], "80") and safe.entrypoint[2].startswith(MASK)
    assert safe.cmd[2:] == ("--secret", "-v", "x"), "an option after an option is no value"
    assert safe_config(SECRETS) == safe, "the same secret is the same again"
    other = safe_config(ImageConfig(env={**SECRETS.env, "DB_PASSWORD": "hunter-three"}, entrypoint=SECRETS.entrypoint, cmd=SECRETS.cmd,
                                    labels=SECRETS.labels))
    assert compare(safe, other) == (ConfigChange(Part.ENV, "DB_PASSWORD", MASK, MASK),), "the hash is not shown"


@given(st.text(min_size=8).filter(lambda text: text not in MASK))
def test_no_secret_is_kept_whatever_it_is(secret: str) -> None:
    safe = safe_config(ImageConfig(env={"API_TOKEN": secret}, cmd=(f"--password={secret}",)))
    assert safe.env["API_TOKEN"].startswith(MASK) and len(safe.env["API_TOKEN"]) == len(MASK) + 5
    assert safe.cmd[0].startswith(f"--password={MASK}") and len(safe.cmd[0]) == len("--password=") + len(MASK) + 5


@pytest.mark.parametrize(("source", "first"), [
    ("https://git.x/two", "https://u@git.x/two.git"), ("https://git.x/other", "https://git.x/one.git"), ("", "https://git.x/one.git")])
def test_which_code_an_image_came_from(source: str, first: str) -> None:
    tasks = (CodeRepository(url="https://git.x/two", enabled=False), CodeRepository(url="https://git.x/one.git"),
             CodeRepository(url="https://u@git.x/two.git"), BuildImage())
    found = code_tasks(Build("web", "r", "web", "1", tasks=tasks), source)
    assert found[0].url == first and len(found) == 2


def test_no_code_at_all() -> None:
    assert code_tasks(Build("web", "r", "web", "1", tasks=(BuildImage(),)), "https://git.x/one") == ()
