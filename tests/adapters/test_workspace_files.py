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
from tests.adapters.broken_files import CORPUS, HEAD, STEP
from tests.adapters.contract_files import BUILD, PLAN, WORKSPACE, FilesContract
from tests.adapters.workspace_folder import files, put

__all__ = ["files"]


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


# ---- broken files: (line, path, code) of every problem --------------------------------------------------------------


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
