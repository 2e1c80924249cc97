"""GitCode: the contract on repositories served over HTTP; submodules, protocols, and where the password is not."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from desktop_pipeline.adapters.common import askpass
from desktop_pipeline.adapters.common.locks import FileLock
from desktop_pipeline.adapters.common.secret_pipe import askpass_helper
from desktop_pipeline.adapters.git import GitCode, mirror
from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.changes import Direction
from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.importing import WorkTree
from desktop_pipeline.services.ports import Login
from tests.adapters.contract_code import CodeContract, CodeWorld, all_bytes, repository
from tests.adapters.git_server import PASSWORD, USER, GitServer, git, git_server, make_repository
from tests.adapters.support import MemoryLog, until


class ServedWorld(CodeWorld):
    def __init__(self, server: GitServer) -> None:
        self.server = server
        self.mirrors = server.root / "kept" / "mirrors"
        self.mirrors.parent.mkdir()
        self.source = GitCode(mirrors=self.mirrors)
        self.open, self.locked = f"{server.url}/open/app.git", f"{server.url}/locked/app.git"
        self.missing, self.broken = f"{server.url}/open/none.git", f"{server.url}/broken/app.git"
        self.dead, self.slow = "http://127.0.0.1:9/app.git", f"{server.url}/slow/app.git"
        self.login = Login(USER, PASSWORD)
        self.commits = make_repository(server.root, "app")

    def check_out(self, into: Path) -> None:
        git(into.parent, "clone", "--quiet", self.open, str(into))
        (into / "part").mkdir()

    def cut(self) -> None:
        self.server.close()

    def kept(self) -> bytes:
        return all_bytes(self.mirrors)

    def busy(self) -> bool:
        return self.server.waiting > 0


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWorld]:
    with git_server(tmp_path_factory.mktemp("repositories")) as server:
        yield ServedWorld(server)


class TestGitCode(CodeContract):
    pass


async def test_file_address_and_submodules(tmp_path: Path) -> None:
    make_repository(tmp_path, "part")
    commits = make_repository(tmp_path, "app", submodule=f"file://{tmp_path}/part.git")
    url = f"file://{tmp_path}/app.git"
    assert await GitCode().resolve(repository(url), None) == commits["main"]
    await GitCode().fetch(repository(url), commits["main"], tmp_path / "into", None, MemoryLog())
    assert (tmp_path / "into/part/Dockerfile").exists()


async def test_what_a_build_from_the_remote_would_not_see(world: ServedWorld, tmp_path: Path) -> None:
    tree, source = tmp_path / "tree", world.source
    world.check_out(tree)
    git(tree, "checkout", "--quiet", "-b", "mine", "--track", "origin/side/one")
    git(tree, "config", "core.fsmonitor", f"touch {tmp_path}/ran")
    assert await source.work_tree(tree) == WorkTree(world.open, "side/one"), "the branch has another name there"
    git(tree, "config", "--unset", "core.fsmonitor")
    assert not (tmp_path / "ran").exists(), "no program of the repository is run"
    (tree / "new").write_text("")
    git(tree, "commit", "--quiet", "--allow-empty", "-m", "not pushed")
    found = await source.work_tree(tree)
    assert found is not None and [message.code for message in found.told] == ["import.not_committed", "import.not_pushed"]
    git(tree, "checkout", "--quiet", "-b", "alone")
    found = await source.work_tree(tree)
    assert found is not None and found.ref == "alone" and found.told[1].code == "import.no_upstream"
    git(tree, "checkout", "--quiet", "--detach")
    found = await source.work_tree(tree)
    assert found is not None and found.ref == git(tree, "rev-parse", "HEAD")
    git(tree, "remote", "set-url", "origin", "../app.git")
    found = await source.work_tree(tree)
    assert found is not None and found.url == f"file://{tmp_path}/app.git"
    git(tree, "remote", "remove", "origin")
    found = await source.work_tree(tree)
    assert found is not None and found.url == ""


async def test_nothing_that_a_folder_names_is_run(world: ServedWorld, tmp_path: Path) -> None:
    """Filters over changed files, hooks, monitors, differs, and transports of a partial clone, each of which would leave a file."""
    tree, ran = tmp_path / "tree", tmp_path / "ran"
    world.check_out(tree)
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> {ran}\ncat\n")
    program.chmod(0o755)
    (tree / ".gitattributes").write_text("* filter=one\nrun.sh filter=two.x diff=one\n")
    git(tree, "add", ".")
    git(tree, "commit", "--quiet", "-m", "attributes")
    git(tree, "update-ref", "refs/remotes/origin/main", "HEAD")
    for key in ("filter.one.clean", "filter.two.x.process", "filter.one.smudge", "core.fsmonitor", "diff.external", "diff.one.textconv",
                "diff.one.command", "core.sshCommand", "core.pager", "pager.config", "pager.status", "alias.status", "credential.helper"):
        git(tree, "config", key, str(program))
    for key in ("filter.one.required", "filter.two.x.required", "status.submoduleSummary"):
        git(tree, "config", key, "true")
    hooks = tree / "hooks"
    hooks.mkdir()
    (tree / ".git/info/exclude").write_text("hooks\n")
    for name in ("post-index-change", "fsmonitor-watchman", "query-watchman"):
        os.link(program, hooks / name)
    git(tree, "config", "core.hooksPath", str(hooks))
    for path in tree.glob("*"):
        os.utime(path, (1, 1))
    assert await world.source.work_tree(tree) == WorkTree(world.open, "main"), "touched is not changed"
    (tree / "run.sh").write_text("other\n")
    found = await world.source.work_tree(tree)
    assert found is not None and [message.code for message in found.told] == ["import.not_committed"]
    assert not ran.exists(), ran.read_text()

    git(tree, "config", "core.repositoryFormatVersion", "1")
    git(tree, "config", "extensions.partialClone", "origin")
    git(tree, "config", "remote.origin.promisor", "true")
    git(tree, "config", "remote.origin.url", "ssh://git@127.0.0.1:9/x.git")
    for name in (git(tree, "rev-parse", "HEAD^{tree}"), git(tree, "rev-parse", "HEAD:.gitattributes")):
        (tree / ".git/objects" / name[:2] / name[2:]).unlink()
    found = await world.source.work_tree(tree)
    assert found is not None and found.url == "ssh://git@127.0.0.1:9/x.git"
    assert [message.code for message in found.told] == ["import.changes_unknown"]
    assert not ran.exists(), ran.read_text()


async def test_a_filter_whose_name_cannot_be_overridden(world: ServedWorld, tmp_path: Path) -> None:
    tree, ran = tmp_path / "tree", tmp_path / "ran"
    world.check_out(tree)
    (tree / ".git/info/attributes").write_text("* filter=a=b\n")
    git(tree, "config", "filter.a=b.clean", f"touch {ran}; cat")
    os.utime(tree / "run.sh", (1, 1))
    found = await world.source.work_tree(tree)
    assert found is not None and [message.code for message in found.told] == ["import.changes_unknown"] and not ran.exists()


async def test_a_submodule_is_not_looked_into(world: ServedWorld, tmp_path: Path) -> None:
    make_repository(tmp_path, "part")
    make_repository(tmp_path, "app", submodule=f"file://{tmp_path}/part.git")
    tree, ran = tmp_path / "tree", tmp_path / "ran"
    git(tmp_path, "-c", "protocol.file.allow=always", "clone", "--quiet", "--recurse-submodules", f"file://{tmp_path}/app.git", str(tree))
    part = next(path.parent for path in tree.glob("*/.git"))
    attributes = Path(git(part, "rev-parse", "--absolute-git-dir")) / "info/attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text("* filter=one\n")
    git(part, "config", "filter.one.clean", f"touch {ran}; cat")
    for path in part.glob("*"):
        os.utime(path, (1, 1))
    assert await world.source.work_tree(tree) == WorkTree(f"file://{tmp_path}/app.git", "main") and not ran.exists()


async def test_a_folder_that_git_cannot_read(world: ServedWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's folder, a broken link to the repository, the inside of a repository: git's words, and never “no repository”."""
    tree = tmp_path / "tree"
    world.check_out(tree)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").write_text(f"gitdir: {tmp_path}/gone\n")
    for folder, words in ((linked, "gone"), (tree / ".git", "must be run in a work tree")):
        with pytest.raises(UserError) as caught:
            await world.source.work_tree(folder)
        assert caught.value.code == "git.unreadable" and words in str(caught.value) and str(folder) in str(caught.value)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own tests pretend with it
    with pytest.raises(UserError) as caught:
        await world.source.work_tree(tree)
    assert caught.value.code == "git.unreadable" and "dubious ownership" in str(caught.value) and "safe.directory" in str(caught.value)


async def test_describe_is_that_of_a_whole_clone(world: ServedWorld, tmp_path: Path) -> None:
    """Also where a lightweight tag is nearer than an annotated one, on a side branch, without any tag, and where nothing but whole
    branches is given out."""
    work = tmp_path / "work"
    git(tmp_path, "clone", "--quiet", str(world.server.root / "app.git"), str(work))
    for number in range(5):
        git(work, "commit", "--quiet", "--allow-empty", "-m", str(number))
        if number == 2:
            git(work, "tag", "release/1.1+x")
    git(work, "push", "--quiet", "--tags", "origin", "HEAD:main")
    commits = {name: git(work, "rev-parse", name) for name in ("HEAD", "HEAD~2", "HEAD~3", "origin/side/one")}
    by_hand = {name: git(work, "describe", "--tags", "--always", commit) for name, commit in commits.items()}
    assert by_hand["HEAD"].startswith("release/1.1+x-2-g") and by_hand["HEAD~3"].startswith("v1-")
    for protocol in ("2", "0"):
        git(world.server.root / "app.git", "config", "protocol.version", protocol)
        for filters in ("true", "false"):
            git(world.server.root / "app.git", "config", "uploadpack.allowFilter", filters)
            for name, commit in commits.items():
                assert await world.source.describe(repository(world.open), commit, None) == by_hand[name]
    git(world.server.root / "app.git", "tag", "-d", "v1", "release/1.1+x")
    assert await world.source.describe(repository(world.open), commits["HEAD"], None) == git(work, "rev-parse", "--short", "HEAD")
    shallow = CodeRepository(url=world.open, ref="main")
    await world.source.fetch(shallow, commits["HEAD"], tmp_path / "into", None, MemoryLog())
    assert (tmp_path / "into/.git/shallow").exists()


async def test_password_also_for_submodules_of_the_same_server(world: ServedWorld, tmp_path: Path) -> None:
    root = world.server.root
    make_repository(root, "part")
    commits = make_repository(root, "whole", submodule=f"file://{root}/part.git")
    work = tmp_path / "work"
    git(tmp_path, "clone", "--quiet", f"file://{root}/whole.git", str(work))
    git(work, "config", "-f", ".gitmodules", "submodule.part.url", "../part.git")  # relative: the locked one beside it
    git(work, "commit", "--quiet", "-am", "relative")
    git(work, "push", "--quiet", "origin", "main")
    commit = git(work, "rev-parse", "HEAD")
    assert commit != commits["main"]
    url = f"{world.server.url}/locked/whole.git"
    await world.source.fetch(repository(url), commit, tmp_path / "into", world.login, MemoryLog())
    assert (tmp_path / "into/part/Dockerfile").exists()


async def test_submodule_of_a_forbidden_kind(world: ServedWorld, tmp_path: Path) -> None:
    make_repository(world.server.root, "part")
    commits = make_repository(world.server.root, "whole", submodule=f"file://{world.server.root}/part.git")
    with pytest.raises(UserError) as caught:
        await world.source.fetch(repository(f"{world.server.url}/open/whole.git"), commits["main"], tmp_path, None, MemoryLog())
    assert caught.value.code == "git.protocol"


@pytest.mark.parametrize("url", ["ext::sh -c touch% /tmp/never", "ext::touch"])
async def test_ext_is_disabled(url: str) -> None:
    with pytest.raises(UserError) as caught:
        await GitCode().resolve(repository(url), None)
    assert caught.value.code in ("git.protocol", "git.bad_url")


async def test_path_without_scheme_is_not_allowed(tmp_path: Path) -> None:
    make_repository(tmp_path, "app")
    with pytest.raises(UserError) as caught:
        await GitCode().resolve(repository(f"{tmp_path}/app.git"), None)
    assert caught.value.code == "git.protocol"


async def test_password_in_the_address(world: ServedWorld, tmp_path: Path) -> None:
    from urllib.parse import quote

    url = world.locked.replace("://", f"://{USER}:{quote(PASSWORD, safe='')}@")
    log = MemoryLog()
    commit = await world.source.resolve(repository(url), None)
    await world.source.fetch(CodeRepository(url=url), commit, tmp_path, None, log)
    assert quote(PASSWORD, safe="") not in (tmp_path / ".git/config").read_text() + log.text
    with pytest.raises(Refused) as caught:
        await world.source.resolve(repository(url.replace(quote(PASSWORD, safe=""), "wrong-word")), None)
    assert "wrong-word" not in str(caught.value)


def what_processes_show() -> Iterator[bytes]:
    """Environment and arguments of all other processes."""
    for folder in Path("/proc").glob("[0-9]*"):
        if folder.name != str(os.getpid()):
            try:
                yield (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except OSError:
                continue


async def test_no_secret_in_arguments_or_environment(world: ServedWorld) -> None:
    task = asyncio.create_task(world.source.resolve(repository(world.slow), Login("somebody", "very-secret-word")))
    await until(world.busy)
    seen = [told for told in what_processes_show() if b"DESKTOP_PIPELINE_SECRET_FD" in told]
    assert seen
    assert not any(b"very-secret-word" in told for told in seen)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_no_git(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        await GitCode("no-such-git").resolve(repository("http://127.0.0.1:9/a.git"), None)
    assert caught.value.code == "git.missing"


async def test_variables_of_a_surrounding_git_do_not_count(world: ServedWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    await world.source.fetch(repository(world.open), world.commits["main"], tmp_path / "into", None, MemoryLog())
    assert not (tmp_path / "elsewhere").exists()


async def test_helper_answers_as_often_as_it_is_asked() -> None:
    login = Login("u", "x" * 5000)
    with askpass_helper(login, "https://one.example") as helper:
        for _ in range(30):
            assert await asyncio.to_thread(askpass.answer, "Password for 'https://u@one.example': ", helper.variables) == login.secret
        assert askpass.answer("Username for 'https://one.example/path': ", helper.variables) == "u"
        assert askpass.answer("Password for 'https://u@two.example': ", helper.variables) is None
        assert askpass.answer("Password for 'http://u@one.example': ", helper.variables) is None
        assert askpass.answer("Enter passphrase for key '/home/u/.ssh/id': ", helper.variables) is None
        await asyncio.sleep(0)
        assert "xxx" not in Path(helper.program).read_text()  # noqa: ASYNC240
    assert not Path(helper.program).exists()  # noqa: ASYNC240


# ---- copies of histories -------------------------------------------------------------------------------------------


async def test_a_force_push_takes_nothing_away_here(world: ServedWorld, tmp_path: Path) -> None:
    code, main, side = repository(world.open), world.commits["main"], world.commits["side"]
    assert (await world.source.history(code, main, side, None)).commits.direction is Direction.DIVERGED
    git(tmp_path, "clone", "--quiet", world.open, "tree")
    tree, bare = tmp_path / "tree", world.server.root / "app.git"
    git(tree, "commit", "--quiet", "--amend", "-m", "rewritten")
    rewritten = git(tree, "rev-parse", "HEAD")
    git(tree, "push", "--quiet", "--force", f"file://{bare}", "HEAD:main")
    git(bare, "update-ref", "-d", "refs/heads/side/one")
    git(bare, "-c", "gc.pruneExpire=now", "gc", "--quiet", "--prune=now")
    found = await world.source.history(code, main, rewritten, None)
    assert (found.commits.direction, found.commits.ahead, found.commits.behind) == (Direction.DIVERGED, 1, 1)
    elsewhere = await GitCode(mirrors=tmp_path / "other").history(code, main, rewritten, None)
    assert elsewhere.commits.direction is Direction.UNKNOWN, "who never had it cannot get it any more"
    assert elsewhere.problem is not None and elsewhere.problem.code == "changes.commit_gone"
    assert elsewhere.problem.argument("commit") == main[:12]


async def test_a_copy_has_no_files_and_is_used_again(world: ServedWorld) -> None:
    code, first, main = repository(world.open), world.commits["first"], world.commits["main"]
    git(world.server.root / "app.git", "config", "uploadpack.allowFilter", "true")  # as servers have it
    await world.source.history(code, first, main, None)
    asked = len(world.server.asked)
    for _ in range(3):
        await world.source.history(code, main, first, None)
    assert len(world.server.asked) == asked, "what is known is not asked for again"
    [copy] = [item for item in world.mirrors.iterdir() if item.is_dir()]
    listed = git(copy, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
    assert set(listed.splitlines()) <= {"commit", "tag"}
    assert not [item for item in world.mirrors.iterdir() if item.suffix == ".lock"]


async def test_two_ask_at_once_and_a_third_holds_the_lock(world: ServedWorld) -> None:
    code, first, main = repository(world.open), world.commits["first"], world.commits["main"]
    url_hash = hashlib.sha256(world.open.encode()).hexdigest()[:32]
    held = FileLock(world.mirrors / f"{url_hash}.lock")
    assert held.acquire()
    tasks = [asyncio.create_task(GitCode(mirrors=world.mirrors).history(code, first, main, None)) for _ in range(3)]
    await asyncio.sleep(0.5)
    assert not any(task.done() for task in tasks) and not world.server.asked, "another process writes into the copy"
    held.release()
    found = await asyncio.gather(*tasks)
    assert {item.commits.direction for item in found} == {Direction.FORWARD}
    packs = [path for path in world.server.asked if path.endswith("git-upload-pack")]
    once = len(packs)
    assert once <= 6, "only the first of them fetched"


async def test_waiting_for_the_lock_can_be_cancelled(world: ServedWorld) -> None:
    held = FileLock(world.mirrors / f"{hashlib.sha256(world.open.encode()).hexdigest()[:32]}.lock")
    assert held.acquire()
    task = asyncio.create_task(world.source.history(repository(world.open), world.commits["first"], world.commits["main"], None))
    await asyncio.sleep(0.15)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    held.release()
    assert held.acquire(), "nobody else holds it"
    held.release()


async def test_a_login_in_an_address_is_not_written_down(world: ServedWorld) -> None:
    user, word = quote(USER, safe=""), quote(PASSWORD, safe="")
    url = world.locked.replace("http://", f"http://{user}:{word}@")
    found = await world.source.history(repository(url), world.commits["first"], world.commits["main"], None)
    assert found.commits.direction is Direction.FORWARD
    token = world.locked.replace("http://", "http://a-token@")
    refused = await world.source.history(repository(token), world.commits["first"], 40 * "2", None)
    assert refused.problem is not None and refused.problem.code == "git.unauthorized"
    for secret in (USER, PASSWORD, user, word, "a-token"):
        assert secret.encode() not in world.kept() and secret not in str(refused.problem)


async def test_a_copy_that_cannot_be_read(world: ServedWorld) -> None:
    code, first, main = repository(world.open), world.commits["first"], world.commits["main"]
    await world.source.history(code, first, main, None)
    [copy] = [item for item in world.mirrors.iterdir() if item.is_dir()]
    for pack in copy.glob("objects/pack/*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(b"PACK" + bytes(100))
    try:
        found = await world.source.history(code, first, main, None)
    except UserError as error:
        assert error.code == "changes.copy_broken" and str(copy) in str(error)
    else:
        assert found.commits.direction is Direction.UNKNOWN and found.problem is not None


async def test_so_many_copies_and_no_more(world: ServedWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "MOST_MIRRORS", 2)
    for name in ("one", "two", "three"):
        commits = make_repository(world.server.root, name)
        url = f"{world.server.url}/open/{name}.git"
        assert (await world.source.history(repository(url), commits["first"], commits["main"], None)).commits.ahead == 1
        await asyncio.sleep(0.02)
    assert len([item for item in world.mirrors.iterdir() if item.is_dir()]) == 2


async def test_a_history_that_nothing_is_kept_of(world: ServedWorld) -> None:
    found = await GitCode().history(repository(world.open), world.commits["first"], world.commits["main"], None)
    assert found.commits.direction is Direction.FORWARD
