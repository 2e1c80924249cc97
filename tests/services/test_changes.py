"""What is in a release, on the sandbox: directions, configurations, offline with an age, and why something is not known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import Sandbox
from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS, tag
from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.changes import Direction, Part
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.plans import RowChange
from desktop_pipeline.domain.redaction import MASK
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.changes import Changes
from tests.services.bench import Bench, bench, code


async def brings(shop: Bench, workload: str, choice: Choice, container: str = "") -> Changes:
    found = await shop.workbench.changes.of_row(shop.row(workload, container), choice)
    assert found is not None
    return found


def appointed(build: str, number: int) -> Choice:
    return Choice(Mode.APPOINTED, tag(build, number))


def offline(sandbox: Sandbox, down: bool = True) -> None:
    sandbox.code.down = sandbox.registry.down = sandbox.hub.down = down


@pytest.mark.parametrize(("workload", "build", "number", "direction", "ahead", "behind"), [
    ("web", "web", 6, Direction.FORWARD, 3, 0), ("web", "web", 3, Direction.BACKWARDS, 0, 3),
    ("worker", "worker", 4, Direction.FORWARD, 1, 0)])
async def test_direction(
    shop: Bench, workload: str, build: str, number: int, direction: Direction, ahead: int, behind: int,
) -> None:
    found = await brings(shop, workload, appointed(build, number), workload)
    assert found.commits is not None and found.whole and found.seen is not None
    assert (found.commits.direction, found.commits.ahead, found.commits.behind) == (direction, ahead, behind)
    assert all(entry.back == bool(behind) for entry in found.commits.entries)


async def test_diverged(shop: Bench) -> None:
    image = f"{ADDRESS}/shop/worker"
    found = await shop.workbench.changes.of_change(RowChange(
        "worker", Mode.APPOINTED, image, tag("worker", 4), expect=f"{image}:{tag('worker', 3)}"))
    assert found.commits is not None
    assert (found.commits.direction, found.commits.ahead, found.commits.behind) == (Direction.DIVERGED, 1, 4)
    assert [entry.subject for entry in found.commits.entries if not entry.back] == ["Retry with a pause"]


async def test_configuration(shop: Bench) -> None:
    found = await brings(shop, "web", appointed("web", 7), "web")
    assert [(change.part, change.name) for change in found.config if change.part is not Part.SIZE] == [
        (Part.ENV, "METRICS"), (Part.PORT, "9090/tcp"), (Part.BASE, "name")]
    assert shop.workbench.changes.known(shop.row("web", "web"), appointed("web", 7)) == found


async def test_a_choice_that_changes_nothing(shop: Bench) -> None:
    changes, row = shop.workbench.changes, shop.row("web", "web")
    for choice in (appointed("web", 5), Choice(Mode.BUILD), Choice(Mode.APPOINTED, "nothing"), Choice(Mode.TAG)):
        assert not changes.asks(row, choice)
        assert await changes.of_row(row, choice) is None and changes.known(row, choice) is None


async def test_a_common_image_has_no_commits(shop: Bench) -> None:
    found = await brings(shop, "web", Choice(Mode.TAG, "3.2.1"), "log-shipper")
    assert found.commits is None and found.commits_why is None and found.config_why is None


async def test_what_a_build_would_bring(shop: Bench) -> None:
    found = await brings(shop, "web", Choice(Mode.BUILD, execute=True), "web")
    assert found.commits is not None and found.branch == "main" and not found.whole
    assert (found.commits.direction, found.commits.ahead) == (Direction.FORWARD, 8)
    assert found.commits.entries[0].subject == "Start of the next version" and code(found.config_why) == "changes.not_built"
    shop.sandbox.code.down = True
    unknown = await brings(shop, "api", Choice(Mode.BUILD, execute=True))
    assert unknown.commits is not None and unknown.commits.direction is Direction.UNKNOWN
    assert code(unknown.commits_why) == "git.unreachable" and unknown.branch == "main"


async def test_offline_the_copy_answers_with_its_age(tmp_path: Path) -> None:
    async with bench(tmp_path) as first:
        await first.open()
        before = await brings(first, "web", appointed("web", 6), "web")
    offline(first.sandbox)
    async with bench(tmp_path, sandbox=first.sandbox) as second:
        await second.open_offline()
        again = await brings(second, "web", appointed("web", 6), "web")
        assert again == before and again.seen is not None, "commits, configuration and age, with everything gone"
        backwards = await brings(second, "web", appointed("web", 3), "web")
        assert backwards.commits is not None and backwards.commits.direction is Direction.BACKWARDS, "older commits are in the copy too"
        assert code(backwards.config_why) == "registry.unreachable"


async def test_never_seen_and_offline(tmp_path: Path) -> None:
    async with bench(tmp_path) as first:
        await first.open()
    offline(first.sandbox)
    async with bench(tmp_path, sandbox=first.sandbox) as second:
        await second.open_offline()
        asked = second.sandbox.registry.requests
        asked.clear()
        for _ in range(3):
            found = await brings(second, "web", appointed("web", 6), "web")
            other = await brings(second, "web", appointed("web", 7), "web")
        assert found.commits is not None and found.commits.direction is Direction.UNKNOWN and found.seen is None
        assert code(found.commits_why) == code(other.commits_why) == "git.unreachable"
        assert code(found.config_why) == "registry.unreachable"
        assert len([line for line in asked if "@" in line]) <= 2, "servers that do not answer are left alone for a while"


async def test_commits_that_are_not_there_any_more(shop: Bench) -> None:
    repo = shop.sandbox.code.repositories["https://git.shop.example/shop/web.git"]
    repo.parents.clear()
    found = await brings(shop, "web", appointed("web", 6), "web")
    assert found.commits is not None and found.commits.direction is Direction.UNKNOWN and code(found.commits_why) == "changes.commit_gone"
    assert found.config, "what else is known is said all the same"


async def test_an_image_that_does_not_say_its_commit(shop: Bench) -> None:
    digest = shop.sandbox.registry.put("shop/web", "by-hand", labels={"a": "b"})
    found = await brings(shop, "web", Choice(Mode.TAG, "by-hand"), "web")
    assert code(found.commits_why) == "changes.no_commit" and digest
    gone = await brings(shop, "web", Choice(Mode.TAG, "not-there"), "web")
    assert code(gone.commits_why) == code(gone.config_why) == "changes.image_gone"


async def test_a_build_without_code(shop: Bench) -> None:
    build = shop.workbench.catalog.build("web")
    assert build is not None
    await shop.workbench.catalog.save_build(replace(build, tasks=build.tasks[1:]))
    found = await brings(shop, "web", appointed("web", 6), "web")
    assert code(found.commits_why) == "changes.no_code"


async def test_a_build_of_several_repositories(shop: Bench) -> None:
    build = shop.workbench.catalog.build("web")
    assert build is not None
    other = CodeRepository(title="Tools", url="https://git.shop.example/shop/api.git", ref="main")
    await shop.workbench.catalog.save_build(replace(build, tasks=(other, *build.tasks)))
    found = await brings(shop, "web", appointed("web", 6), "web")
    assert found.commits is not None and found.commits.ahead == 3, "by the address in the image's label"
    shop.sandbox.registry.repositories["shop/web"].images = {
        digest: replace(info, labels={name: value for name, value in info.labels.items() if not name.endswith("source")})
        for digest, info in shop.sandbox.registry.repositories["shop/web"].images.items()}
    unsaid = await brings(shop, "web", appointed("web", 7), "web")
    assert unsaid.commits is not None and unsaid.commits.ahead == 7, "the first repository does not have them, the second does"


async def test_the_commit_on_an_image_is_that_of_its_source(shop: Bench) -> None:
    build = shop.workbench.catalog.build("web")
    assert build is not None
    other = CodeRepository(title="Tools", url="https://git.shop.example/shop/api.git", ref="main", folder="tools")
    await shop.workbench.catalog.save_build(replace(build, tasks=(build.tasks[0], other, *build.tasks[1:])))
    shop.choose("web", Mode.BUILD, container="web")
    assert (await shop.run()).state is State.DONE
    run = shop.row("web", "web").versions.by_digest(shop.row("web", "web").image.digest)  # type: ignore[union-attr]  # it can be parsed
    assert run is not None and run.commit == shop.sandbox.code.repositories["https://git.shop.example/shop/web.git"].branches["main"]


async def test_a_plan_that_does_not_know_what_was_there(shop: Bench) -> None:
    changes, image = shop.workbench.changes, f"{ADDRESS}/shop/web"
    common = await changes.of_change(RowChange("web", Mode.APPOINTED, image, tag("web", 6)))
    assert code(common.config_why) == "changes.before_unknown" and common.commits is None
    built = await changes.of_change(RowChange("web", Mode.BUILD, image, build="web"))
    assert code(built.commits_why) == "changes.before_unknown"
    undo = await changes.of_change(RowChange(
        "web", Mode.APPOINTED, image, tag("web", 5), expect=f"{image}:{tag('web', 6)}", restore=f"{image}:{tag('web', 5)}"))
    assert undo.commits is not None and (undo.commits.direction, undo.commits.behind) == (Direction.BACKWARDS, 3)


async def test_secrets_are_not_kept(shop: Bench) -> None:
    registry = shop.sandbox.registry
    digest = registry.find("shop/web", tag("web", 6))
    assert digest is not None
    configs = registry.repositories["shop/web"].configs
    configs[digest] = replace(configs[digest], env={"DB_PASSWORD": "hunter-two"})
    found = await brings(shop, "web", appointed("web", 6), "web")
    assert any(change.name == "DB_PASSWORD" and change.after == MASK for change in found.config)
    assert "hunter-two" not in repr(vars(shop.sandbox.cache))
