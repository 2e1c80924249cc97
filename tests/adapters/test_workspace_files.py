"""Files that people write: broken ones with the place of each mistake, comments that survive, changes by others."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.common.files import write_atomic
from desktop_pipeline.adapters.workspace_files import WorkspaceFiles, folder, schema
from desktop_pipeline.adapters.workspace_files.reading import parse
from desktop_pipeline.domain.builds import Build, BuildImage, CodeRepository
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import MESSAGES, render
from desktop_pipeline.domain.plans import RowChange
from desktop_pipeline.domain.workspace import Cluster, Registry
from tests.adapters.contract_files import BUILD, PLAN, WORKSPACE, FilesContract


class TestWorkspaceFiles(FilesContract):
    @pytest.fixture
    async def files(self, tmp_path: Path) -> AsyncIterator[WorkspaceFiles]:
        made = WorkspaceFiles(tmp_path / "workspace", tmp_path / "profile", watch_seconds=0.05)
        yield made
        await made.close()

    @pytest.fixture
    async def rival(self, tmp_path: Path) -> AsyncIterator[WorkspaceFiles]:
        made = WorkspaceFiles(tmp_path / "workspace", tmp_path / "profile", watch_seconds=0.05)
        yield made
        await made.close()


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[WorkspaceFiles]:
    made = WorkspaceFiles(tmp_path, tmp_path / "profile")
    yield made
    await made.close()


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# ---- broken files: (line, path, code) of every problem --------------------------------------------------------------

ROW = "        - {name: web, repository: a/b, tag: '1'}\n"
STEP = "version: 1\nsteps:\n  - cluster: lab\n    namespace: shop\n    kind: Deployment\n    workload: web\n    containers:\n"
HEAD = "version: 1\nregistry: hub\nimage: shop/web\nimage_version: 1.10\n"

CORPUS: dict[str, tuple[str, str | bytes, list[tuple[int, str, str]]]] = {
    "empty": ("plan", "", [(0, "", "file.empty")]),
    "only a comment": ("build", "# nothing\n", [(0, "", "file.empty")]),
    "text": ("workspace", "hello", [(1, "", "file.not_a_map")]),
    "list": ("workspace", "- a\n", [(1, "", "file.not_a_map")]),
    "syntax": ("plan", "version: 1\nsteps: [a\nb: c\n", [(3, "", "file.yaml")]),
    "tab": ("plan", "version: 1\n\ttitle: x\n", [(2, "", "file.yaml")]),
    "control sign": ("plan", b"version: 1\ntitle: a\x01b\n", [(2, "", "file.yaml")]),
    "not UTF-8": ("plan", b"version: 1\ntitle: \xff\n", [(2, "", "file.not_utf8")]),
    "two documents": ("plan", "version: 1\n---\nversion: 1\n", [(2, "", "file.documents")]),
    "no version": ("plan", "title: x\n", [(1, "version", "file.no_version")]),
    "bad version": ("plan", "version: 1.0\n", [(1, "version", "file.bad_version")]),
    "newer": ("plan", "version: 2\nwhatever: x\n", [(1, "version", "file.newer_here")]),
    "unknown keys": ("plan", "version: 1\ntitel: x\nquite-other: y\n",
                     [(2, "titel", "file.unknown_key_meant"), (3, "quite-other", "file.unknown_key")]),
    "duplicate key": ("plan", "version: 1\ntitle: a\ntitle: b\n", [(3, "title", "file.duplicate_key")]),
    "key not text": ("plan", "version: 1\n? [a, b]\n: c\ntitle: x\n", [(2, "", "file.key_not_text")]),
    "tags": ("plan", "version: 1\ntitle: !!python/name:os.system x\nnotes: !!str 5\n", [(2, "title", "file.tag")]),
    "unknown anchor": ("plan", "version: 1\ntitle: *x\n", [(2, "title", "file.anchor")]),
    "anchor in itself": ("plan", "version: 1\nsteps: &a\n  - *a\n", [(3, "steps[0]", "file.anchor"), (3, "steps[0]", "file.not_a_map")]),
    "merge key": ("plan", "version: 1\nx: &a {title: b}\n<<: *a\n", [(2, "x", "file.unknown_key"), (3, "<<", "file.unknown_key")]),
    "kinds of value": ("plan", "version: 1\ntitle: [a]\nconcurrency: {a: b}\nsteps: x\nalso_build: {a: b}\n", [
        (2, "title", "file.not_text"), (3, "concurrency", "file.not_text"), (4, "steps", "file.not_a_list"),
        (5, "also_build", "file.not_a_list"),
    ]),
    "order": ("plan", """\
version: 1
on_failure: pray
pauses: [{after_wave: 1}, {after_wave: 1, text: a}, {after_wave: x}]
steps:
  - {cluster: a, namespace: b, kind: Deployment, workload: web, after: [api], containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: api, wave: -1, containers: [{name: c, tag: 1, repository: d}]}
  - cluster: a
    namespace: b
    kind: Deployment
    workload: db
    after:
      - nobody
      - web
    rollout_seconds: soon
    containers: [{name: c, tag: 1, repository: d}]
""", [(2, "on_failure", "file.not_one_of"), (3, "pauses[2].after_wave", "file.not_whole"), (3, "pauses[1]", "file.duplicate"),
      (6, "steps[1].wave", "file.not_whole"), (11, "steps[2].after", "order.unknown"),
      (14, "steps[2].rollout_seconds", "file.not_number")]),
    "steps that wait for one another": ("plan", """version: 1
steps:
  - {cluster: a, namespace: b, kind: Deployment, workload: web, after: [api], containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: api, wave: 1, containers: [{name: c, tag: 1, repository: d}]}
""", [(2, "steps", "order.cycle")]),
    "numbers": ("workspace", "version: 1\nlimits:\n  rollouts: 0x10\n  builds: 0\n  rollout_seconds: soon\n  settle_seconds: -1\n", [
        (3, "limits.rollouts", "file.not_whole"), (4, "limits.builds", "file.not_whole"),
        (5, "limits.rollout_seconds", "file.not_number"), (6, "limits.settle_seconds", "file.not_number"),
    ]),
    "not nested": ("workspace", "version: 1\nclusters:\n- lab\n-\n- id:\n", [
        (3, "clusters[0]", "file.not_a_map"), (4, "clusters[1]", "file.not_a_map"), (5, "clusters[2].id", "file.missing_key"),
    ]),
    "workspace": ("workspace", """\
version: 1
clusters:
  - id: lab
    protection: closed
  - id: lab
app_maps:
  - {cluster: lab, namespace: shop}
  - {cluster: lab, namespace: shop}
  - {cluster: prod, namespace: shop}
registries:
  - id: a/b
    address: https://hub
    plain_http: maybe
  - id: x
""", [
        (4, "clusters[0].protection", "file.not_one_of"), (5, "clusters[1]", "file.duplicate"),
        (8, "app_maps[1]", "file.duplicate_app_map"), (9, "app_maps[2].cluster", "file.unknown_cluster"),
        (11, "registries[0].id", "file.bad_id"), (12, "registries[0].address", "file.bad_address"),
        (13, "registries[0].plain_http", "file.not_flag"), (14, "registries[1].address", "file.missing_key"),
    ]),
    "build": ("build", "version: 1\nimage:\nimage_version: a b\ntasks:\n  - url: x\n  - kind: dance\n  - kind: code\n    dockerfile: x\n", [
        (1, "registry", "file.missing_key"), (2, "image", "file.missing_key"), (3, "image_version", "build.bad_version"),
        (5, "tasks[0].kind", "file.missing_key"), (6, "tasks[1].kind", "file.not_one_of"),
        (8, "tasks[2].dockerfile", "file.unknown_key"),
    ]),
    "task fields": ("build", HEAD + """\
tasks:
  - kind: file
    port: 70000
    direction: sideways
  - kind: rest
    accepted: [200, ok]
    timeout: 0
    headers: [a]
  - kind: image
    arguments: {A: [b]}
    no_cache: maybe
  - image
""", [
        (7, "tasks[0].port", "file.not_whole"), (8, "tasks[0].direction", "file.not_one_of"),
        (10, "tasks[1].accepted[1]", "file.not_whole"), (11, "tasks[1].timeout", "file.not_number"),
        (12, "tasks[1].headers", "file.not_a_map"), (14, "tasks[2].arguments.A", "file.not_text"),
        (15, "tasks[2].no_cache", "file.not_flag"), (16, "tasks[3]", "file.not_a_map"),
    ]),
    "secrets": ("build", HEAD + """\
tasks:
  - kind: code
    url: https://jo:hunter2@git/x
    secret: hunter2
  - kind: script
    text: |
      git clone https://jo:$TOKEN@git/x
      git clone https://jo:hunter2@git/y
""", [(7, "tasks[0].url", "file.password"), (8, "tasks[0].secret", "file.secret_name"), (10, "tasks[1].text", "file.password")]),
    "steps": ("plan", STEP + "      - {name: a, tag: '1'}\n" + STEP.partition("steps:\n")[2] + """\
      - name: web
        group: side
        repository: a/b:1
        tag: -x
      - name: web
        expect: a/b:1
        build: web
        digest: sha256:xyz
      - {name: x, expect: a/b, tag: '1', version: '2', chosen_at: noon}
      - {name: y, expect: a/b, build: b, digest: "sha256:0123456789abcdef0123456789abcdef"}
""", [
        (8, "steps[0].containers[0]", "file.no_repository"), (9, "steps[1]", "file.duplicate_step"),
        (15, "steps[1].containers[0].group", "file.not_one_of"), (16, "steps[1].containers[0].repository", "build.image_with_tag"),
        (17, "steps[1].containers[0].tag", "image.bad_tag"), (18, "steps[1].containers[1]", "file.duplicate_container"),
        (18, "steps[1].containers[1]", "file.digest_with_build"), (21, "steps[1].containers[1].digest", "file.bad_digest"),
        (22, "steps[1].containers[2]", "file.one_mode"), (22, "steps[1].containers[2].chosen_at", "file.not_time"),
        (23, "steps[1].containers[3]", "file.digest_with_build"),
    ]),
    "no containers": ("plan", STEP.replace("containers:\n", "containers: []\n") + "  - {}\n", [
        (7, "steps[0].containers", "file.must_not_be_empty"), (8, "steps[1].cluster", "file.missing_key"),
        (8, "steps[1].containers", "file.missing_key"), (8, "steps[1].kind", "file.missing_key"),
        (8, "steps[1].namespace", "file.missing_key"), (8, "steps[1].workload", "file.missing_key"),
    ]),
    "bindings": ("bindings", "version: 1\nclusters:\n  lab: {}\n  prod: x\nengines:\n  a: {hots: x}\n", [
        (3, "clusters.lab.context", "file.missing_key"), (4, "clusters.prod", "file.not_a_map"),
        (6, "engines.a.hots", "file.unknown_key_meant"),
    ]),
    "deep": ("plan", "version: 1\ntitle: " + "[" * 100_000, [(2, "title" + "[0]" * 30 + "[0]", "file.too_deep")]),
    "large": ("plan", "version: 1\ntitle: " + "x" * 2_000_000, [(0, "", "file.too_large")]),
    "bomb": ("plan", "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    ), [(7, "", "file.too_many")]),
}


@pytest.mark.parametrize("case", CORPUS)
def test_broken_files(case: str) -> None:
    kind, text, expected = CORPUS[case]
    started = time.perf_counter()
    parsed = parse(kind, "x", "x.yaml", text if isinstance(text, bytes) else text.encode())
    assert time.perf_counter() - started < 3.0
    assert parsed.value is None
    found = [(problem.line, problem.path, problem.message.code) for problem in parsed.problems]
    assert sorted(found) == sorted(expected)
    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found)
    for problem in parsed.problems:
        assert problem.file == "x.yaml" and problem.message.code in MESSAGES
        assert "?" not in render(problem.message).replace("Did you mean “concurrency”?", "").removesuffix("?")
        assert "hunter2" not in render(problem.message)


def test_scalars_are_what_they_look_like() -> None:
    tags = ["1.10", "0123", "2024-01-15", "1_30", "yes", "no", "null", "true", "1e3", "0x1F", "12"]
    rows = "".join(f"      - {{name: c{index}, repository: a/b, tag: {tag}}}\n" for index, tag in enumerate(tags))
    plan = parse("plan", "x", "x", (STEP + rows + "title: 1:30\nnotes: ~\ndescription:\n").encode()).value
    assert [row.tag for row in plan.steps[0].rows] == tags
    assert (plan.title, plan.notes, plan.description) == ("1:30", "~", "")


def test_anchors_may_be_used() -> None:
    text = STEP + "      - &row {name: web, repository: a/b, tag: '1'}\n  - cluster: lab\n    namespace: other\n    kind: Deployment\n" \
        "    workload: web\n    containers: [*row]\n"
    parsed = parse("plan", "x", "x", text.encode())
    assert parsed.problems == ()
    assert [step.rows for step in parsed.value.steps] == [(RowChange("web", Mode.TAG, "a/b", "1"),)] * 2


def test_byte_order_mark() -> None:
    assert parse("build", "x", "x", b"\xef\xbb\xbf" + HEAD.encode()).problems == ()


# ---- loading -------------------------------------------------------------------------------------------------------


async def test_bad_files_are_left_out_the_others_work(files: WorkspaceFiles, tmp_path: Path) -> None:
    put(tmp_path, "workspace.yaml", "version: 1\ntitle: Shop\n")
    put(tmp_path, "builds/good.yaml", HEAD)
    put(tmp_path, "builds/bad.yaml", "version: 1\nimage: a\n")
    put(tmp_path, "builds/other.yml", HEAD)
    put(tmp_path, "builds/.hidden.yaml", "x")
    put(tmp_path, "builds/notes.txt", "x")
    put(tmp_path, "builds/with space.yaml", HEAD.replace("shop/web", "shop/other"))
    put(tmp_path, "plans/old.yaml", "version: 1\ntitle: Old\n")
    put(tmp_path, "plans/newer.yaml", "version: 3\n")
    (tmp_path / "builds" / "folder.yaml").mkdir()
    loaded = await files.load()
    assert [build.name for build in loaded.builds] == ["good"]
    assert loaded.plans == ("old",)
    assert sorted({(problem.file, problem.message.code) for problem in loaded.problems}) == [
        ("builds/bad.yaml", "file.missing_key"), ("builds/other.yml", "file.extension"), ("builds/with space.yaml", "file.bad_name"),
        ("plans/newer.yaml", "file.newer_here"),
    ]


async def test_plan_errors(files: WorkspaceFiles, tmp_path: Path) -> None:
    put(tmp_path, "plans/bad.yaml", "version: 1\ntitel: x\nsteps: x\n")
    put(tmp_path, "plans/newer.yaml", "version: 2\n")
    with pytest.raises(UserErrors) as caught:
        await files.load_plan("bad")
    assert str(caught.value).splitlines() == [
        "plans/bad.yaml, line 2, titel: “titel” is not known here. Did you mean “title”?",
        "plans/bad.yaml, line 3, steps: Here must be a list (“- …”).",
    ]
    with pytest.raises(UserError) as newer:
        await files.load_plan("newer")
    assert newer.value.code == "file.newer" and "version 2" in str(newer.value)
    with pytest.raises(UserError) as name:
        await files.load_plan("..")
    assert name.value.code == "file.bad_name"


async def test_plan_by_path(files: WorkspaceFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "elsewhere/release.yaml", "version: 1\ntitle: R\n")
    assert (await files.load_plan(str(path))).title == "R"
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert (await files.load_plan("release.yaml")).name == "release"
    with pytest.raises(UserError) as caught:
        await files.load_plan("./none.yaml")
    assert caught.value.code == "file.missing"


async def test_broken_bindings(files: WorkspaceFiles, tmp_path: Path) -> None:
    put(tmp_path, "profile/bindings.yaml", "version: 1\nclusters: {lab: {contxt: x}}\n")
    with pytest.raises(UserErrors):
        await files.load_bindings()


async def test_unreadable_file(files: WorkspaceFiles, tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").mkdir()
    loaded = await files.load()
    assert [problem.message.code for problem in loaded.problems] == ["file.unreadable"]


# ---- saving --------------------------------------------------------------------------------------------------------

COMMENTED = """\
# The shop's clusters.
version: 1  # of this form
title: Shop

# where it runs
clusters:
# the small one
- id: lab   # in the cellar
  protection: open   # said on purpose
# the big one
- id: prod
  title: "Production"  # quoted on purpose

# images
registries:
- id: hub
  address: hub:5000
  pulled_as: [registry:5000, 'mirror:5000']
# the end
"""


async def change(files: WorkspaceFiles, folder: Path, text: str, **changes: object) -> str:
    put(folder, "workspace.yaml", text)
    loaded = await files.load()
    assert loaded.problems == ()
    workspace = replace(loaded.workspace, **changes)  # type: ignore[arg-type]
    await files.save_workspace(workspace)
    assert (await files.load()).workspace == workspace
    return (folder / "workspace.yaml").read_text()


async def test_nothing_changed_nothing_written(files: WorkspaceFiles, tmp_path: Path) -> None:
    odd = COMMENTED.replace("title: Shop", 'title:   "Shop"   ')
    assert await change(files, tmp_path, odd) == odd


async def test_one_value(files: WorkspaceFiles, tmp_path: Path) -> None:
    assert await change(files, tmp_path, COMMENTED, title="1.10") == COMMENTED.replace("title: Shop", "title: 1.10")


async def test_new_keys_and_items_stand_before_the_next_comment(files: WorkspaceFiles, tmp_path: Path) -> None:
    clusters = (Cluster("lab", uid="u-1"), Cluster("prod", "Production", "u-2"), Cluster("new", "on"))
    expected = COMMENTED.replace("  protection", "  uid: u-1\n  protection").replace(
        "# quoted on purpose\n", "# quoted on purpose\n  uid: u-2\n- id: new\n  title: 'on'\n")
    assert await change(files, tmp_path, COMMENTED, clusters=clusters) == expected


async def test_order_and_removal(files: WorkspaceFiles, tmp_path: Path) -> None:
    text = await change(files, tmp_path, COMMENTED, clusters=(Cluster("prod", "Production"), Cluster("lab")))
    assert text.index("id: prod") < text.index("id: lab")
    assert {line.partition("#")[2] for line in COMMENTED.splitlines()} == {line.partition("#")[2] for line in text.splitlines()}
    text = await change(files, tmp_path, COMMENTED, clusters=(Cluster("lab"),))
    assert "id: prod" not in text and "# images\nregistries" in text and "# in the cellar" in text
    text = await change(files, tmp_path, COMMENTED, clusters=(), registries=())
    assert "# where it runs" in text


async def test_inner_list(files: WorkspaceFiles, tmp_path: Path) -> None:
    registries = (Registry("hub", "hub:5000", pulled_as=("mirror:5000", "new:5000")),)
    text = await change(files, tmp_path, COMMENTED, registries=registries)
    assert "  pulled_as: ['mirror:5000', new:5000]\n# the end\n" in text


async def test_indented_lists_and_windows_lines_stay(files: WorkspaceFiles, tmp_path: Path) -> None:
    text = "version: 1\r\nclusters:\r\n    # c\r\n    - id: lab\r\n      title: a\r\n"
    put(tmp_path, "workspace.yaml", text)
    loaded = await files.load()
    await files.save_workspace(replace(loaded.workspace, clusters=(Cluster("lab", "b"),)))
    assert (tmp_path / "workspace.yaml").read_bytes().decode() == text.replace("title: a", "title: b")


async def test_comments_of_a_build(files: WorkspaceFiles, tmp_path: Path) -> None:
    text = """\
version: 1
registry: hub
image: shop/web
image_version: 1.10   # bump me
tasks:
  # get the code
  - kind: code
    url: https://git/x
    ref: main   # the branch

  # then build
  - kind: image
    dockerfile_text: |
      FROM alpine
      RUN true
    # cheap
    no_cache: false
"""
    put(tmp_path, "builds/web.yaml", text)
    (build,) = (await files.load()).builds
    assert build == Build("web", "hub", "shop/web", "1.10", tasks=(
        CodeRepository(url="https://git/x", ref="main"), BuildImage(dockerfile_text="FROM alpine\nRUN true\n"),
    ))
    code, image = build.tasks
    assert isinstance(image, BuildImage) and isinstance(code, CodeRepository)
    await files.save_build(replace(build, version="2.0", tasks=(
        replace(code, ref="0123", folder="src"), replace(image, dockerfile_text="FROM alpine\nRUN false\n", no_cache=True),
    )))
    assert (tmp_path / "builds" / "web.yaml").read_text() == text.replace("1.10 ", "2.0  ").replace(
        "ref: main   # the branch\n", "ref: 0123   # the branch\n    folder: src\n").replace("true", "false").replace(
        "no_cache: false", "no_cache: true")


async def test_values_used_twice_are_changed_once(files: WorkspaceFiles, tmp_path: Path) -> None:
    text = "version: 1\nclusters:\n  - id: lab # one\n    title: &t Same\n  - id: prod\n    title: *t\nengines: [&e {id: a, title: x}]\n"
    changed = await change(files, tmp_path, text, clusters=(Cluster("lab", "Other"), Cluster("prod", "Same")))
    assert "# one" in changed


async def test_a_broken_file_is_not_overwritten(files: WorkspaceFiles, tmp_path: Path) -> None:
    path = put(tmp_path, "workspace.yaml", "version: 1\ntitel: x\n")
    await files.load()
    with pytest.raises(UserError) as caught:
        await files.save_workspace(WORKSPACE)
    assert caught.value.code == "file.has_problems"
    assert path.read_text() == "version: 1\ntitel: x\n"


async def test_what_a_file_cannot_hold_is_not_written(files: WorkspaceFiles, tmp_path: Path) -> None:
    await files.load()
    for build in (replace(BUILD, title="a\ud800"), replace(BUILD, image=""), replace(BUILD, version="a b")):
        with pytest.raises((UserError, UserErrors)):
            await files.save_build(build)
    with pytest.raises(UserErrors):
        await files.save_plan(replace(PLAN, steps=(PLAN.steps[0], PLAN.steps[0])))
    assert not (tmp_path / "builds").exists() and not (tmp_path / "plans").exists()


async def test_what_was_added_is_taken_back_when_a_later_file_cannot_be_written(
    files: WorkspaceFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    await files.load()
    builds = [replace(BUILD, name=name, image=name) for name in ("one", "two", "three")]

    def full(path: Path, chunks: Iterable[bytes]) -> None:
        if path.stem == "three":
            assert (tmp_path / "builds/one.yaml").exists()
            raise OSError(28, "No space left on device")
        write_atomic(path, chunks)

    monkeypatch.setattr(folder, "write_atomic", full)
    with pytest.raises(UserError) as caught:
        await files.add_builds(builds)
    assert caught.value.code == "file.unwritable" and "No space left" in str(caught.value)
    assert os.listdir(tmp_path / "builds") == [] and (await files.load()).builds == ()
    monkeypatch.undo()
    await files.add_builds(builds)
    assert len((await files.load()).builds) == 3


async def test_a_broken_file_is_not_replaced_by_a_new_build(files: WorkspaceFiles, tmp_path: Path) -> None:
    path = put(tmp_path, "builds/web.yaml", "version: 1\nimage: [\n")
    await files.load()
    with pytest.raises(UserError) as caught:
        await files.add_builds([replace(BUILD, name="api"), BUILD])
    assert caught.value.code == "file.exists" and "builds/web.yaml" in str(caught.value)
    assert path.read_text() == "version: 1\nimage: [\n" and not (tmp_path / "builds/api.yaml").exists()


async def test_writing_is_atomic_and_private_temporary_files_are_gone(files: WorkspaceFiles, tmp_path: Path) -> None:
    put(tmp_path, "real.yaml", "version: 1\n")
    if os.name == "posix":
        (tmp_path / "workspace.yaml").symlink_to("real.yaml")
        (tmp_path / "real.yaml").chmod(0o640)
    await files.load()
    await files.save_workspace(WORKSPACE)
    assert set(os.listdir(tmp_path)) == {"real.yaml", "workspace.yaml"}
    if os.name == "posix":
        assert (tmp_path / "workspace.yaml").is_symlink()
        assert (tmp_path / "real.yaml").stat().st_mode & 0o777 == 0o640


async def test_folder_that_cannot_be_written(files: WorkspaceFiles, tmp_path: Path) -> None:
    await files.load()
    put(tmp_path, "builds", "a file")
    with pytest.raises(UserError) as caught:
        await files.save_build(BUILD)
    assert caught.value.code in ("file.unwritable", "file.unreadable")


# ---- schema --------------------------------------------------------------------------------------------------------


def test_schema() -> None:
    for kind in ("workspace", "build", "plan", "bindings"):
        found = schema(kind)
        assert found["properties"]["version"] == {"const": 1}
        assert found["additionalProperties"] is False
    assert "number" in schema("plan")["$defs"]["ContainerForm"]["properties"]["tag"]["type"]
    with pytest.raises(UserError) as caught:
        schema("dance")
    assert caught.value.code == "schema.unknown"


def test_reading_does_not_load_the_writer() -> None:
    """Start-up imports neither pydantic nor ruamel."""
    code = "import sys, desktop_pipeline.adapters.workspace_files; print({'pydantic', 'ruamel.yaml'} & set(sys.modules))"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout.strip() == "set()"


async def test_500_builds_are_read_quickly(files: WorkspaceFiles, tmp_path: Path) -> None:
    for number in range(500):
        put(tmp_path, f"builds/b{number}.yaml", HEAD.replace("shop/web", f"shop/b{number}") + "tasks:\n  - {kind: image}\n")
    started = time.perf_counter()
    assert len((await files.load()).builds) == 500
    assert time.perf_counter() - started < 6.0
    shutil.rmtree(tmp_path / "builds")
    assert (await files.load()).builds == ()


async def test_the_watch_does_not_take_a_slow_change_of_ours_for_somebody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(path: Path, parts: Iterable[bytes]) -> None:
        write_atomic(path, parts)
        time.sleep(0.3)

    files = WorkspaceFiles(tmp_path, tmp_path / "profile", watch_seconds=0.01)
    await files.load()
    monkeypatch.setattr(folder, "write_atomic", slow)
    calls: list[int] = []
    watch = asyncio.ensure_future(files.watch(lambda: calls.append(1)))
    await asyncio.sleep(0.1)
    await files.save_build(BUILD)
    await asyncio.sleep(0.3)
    await files.delete_build(BUILD.name)
    await asyncio.sleep(0.3)
    watch.cancel()
    await asyncio.wait([watch])
    await files.close()
    assert calls == []
