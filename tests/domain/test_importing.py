"""Builds from a folder: short and long form, what maps, and that everything else is told by name."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import Build, BuildImage, CodeRepository
from desktop_pipeline.domain.importing import Candidate, FolderFound, Plain, WorkTree, candidates, free_name
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.passwords import LIKE_A_SECRET
from desktop_pipeline.domain.workspace import Workspace
from tests.domain.facts import WORKSPACE

TREE = WorkTree("https://git.test/shop.git", "main", "deploy")
CODE = CodeRepository(url=TREE.url, ref="main")


def compose(services: dict[str, Plain], environment: dict[str, str] | None = None, **top: Plain) -> FolderFound:
    return FolderFound("shop", (), "compose.yaml", {"services": services, **top}, environment or {})


def one(section: Plain, settings: dict[str, str] | None = None, tree: WorkTree | None = TREE, top: dict[str, Plain] | None = None,
        **service: Plain) -> Candidate:
    found = candidates(compose({"web": {"build": section, **service}}, settings, **(top or {})), tree, WORKSPACE, ())
    assert len(found) == 1
    return found[0]


def image(item: Candidate) -> BuildImage:
    task = item.build.image_task()
    assert task is not None
    return task


def codes(item: Candidate) -> list[str]:
    return [message.code.removeprefix("import.") for message in item.told]


def test_short_form() -> None:
    item = one("./web")
    assert item == Candidate("compose.yaml: web", Build(
        "web", "main", "web", "1.0.0", title="web", tasks=(CODE, BuildImage(context="deploy/web"))))


def test_long_form_with_all_that_maps() -> None:
    item = one({
        "context": "..", "dockerfile": "docker/Dockerfile", "args": {"A": "1.10", "B": ""}, "target": "run",
        "platforms": ["linux/amd64", "linux/arm64"], "cache_from": ["type=registry,ref=r/x:cache"], "cache_to": ["type=inline"],
        "no_cache": "true", "pull": "false", "ssh": ["default"], "provenance": "true", "sbom": "false"},
        image="localhost:5000/shop/web:2.1", platform="linux/386")
    assert item.told == ()
    assert item.build == Build("web", "main", "shop/web", "2.1", title="web", tasks=(CODE, BuildImage(
        context=".", dockerfile="docker/Dockerfile", arguments={"A": "1.10", "B": ""}, target="run",
        platforms=("linux/amd64", "linux/arm64"), cache_from=("type=registry,ref=r/x:cache",),
        cache_to=("type=inline",), no_cache=True, ssh=True, provenance=True)))


def test_lists_inline_and_the_platform_of_the_service() -> None:
    inline = "FROM x:$TAG\nRUN echo $$HOME $${HOME}\n"
    item = one({"args": ["A=b=c", "TAG", "NONE", {"x": "y"}], "dockerfile_inline": inline, "platforms": "linux/arm64"}, {"TAG": "7"})
    assert image(item) == BuildImage(
        context="deploy", arguments={"A": "b=c"}, dockerfile_text="FROM x:\nRUN echo $HOME ${HOME}\n", platforms=("linux/arm64",))
    assert sorted(codes(item)) == ["argument_env", "argument_open", "not_carried", "variable_env"]
    assert image(one("x", platform="linux/386")).platforms == ("linux/386",)


def test_everything_else_is_told_by_name() -> None:
    section: dict[str, Plain] = {
        "context": ".", "labels": {"a": "b"}, "network": "host", "shm_size": "2gb", "additional_contexts": {"x": "y"}, "tags": ["a", "b"],
        "extra_hosts": ["a:1"], "privileged": "true", "target": ["odd"], "ssh": ["default", "own=/key"], "provenance": "mode=max"}
    item = one(section, extends={"service": "base"}, ports=["80:80"], environment={"A": "b"}, depends_on=["db"], **{"x-note": "mine"})
    said = "\n".join(render(message) for message in item.told)
    for name in ("labels", "network", "shm_size", "additional_contexts", "tags", "extra_hosts", "privileged", "odd", "own", "mode=max",
                 "extends", "ports", "environment", "depends_on"):
        assert name in said, name
    assert "x-note" not in said and image(item).ssh and image(item).provenance


def test_the_whole_file_is_told_too() -> None:
    found = candidates(replace(compose(
        {"web": {"build": "."}, "db": {"image": "postgres"}, "odd": None}, networks={"a": None}, name="shop"),
        told=(Message.of("import.override", file="x", taken="y"),)), TREE, WORKSPACE, ())
    assert [message.code for message in found[0].told] == ["import.override", "import.no_build_section", "import.not_carried"]
    assert found[0].told[1].argument("names") == "db, odd" and found[0].told[2].argument("names") == "networks"


@pytest.mark.parametrize(("text", "value", "said"), [
    ("$TAG-x", "-x", "variable_env"), ("${TAG}", "", "variable_env"), ("${NO:-b}", "b", "variable"), ("${NO-b}", "b", "variable"),
    ("${NO-}", "", "variable"), ("${TAG:-b}", "b", "variable_default"), ("${TAG:?must be}", "", "variable_env"),
    ("${EMPTY:-b}", "b", "variable"), ("${EMPTY-b}", "b", "variable_default"), ("${TAG:+set}", "set", "variable"),
    ("${DB_PASS:-easy}", "", "variable_open"), ("${URL:-postgres://u:easy@db/x}", "", "variable_open"),
    ("https://u:easy@host/x", "", "secret_text"), ("https://u:${NO:-easy}@host/x", "", "secret_text variable"),
    ("${NO:+set}", "", "variable_open"),
    ("${NO}", "", "variable_open"), ("${NO:?must be}", "", "variable_open"), ("${MY_TOKEN}", "", "variable_open"), ("$$TAG", "$TAG", ""),
    ("${NO:-${TAG}}", "", "not_carried"),
    ("$${TAG}", "$${TAG}", ""), ("a$", "a$", "")])
def test_variables(text: str, value: str, said: str) -> None:
    item = one({"context": ".", "target": text}, {"TAG": "7", "EMPTY": "", "MY_TOKEN": "canary"})
    assert (image(item).target, sorted(codes(item))) == (value, said.split())
    assert not {word for message in item.told for word in ("canary", "7", "easy") if word in render(message).replace("“easy”", "")}


def test_no_value_of_the_env_file_is_written_or_told() -> None:
    names = ("DB_PASS", "NPM_AUTH", "DATABASE_URL", "GREETING", "CONTEXT", "MYSQL_PWD", "SENTRY_DSN", "AWS_ACCESS_KEY_ID", "GCP_CRED")
    settings = {name: f"canary-{name.lower()}" for name in names} | {"DATABASE_URL": "postgres://u:canary@db/x"}
    every: dict[str, Plain] = {name: f"${{{name}}}" for name in names}
    mixed: dict[str, Plain] = {"A": "x-${GREETING}", "B": "${GREETING:-hello}", "C": "postgres://u:canary@db/x", "GREETING": None}
    for arguments in (every, dict.fromkeys(names), [f"{name}=${name}" for name in names], mixed):
        item = one({"context": "./$CONTEXT", "args": arguments, "dockerfile_inline": "FROM $GREETING\n", "target": "${GREETING:+some}"},
                   settings, image="${GREETING}/web:${GREETING}")
        said = "\n".join(render(message) for message in item.told)
        assert "canary" not in said and "canary" not in repr(item), said
        assert "GREETING" in said and "CONTEXT" in said
    assert image(item).arguments == {"A": "x-", "B": "hello"} and item.build.image == "web"
    assert set(image(one({"args": every}, settings)).arguments) == {"DATABASE_URL", "GREETING", "CONTEXT"}, "open, to be entered"
    assert "canary" not in repr(compose({}, settings))


def test_what_has_no_place_is_named_without_its_secrets() -> None:
    inline = f"{'x' * 60} https://user:{'canary' * 9}@h"
    item = one({"args": [{"PW": "canary"}, "x"], "target": ["canary=canary"], "dockerfile_inline": inline,
                "labels": "canary"}, top={"secrets": {"npm": {"file": "./npm", "content": "canary"}}})
    other = one({"args": "PW=canary", "secrets": ["npm"], "target": "${PW:-${B:-canary}}"}, image="No https://u:canary@h",
                top={"secrets": {"npm": {"file": "./npm", "content": "canary"}}})
    said = "\n".join(render(message) for message in (*item.told, *other.told)).replace("“canary”", "")
    assert "canary" not in said and "PW" in said and "./npm" in said, said


@pytest.mark.parametrize(("name", "secret"), [
    ("DB_PASS", True), ("PGPASS", True), ("PASSPHRASE", True), ("MYSQL_PWD", True), ("NPM_AUTH", True), ("AUTHORIZATION", True),
    ("GIT_CRED", True), ("AWS_ACCESS_KEY_ID", True), ("SENTRY_DSN", True), ("npm_token", True), ("API_KEY", True),
    ("AUTHOR", False), ("GIT_AUTHOR_NAME", False), ("PASSENGER", False), ("VERSION", False), ("CACHE_KEY", False)])
def test_names_of_secrets(name: str, secret: bool) -> None:
    assert bool(LIKE_A_SECRET.search(name)) is secret


def test_secrets_are_never_taken_along() -> None:
    item = one({"context": ".", "args": {"NPM_TOKEN": "canary", "API_KEY": None, "DB_PASSWORD": "${PW}"}, "secrets": [
        "npm", {"source": "Cert 1", "target": "/run/server.pem", "mode": "0400"}, {"source": "other"}]},
        {"API_KEY": "canary", "PW": "pw"}, top={"secrets": {"npm": {"file": "./npm.txt"}, "Cert 1": None}})
    assert image(item).arguments == {}
    assert image(item).secrets == {"npm": "build/npm", "server.pem": "build/cert-1", "other": "build/other"}
    said = "\n".join(render(message) for message in item.told)
    assert "canary" not in json.dumps(str(item)) and "file: ./npm.txt" in said and "mode" in said
    assert codes(item).count("secret_argument") == 3
    odd = one({"context": ".", "secrets": "odd", "args": "odd"})
    assert (image(odd).secrets, codes(odd)) == ({}, ["not_carried", "not_carried"])


@pytest.mark.parametrize(("context", "url", "ref", "inner", "said"), [
    ("https://git.test/x.git", "https://git.test/x.git", "", ".", []),
    ("https://git.test/x.git#v1:sub/dir", "https://git.test/x.git", "v1", "sub/dir", []),
    ("git@host:x#main", "git@host:x", "main", ".", []),
    ("github.com/a/b", "https://github.com/a/b", "", ".", []),
    ("https://u:pw@git.test/x.git", "https://git.test/x.git", "", ".", ["password"]),
    ("https://token@git.test/x.git", "https://git.test/x.git", "", ".", ["password"]),
    ("ssh://git@host/x.git#v1", "ssh://git@host/x.git", "v1", ".", []),
    ("ssh://git:pw@host/x.git", "ssh://git@host/x.git", "", ".", ["password"]),
    ("https://host/x.tar.gz", TREE.url, "main", ".", ["context_outside"]),
    ("../..", TREE.url, "main", ".", ["context_outside"]),
    ("/abs", TREE.url, "main", ".", ["context_outside"])])
def test_contexts(context: str, url: str, ref: str, inner: str, said: list[str]) -> None:
    item = one(context)
    code = item.build.tasks[0]
    assert isinstance(code, CodeRepository)
    assert (code.url, code.ref, image(item).context, codes(item)) == (url, ref, inner, said)


def test_a_dockerfile_outside_its_context() -> None:
    item = one({"context": "web", "dockerfile": "../Dockerfile"})
    assert (image(item).dockerfile, codes(item)) == ("Dockerfile", ["dockerfile_outside"])


@pytest.mark.parametrize(("name", "build", "said"), [
    ("registry:5000/shop/web:1.2", ("main", "shop/web", "1.2"), []), ("localhost:5000/web:latest", ("main", "web", "1.0.0"), []),
    ("localhost:5000/web", ("main", "web", "1.0.0"), []), ("shop/web:3", ("main", "shop/web", "3"), []),
    ("other.test/shop/web:3", ("main", "shop/web", "3"), ["registry"]), ("Not A Name", ("main", "web", "1.0.0"), ["not_carried"])])
def test_image_registry_and_version(name: str, build: tuple[str, str, str], said: list[str]) -> None:
    item = one(".", image=name)
    assert ((item.build.registry, item.build.image, item.build.version), codes(item)) == (build, said)


def test_dockerfiles_alone() -> None:
    found = FolderFound("My Shop", ("Dockerfile", "Dockerfile.worker", "api.Dockerfile"))
    made = candidates(found, replace(TREE, folder=""), WORKSPACE, (Build("my-shop", "main", "x", "1"),))
    assert [(item.source, item.build.name, item.build.image, image(item).context) for item in made] == [
        ("Dockerfile", "my-shop-2", "my-shop", "."), ("Dockerfile.worker", "my-shop-worker", "my-shop-worker", "."),
        ("api.Dockerfile", "my-shop-api", "my-shop-api", ".")]
    used = replace(compose({"web": {"build": "."}}), dockerfiles=("Dockerfile", "Dockerfile.two"))
    assert [item.source for item in candidates(used, TREE, WORKSPACE, ())] == ["compose.yaml: web", "Dockerfile.two"]


def test_without_a_remote_the_address_stays_open() -> None:
    for tree in (None, WorkTree("", "main")):
        item = candidates(FolderFound("shop", ("Dockerfile",)), tree, Workspace(), ())[0]
        assert codes(item) == ["no_remote"] and isinstance(item.build.tasks[0], CodeRepository) and item.build.registry == ""
    assert codes(one("https://git.test/other.git", tree=None)) == []
    assert candidates(FolderFound("shop"), None, WORKSPACE, ()) == ()


def test_what_the_work_tree_tells() -> None:
    tree = replace(TREE, url="https://me:canary@git.test/shop.git", told=(Message.of("import.not_committed"),))
    item = one(".", tree=tree)
    assert codes(item) == ["not_committed", "password"] and "canary" not in str(item)
    for url, told in (("ssh://git@git.test:22/shop.git", []), ("ssh://git:canary@git.test:22/shop.git", ["password"])):
        item = one(".", tree=replace(TREE, url=url))
        assert item.build.tasks[0] == replace(CODE, url="ssh://git@git.test:22/shop.git") and codes(item) == told


def test_what_git_could_not_say_is_told_in_the_place_of_no_remote() -> None:
    tree = WorkTree("", "", told=(Message.of("git.unreadable", folder="x", text="dubious ownership"),), known=False)
    item = candidates(FolderFound("shop", ("Dockerfile",)), tree, WORKSPACE, ())[0]
    assert [message.code for message in item.told] == ["git.unreadable", "import.remote_unknown"]


def test_names_of_new_builds() -> None:
    assert free_name("shop/Web App", ["web-app"]) == "web-app-2"
    assert free_name("", []) == "build"
