"""Tags by git describe, and runs by the recipe of a former run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.adapters.sandbox.code import Repo, commit_of
from desktop_pipeline.domain.builds import Build, BuildImage, BuildRun, CodeRepository, Script, TagRule, recipe_text
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.order import build_step_id
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.recipes import commits_of, pinned, with_recipe
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login
from tests.services.bench import Bench, code, texts

URL = "https://git.test/tool.git"
FIRST, SECOND = commit_of("first"), commit_of("second")


def tool(shop: Bench, **changes: object) -> Build:
    build = Build(
        "tool", "shop", "shop/tool", "1.0.0", engine="local",
        tasks=(CodeRepository(url=URL, ref="main"), BuildImage(dockerfile_text="FROM scratch\nCOPY . /\n", arguments={"V": "${VERSION}"})))
    return replace(build, **changes)  # type: ignore[arg-type]  # fields of Build


def repository(shop: Bench) -> Repo:
    repo = shop.sandbox.code.add(URL, {"main": FIRST}, files={FIRST: {"a": "1"}, SECOND: {"a": "2"}})
    repo.parents = {SECOND: FIRST}
    return repo


async def run(shop: Bench, plan: Plan | None = None) -> BuildRun:
    """Build `tool`; its record."""
    workbench = shop.workbench
    state = await workbench.executor.wait(shop.begin(await workbench.preflight.check(plan or Plan("", (), also_build=("tool",)))))
    assert state.state is State.DONE, state.steps["build/tool"].message
    build = workbench.catalog.build("tool")
    assert build is not None
    return (await workbench.builds.runs_here(build))[0]


async def test_tags_by_git_describe(shop: Bench) -> None:
    repo, workbench = repository(shop), shop.workbench
    repo.tags["release/1.4"] = FIRST
    await workbench.catalog.save_build(tool(shop, tag_rule=TagRule.DESCRIBE))
    assert (await run(shop)).tag == "release-1.4"
    again = await run(shop)
    assert (again.number, again.tag) == (2, "release-1.4.B000002"), "the tag is there already: it is not overwritten"
    repo.branches["main"] = SECOND
    newer = await run(shop)
    assert (newer.tag, newer.commit) == (f"release-1.4-1-g{SECOND[:7]}", SECOND)
    build = workbench.catalog.build("tool")
    assert build is not None
    await workbench.builds.delete(build, newer, image=False)
    del shop.sandbox.registry.repositories["shop/tool"].tags[newer.tag]
    last = await run(shop)
    assert last.tag == f"{newer.tag}.B000004", "an image that had this tag may still lie on some node"


async def test_the_commit_that_was_described_is_the_one_that_is_built(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    repo, source = repository(shop), shop.sandbox.code
    described = source.describe

    async def describe(repository: CodeRepository, commit: str, login: Login | None) -> str:
        said = await described(repository, commit, login)
        repo.branches["main"] = SECOND  # somebody pushes in this moment
        return said

    fetched: list[str] = []
    fetch = source.fetch

    async def watched(repository: CodeRepository, commit: str, into: object, login: Login | None, log: LogWriter) -> None:
        fetched.append(commit)
        await fetch(repository, commit, into, login, log)  # type: ignore[arg-type]

    monkeypatch.setattr(source, "describe", describe)
    monkeypatch.setattr(source, "fetch", watched)
    await shop.workbench.catalog.save_build(tool(shop, tag_rule=TagRule.DESCRIBE))
    made = await run(shop)
    assert (made.tag, made.commit, fetched) == (FIRST[:7], FIRST, [FIRST])
    assert f"Commit {FIRST} is described as {FIRST[:7]}" in shop.log(made.run_id, build_step_id("tool"))


async def test_a_former_recipe_is_run_and_the_file_stays(shop: Bench) -> None:
    repo, workbench = repository(shop), shop.workbench
    await workbench.catalog.save_build(tool(shop))
    old = await run(shop)
    now = tool(shop, version="2.0.0", tasks=(CodeRepository(url=URL, ref="main"), BuildImage(dockerfile_text="FROM scratch\n")))
    await workbench.catalog.save_build(now)
    repo.branches["main"] = SECOND
    former = with_recipe(now, old.recipe)
    assert former == tool(shop)
    commits = commits_of(former, old)
    assert commits == (FIRST,)
    made = await run(shop, Plan("", (), also_build=("tool",), recipes={"tool": recipe_text(pinned(former, commits))}))
    assert (made.tag, made.commit) == ("1.0.0.B000002", FIRST)
    request = shop.sandbox.builder.builds[-1]
    assert (dict(request.arguments), request.dockerfile_text) == ({"V": "1.0.0"}, "FROM scratch\nCOPY . /\n")
    assert workbench.catalog.build("tool") == now, "the file is as it was"
    branch = await run(shop, Plan("", (), also_build=("tool",), recipes={"tool": old.recipe}))
    assert (branch.tag, branch.commit) == ("1.0.0.B000003", SECOND)


async def test_trust_is_that_of_the_recipe(shop: Bench) -> None:
    repository(shop)
    workbench, build = shop.workbench, tool(shop)
    await workbench.catalog.save_build(build)
    risky = replace(build, tasks=(Script(text="echo former"), *build.tasks))
    plan = Plan("", (), also_build=("tool",), recipes={"tool": recipe_text(risky)})
    report = await workbench.preflight.check(plan)
    assert texts(report) == {"red trust.needed"}
    assert report.red()[0].message.argument("hash") == trust_hash(risky)
    await workbench.trust.trust(risky)
    assert not (await workbench.preflight.check(plan)).red()


async def test_a_recipe_that_cannot_be_read(shop: Bench) -> None:
    repository(shop)
    await shop.workbench.catalog.save_build(tool(shop))
    report = await shop.workbench.preflight.check(Plan("", (), also_build=("tool",), recipes={"tool": "{}"}))
    assert [code(finding.message) for finding in report.red()] == ["builds.bad_recipe"]


async def test_a_recipe_with_a_password_is_refused_before_anything_is_recorded(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """By pre-flight, by the start of a run (also for a build that the plan does not run), and by the build itself."""
    repository(shop)
    workbench, build = shop.workbench, tool(shop)
    await workbench.catalog.save_build(build)
    recorded: list[str] = []
    for name in ("create", "append", "record_build", "reserve_number"):
        monkeypatch.setattr(shop.sandbox.journal, name, lambda *given, name=name: recorded.append(name))
    code_task = replace(build.tasks[0], url=URL.replace("://", "://u:canary@"))
    for bad in (replace(build, tasks=(code_task, build.tasks[1])), replace(build, tasks=(replace(code_task, enabled=False), *build.tasks))):
        plan = Plan("", (), also_build=("tool",), recipes={"tool": recipe_text(bad)})
        report = await workbench.preflight.check(plan)
        assert texts(report) == {"red build.password"} and "canary" not in repr(report.findings)
        with pytest.raises(UserError) as caught:
            shop.begin(report)
        assert caught.value.code == "run.blocked"
        other = Plan("", (), also_build=("web",), recipes={"tool": recipe_text(bad)})
        for told in (replace(report, findings=()), await workbench.preflight.check(other)):
            with pytest.raises(UserError) as caught:
                shop.begin(told)
            assert caught.value.code == "build.password" and "canary" not in str(caught.value)
        with pytest.raises(UserError) as caught:
            await workbench.builds.run(plan, "tool", "r1", "tester", nothing, nothing, lambda *_: None)
        assert caught.value.code == "build.password"
    assert recorded == [] and await workbench.builds.runs_here(build) == ()


async def nothing(*_: object) -> bool:
    return False
