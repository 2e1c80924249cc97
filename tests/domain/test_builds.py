"""Builds: what they make, and what keeps them from running."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import (
    TASK_TYPES,
    Build,
    BuildImage,
    CodeRepository,
    FileTransfer,
    RestCall,
    Script,
    Task,
    TaskKind,
    UserCommand,
    validate,
)
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.task_rules import refuse_passwords
from desktop_pipeline.domain.workspace import Engine, Registry, Workspace
from tests.domain.facts import BUILD, REGISTRY, WORKSPACE, digest

HUB = Registry("hub", "docker.io")
TEAM = Registry("team", "registry:5000/shop/")


@pytest.mark.parametrize(("image", "ours"), [
    ("localhost:5000/shop/web:1.4.0.B000001", True),
    ("registry:5000/shop/web", True),
    (f"registry.shop.svc:5000/mirror/shop/web@{digest(1)}", True),
    ("registry.shop.svc:5000/shop/web:1", False),
    ("localhost:5001/shop/web:1", False),
    ("localhost:5000/shop/webs:1", False),
    ("localhost:5000/shop/web/x:1", False),
    ("shop/web:1", False),
])
def test_a_build_makes_its_image_under_every_name_of_its_registry(image: str, ours: bool) -> None:
    assert BUILD.produces(ImageRef.parse(image), WORKSPACE) is ours


@pytest.mark.parametrize(("image", "ours"), [("nginx", True), ("docker.io/library/nginx:1", True), ("team/nginx", False)])
def test_a_build_for_docker_hub(image: str, ours: bool) -> None:
    build, workspace = Build("n", "hub", "nginx", "1"), Workspace(registries=(HUB,))
    assert build.produces(ImageRef.parse(image), workspace) is ours
    assert build.repository(workspace) == "docker.io/library/nginx"


def test_an_unknown_registry_makes_nothing_and_is_said() -> None:
    assert not BUILD.produces(ImageRef.parse("localhost:5000/shop/web"), Workspace())
    with pytest.raises(UserError) as caught:
        BUILD.repository(Workspace())
    assert caught.value.code == "build.unknown_registry"
    assert caught.value.message.argument("registry") == "main"


def test_the_repository_is_the_push_name_of_what_clusters_pull() -> None:
    assert BUILD.repository(WORKSPACE) == REGISTRY.push_name("registry:5000/shop/web") == "localhost:5000/shop/web"


def test_the_image_task_is_the_enabled_one() -> None:
    second = BuildImage(context="b")
    assert replace(BUILD, tasks=(BuildImage(enabled=False), Script(), second)).image_task() is second
    assert replace(BUILD, tasks=(BuildImage(enabled=False),)).image_task() is None


def test_every_kind_of_task_has_its_type() -> None:
    assert {kind: cls().kind for kind, cls in TASK_TYPES.items()} == {kind: kind for kind in TaskKind}


def problems(build: Build, workspace: Workspace = WORKSPACE, *others: Build) -> list[tuple[str, str]]:
    found = validate(build, workspace, others)
    assert all("?" not in render(problem.message) for problem in found)
    return [(problem.field, problem.message.code) for problem in found]


def test_a_good_build_has_no_problems() -> None:
    tasks = (CodeRepository(url="https://x/y.git", ref="main", folder="src"), BuildImage(context="src/app", dockerfile="src/Dockerfile"))
    build = replace(BUILD, engine="local", tasks=tasks)
    assert problems(build, replace(WORKSPACE, engines=(Engine("local"),)), build) == []


@pytest.mark.parametrize(("build", "expected"), [
    (replace(BUILD, registry="x"), ("registry", "build.unknown_registry")),
    (replace(BUILD, image="shop/web:1"), ("image", "build.image_with_tag")),
    (replace(BUILD, image=f"shop/web@{digest(1)}"), ("image", "build.image_with_tag")),
    (replace(BUILD, image="Shop/Web"), ("image", "build.bad_image")),
    (replace(BUILD, image=""), ("image", "build.bad_image")),
    (replace(BUILD, version=""), ("version", "build.bad_version")),
    (replace(BUILD, version="1/0"), ("version", "build.bad_version")),
    (replace(BUILD, engine="x"), ("engine", "build.unknown_engine")),
    (replace(BUILD, tasks=()), ("tasks", "build.one_image_task_last")),
    (replace(BUILD, tasks=(BuildImage(), BuildImage())), ("tasks", "build.one_image_task_last")),
    (replace(BUILD, tasks=(BuildImage(), CodeRepository(url="u"))), ("tasks", "build.one_image_task_last")),
    (replace(BUILD, tasks=(BuildImage(enabled=False),)), ("tasks", "build.one_image_task_last")),
    (replace(BUILD, tasks=(CodeRepository(), BuildImage())), ("tasks[0].url", "build.field_missing")),
    (replace(BUILD, tasks=(CodeRepository(url="-u"), BuildImage())), ("tasks[0].url", "build.looks_like_option")),
    (replace(BUILD, tasks=(CodeRepository(url="u", ref="--upload-pack=x"), BuildImage())), ("tasks[0].url", "build.looks_like_option")),
    (replace(BUILD, tasks=(BuildImage(dockerfile=""),)), ("tasks[0].dockerfile", "build.field_missing")),
    (replace(BUILD, tasks=(BuildImage(context=".."),)), ("tasks[0].context", "build.path_outside")),
])
def test_each_problem_is_named_with_its_field(build: Build, expected: tuple[str, str]) -> None:
    assert problems(build) == [expected]


@pytest.mark.parametrize(("folder", "inside"), [
    ("", True), ("src", True), ("a/b..c", True), ("/etc", False), ("..", False), ("a/../..", False), ("a\\..\\b", False),
    ("\\\\server\\share", False), ("C:\\x", False), ("c:x", False),
])
def test_a_folder_stays_in_the_work_folder(folder: str, inside: bool) -> None:
    build = replace(BUILD, tasks=(CodeRepository(url="u", folder=folder), BuildImage()))
    assert problems(build) == ([] if inside else [("tasks[0].folder", "build.path_outside")])


def test_a_dockerfile_may_be_text() -> None:
    assert problems(replace(BUILD, tasks=(BuildImage(dockerfile="", dockerfile_text="FROM x"),))) == []


USER = UserCommand(image="busybox:1", commands=("make",))
FILE = FileTransfer(host="files", remote="/a", local="a")
REST = RestCall(url="https://x/y")
SCRIPT = Script(text="make")


@pytest.mark.parametrize(("task", "expected"), [
    (USER, []), (FILE, []), (REST, []), (SCRIPT, []),
    (UserCommand(), [("image", "build.field_missing")]),
    (replace(USER, image="Bad Name"), [("image", "image.bad_name")]),
    (replace(USER, image="${IMAGE}:1"), []),
    (FileTransfer(), [("host", "build.field_missing"), ("remote", "build.field_missing"), ("local", "build.field_missing")]),
    (replace(FILE, protocol="scp"), [("protocol", "build.bad_choice")]),
    (replace(FILE, direction="sideways"), [("direction", "build.bad_choice")]),
    (replace(FILE, port=70000), [("port", "build.bad_port")]),
    (replace(FILE, local="../a"), [("local", "build.path_outside")]),
    (RestCall(), [("url", "build.field_missing")]),
    (replace(REST, url="ftp://x"), [("url", "build.bad_url")]),
    (replace(REST, url="${secret:hook}"), []),
    (replace(REST, method="BREW"), [("method", "build.bad_choice")]),
    (replace(REST, method="post", result="ANSWER"), []),
    (replace(REST, result="not a name"), [("result", "build.bad_result")]),
    (replace(REST, result="VERSION"), [("result", "build.bad_result")]),
    (Script(), [("text", "build.field_missing")]),
    (replace(SCRIPT, shell=""), [("shell", "build.field_missing")]),
    (replace(SCRIPT, environment={"A": "${NOPE}"}), [("environment.A", "build.unknown_variable")]),
    (replace(SCRIPT, environment={"A": "${VERSION} ${secret:x}"}, text="echo ${ANYTHING}"), []),
])
def test_problems_of_each_kind(task: Task, expected: list[tuple[str, str]]) -> None:
    assert problems(replace(BUILD, tasks=(task, BuildImage()))) == [(f"tasks[0].{field}", code) for field, code in expected]
    assert problems(replace(BUILD, tasks=(replace(task, enabled=False), BuildImage()))) == [], "a disabled task may be unfinished"


def test_a_result_is_known_to_later_tasks_only() -> None:
    image = BuildImage(arguments={"R": "${RELEASE}"})
    assert problems(replace(BUILD, tasks=(replace(SCRIPT, result="RELEASE"), image))) == []
    early = replace(REST, body="${RELEASE}")
    too_early = replace(BUILD, tasks=(early, replace(SCRIPT, result="RELEASE"), image))
    assert problems(too_early) == [("tasks[0].body", "build.unknown_variable")]
    off = replace(SCRIPT, result="RELEASE", enabled=False)
    assert problems(replace(BUILD, tasks=(off, image))) == [("tasks[1].arguments.R", "build.unknown_variable")]


def test_a_secret_may_not_be_built_into_an_image() -> None:
    image = BuildImage(arguments={"TOKEN": "x${secret:npm/token}", "V": "${VERSION}"}, target="${secret:a}")
    assert problems(replace(BUILD, tasks=(image,))) == [
        ("tasks[0].arguments.TOKEN", "build.secret_in_argument"), ("tasks[0].target", "build.secret_in_argument")]
    assert problems(replace(BUILD, tasks=(BuildImage(secrets={"npm": "npm/token"}),))) == []


@pytest.mark.parametrize(("platforms", "good"), [((), True), (("linux/amd64", "linux/arm/v7"), True), (("arm64",), False)])
def test_platforms(platforms: tuple[str, ...], good: bool) -> None:
    found = problems(replace(BUILD, tasks=(BuildImage(platforms=platforms),)))
    assert found == ([] if good else [("tasks[0].platforms", "build.bad_platform")])


@pytest.mark.parametrize(("other", "rival"), [
    (replace(BUILD, name="b"), True),
    (replace(BUILD, name="b", image="shop/api"), False),
    (Build("b", "team", "web", "1"), True),  # another registry entry for the same place
    (Build("b", "team", "shop/web", "1"), False),
    (Build("b", "gone", "web", "1"), False),
])
def test_two_builds_for_one_repository_are_refused(other: Build, rival: bool) -> None:
    workspace = Workspace(registries=(REGISTRY, replace(TEAM, address="localhost:5000/shop/")))
    assert problems(BUILD, workspace, BUILD, other) == ([("image", "build.same_repository")] if rival else [])


PASSWORD = "https://u:canary@git.test/x.git"


@pytest.mark.parametrize(("task", "field"), [
    (CodeRepository(url=PASSWORD), "url"), (CodeRepository(url="https://git.test/x", title=PASSWORD, enabled=False), "title"),
    (Script(text=f"curl {PASSWORD}"), "text"), (UserCommand(image="x", commands=("true", f"git clone {PASSWORD}")), "commands"),
    (RestCall(url="http://x", headers={"Origin": PASSWORD}), "headers"), (RestCall(url="http://x", headers={PASSWORD: "x"}), "headers"),
    (Script(text="x", environment={"DSN": "postgres://u:canary@db/x"}), "environment"),
    (FileTransfer(host="h", remote="r", local="l", host_key=PASSWORD), "host_key")])
def test_a_password_in_an_address_is_a_problem_wherever_it_is(task: Task, field: str) -> None:
    build = replace(BUILD, tasks=(task, BuildImage()))
    assert problems(build) == [(f"tasks[0].{field}", "build.password")]
    assert "canary" not in "".join(render(problem.message) for problem in validate(build, WORKSPACE))
    with pytest.raises(UserError) as caught:
        refuse_passwords(build.tasks)
    assert caught.value.code == "build.password" and f"“{field}”" in str(caught.value) and "canary" not in str(caught.value)


def test_the_address_of_a_server_that_is_none_is_told_without_its_password() -> None:
    found = validate(replace(BUILD, tasks=(RestCall(url="ftp://u:canary@x"), BuildImage())), WORKSPACE)
    assert [problem.message.code for problem in found] == ["build.bad_url", "build.password"]
    assert "canary" not in "".join(render(problem.message) for problem in found)


@pytest.mark.parametrize("url", [
    "https://git.test/x.git", "https://u@git.test/x.git", "ssh://git@git.test:22/x.git", "git@git.test:x.git", "https://u:${secret:git/x}@git.test/x",
    "https://git.test:8443/a@b"])
def test_addresses_without_a_password(url: str) -> None:
    assert problems(replace(BUILD, tasks=(CodeRepository(url=url), BuildImage()))) == []
    refuse_passwords((CodeRepository(url=url),))


def test_an_unknown_registry_or_bad_name_is_one_problem_only() -> None:
    others = (replace(BUILD, name="b", image="shop/api"),)
    assert problems(replace(BUILD, registry="x"), WORKSPACE, *others) == [("registry", "build.unknown_registry")]
    assert problems(replace(BUILD, image="Shop"), WORKSPACE, *others) == [("image", "build.bad_image")]


def test_all_problems_come_at_once_in_the_order_of_the_fields() -> None:
    build = Build("b", "x", "A", "", engine="y", tasks=(CodeRepository(url="-", folder="/"), Script()))
    assert [field for field, _ in problems(build)] == [
        "registry", "image", "version", "engine", "tasks", "tasks[0].folder", "tasks[0].url", "tasks[1].text"]
