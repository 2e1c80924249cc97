"""What is in a release: for a row and its choice, or a row of a plan, the commits and the changes of the configuration it brings."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace

from desktop_pipeline.domain.builds import Build, BuildRun, CodeRepository, Versions
from desktop_pipeline.domain.changes import UNKNOWN, Commits, ConfigChange, ImageConfig, code_tasks, compare
from desktop_pipeline.domain.choices import Choice, Mode, Row, deployed, wanted
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.images import LATEST, ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import RowChange
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.kept_ports import Store
from desktop_pipeline.services.ports import Clock, Vault, World
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.task_runner import code_login, fill_in
from desktop_pipeline.services.tasks import TaskHost, together

_AT_ONCE = 4
_KEPT = 500
_AGAIN = 30.0
"""Seconds after which what is not known is asked for again, and a server that did not answer is tried again."""
_PATIENCE = 12.0
"""Seconds until an answer about tags must do; it goes on in the background."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one row brings. `commits` is None for an image that no build makes.

    `commits_why`, `config_why`: why they are not known. `seen`: when the code's server was last asked for commits (epoch seconds; None =
    never). `branch`: the image is still to be built from what this branch names now.
    """

    commits: Commits | None = None
    commits_why: Message | None = None
    config: tuple[ConfigChange, ...] = ()
    config_why: Message | None = None
    seen: float | None = None
    branch: str | None = None

    @property
    def whole(self) -> bool:
        """Whether everything is known; it then never changes."""
        return self.commits_why is None and self.config_why is None and self.branch is None


@dataclass(frozen=True, slots=True)
class _Question:
    """What is compared. `build` makes the images; `target` None = the build's next image."""

    before: ImageRef
    target: ImageRef | None
    build: Build | None

    @property
    def key(self) -> Hashable:
        """The same question again: a build whose tasks were edited is another."""
        return self.before, self.target, repr(self.build)


class ReleaseChanges:
    """Answers are kept in memory, configurations in the cache and commits in the copy of the code's history: so it works offline too."""

    def __init__(
        self, catalog: Catalog, tags: Tags, world: World, vault: Vault, cache: Store, tasks: TaskHost, clock: Clock,
    ) -> None:
        self._catalog, self._tags, self._world, self._vault, self._cache = catalog, tags, world, vault, cache
        self._tasks, self._clock = tasks, clock
        self._asking: dict[Hashable, asyncio.Task[Changes]] = {}
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._answers: OrderedDict[Hashable, tuple[float, Changes]] = OrderedDict()
        self._silent: dict[str, tuple[float, Message]] = {}
        """Servers that did not answer: when, and what was said. They are left alone for a while."""

    # ---- questions -----------------------------------------------------------------------------------------------------------------------

    def known(self, row: Row, choice: Choice) -> Changes | None:
        """The last answer for a row and its choice, without asking anybody; None when there is none yet."""
        question = self._question(row, choice)
        kept = self._answers.get(question.key) if question is not None else None
        return kept[1] if kept else None

    def asks(self, row: Row, choice: Choice) -> bool:
        """Whether a choice means another image than the one that is deployed."""
        return self._question(row, choice) is not None

    async def of_row(self, row: Row, choice: Choice) -> Changes | None:
        """What a choice brings to a row; None when it means no other image."""
        question = self._question(row, choice)
        return await self._answer(question) if question is not None else None

    async def of_change(self, change: RowChange) -> Changes:
        """What a row of a plan brings, compared with the image that the plan was made on."""
        try:
            before = ImageRef.parse(change.expect or change.seen)
            after = ImageRef.parse(change.restore or change.repository)
        except UserError as error:
            why = Message.of("changes.before_unknown") if not (change.expect or change.seen) else error.message
            return Changes(UNKNOWN if change.build else None, why if change.build else None, config_why=why)
        build = self._catalog.build(change.build) if change.build else self._catalog.build_of(after)
        target = None if change.build else after if change.restore else after.with_tag(change.tag, change.digest)
        return await self._answer(_Question(before, target, build))

    def _question(self, row: Row, choice: Choice) -> _Question | None:
        before = deployed(row).reference
        if before is None or (choice.mode is Mode.BUILD and (row.build is None or not choice.execute)):
            return None
        target = None if choice.mode is Mode.BUILD else wanted(row, choice)
        if target is None and choice.mode is not Mode.BUILD:
            return None
        if target is not None and (target == before or (target.digest and target.digest == before.digest)):
            return None
        return _Question(before, target, row.build)

    async def _answer(self, question: _Question) -> Changes:
        key = question.key
        kept = self._answers.get(key)
        if kept is not None and (kept[1].whole or self._clock.monotonic() - kept[0] < _AGAIN):
            self._answers.move_to_end(key)
            return kept[1]
        task = self._asking.get(key)
        if task is None or task.done():  # it outlives a panel that is made anew: the first copy of a long history takes its time
            task = self._asking[key] = self._tasks.start(self._ask(question), "what is in a release")
        await asyncio.wait([task])
        return task.result()

    async def _ask(self, question: _Question) -> Changes:
        try:
            async with self._gate:
                answer = await self._found(question)
        finally:
            del self._asking[question.key]
        self._answers[question.key] = self._clock.monotonic(), answer
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        return answer

    # ---- answers -------------------------------------------------------------------------------------------------------------------------

    async def _found(self, question: _Question) -> Changes:
        before, after = await together([self._image(question.before), self._image(question.target)])
        if question.target is None:
            config: tuple[ConfigChange, ...] = ()
            config_why: Message | None = Message.of("changes.not_built")
        else:
            config = compare(before.config, after.config) if before.config and after.config else ()
            config_why = before.why or after.why
        if question.build is None:
            return Changes(None, None, config, config_why)
        answer = await self._commits(question, question.build, before, after)
        return replace(answer, config=config, config_why=config_why)

    async def _commits(self, question: _Question, build: Build, before: _Image, after: _Image) -> Changes:
        tasks, answers = code_tasks(build, after.source or before.source), list[Changes]()
        if not tasks:
            return Changes(UNKNOWN, Message.of("changes.no_code", build=build.title or build.name))
        for image, found in ((question.before, before), (question.target, after)):
            if image is not None and not found.revision:
                return Changes(UNKNOWN, found.why_no_commit(image), branch=tasks[0].ref if question.target is None else None)
        for task in tasks[:1] if question.target is None else tasks:
            answers.append(await self._commits_of(task, build, before.revision, after.revision if question.target else None))
            if answers[-1].commits_why is None:
                return answers[-1]
        return answers[0]  # the likeliest repository tells why

    async def _commits_of(self, task: CodeRepository, build: Build, old: str, new: str | None) -> Changes:
        try:
            code = await fill_in(replace(task, folder=""), {"VERSION": build.version, "IMAGE": build.image}, self._vault)
            assert isinstance(code, CodeRepository)
            return await self._history(code, old, new)
        except UserError as error:
            return Changes(UNKNOWN, error.message, branch=task.ref if new is None else None)

    async def _history(self, code: CodeRepository, old: str, new: str | None) -> Changes:
        """`new` None: what the branch names now, which only the server knows."""
        login, source = await code_login(code, self._vault), self._world.code()
        silent = self._still_silent(code.url)
        try:
            if new is None:
                if silent is not None:
                    return Changes(UNKNOWN, silent, branch=code.ref)
                target = await source.resolve(code, login)
            else:
                target = new
        except UserError as error:
            self._note(code.url, error.message)
            raise
        found = await source.history(code, old, target, login, ask=silent is None)
        problem = found.problem
        if silent is None:
            self._note(code.url, problem if problem is not None and not problem.code.startswith("changes.") else None)
        return Changes(found.commits, problem and (silent or problem), seen=found.seen, branch=code.ref if new is None else None)

    def _still_silent(self, server: str) -> Message | None:
        """What was said when a server did not answer a moment ago."""
        at, said = self._silent.get(server, (0.0, None))
        return said if said is not None and self._clock.monotonic() - at < _AGAIN else None

    def _note(self, server: str, said: Message | None) -> None:
        if said is None:
            self._silent.pop(server, None)
        else:
            self._silent[server] = self._clock.monotonic(), said

    # ---- images --------------------------------------------------------------------------------------------------------------------------

    async def _image(self, image: ImageRef | None) -> _Image:
        """All that is known of an image: by its configuration, else by the run that made it. None = one that is not built yet."""
        if image is None:
            return _Image()
        run, why, config = None, None, None
        try:
            digest = image.digest or await self._digest(image)
            config = await self._config(image, digest)
            if config is None:
                why = Message.of("changes.image_gone", image=image)
        except UserError as error:
            why = error.message
        if config is None or not config.revision:
            versions = await self._versions(image)
            run = versions.by_digest(image.digest) or (versions.by_tag(image.tag) if image.tag else None)
        return _Image(config, run, why)

    async def _versions(self, image: ImageRef) -> Versions:
        """What is known of an image's repository; waits for it, a while, when that is nothing yet."""
        versions = self._tags.versions(image)
        if versions.seen is None:
            await asyncio.wait([self._tags.refresh(self._tags.place(image))], timeout=_PATIENCE)
            versions = self._tags.versions(image)
        return versions

    async def _digest(self, image: ImageRef) -> str:
        tag, versions = image.tag or LATEST, await self._versions(image)
        if found := versions.digest_of(tag):
            return found
        if (said := self._tags.error(image)) is not None:
            raise UserError(said.code, **dict(said.arguments))
        if now := await self._tags.resolve(image, tag):
            return now
        raise UserError("changes.image_gone", image=image)

    async def _config(self, image: ImageRef, digest: str) -> ImageConfig | None:
        """The configuration of an image, which never changes: asked for once."""
        kept = await self._cache.load(f"config/{digest}", ImageConfig)
        if kept is not None:
            return kept
        place = self._tags.place(image)
        if (silent := self._still_silent(place.registry)) is not None:
            raise UserError(silent.code, **dict(silent.arguments))
        try:
            found = await self._world.registry(place.registry).config(place.path, digest)
        except Unreachable as error:
            self._note(place.registry, error.message)
            raise
        if found is not None:
            await self._cache.save(f"config/{digest}", found)
        return found


@dataclass(frozen=True, slots=True)
class _Image:
    """What is known of an image: how it runs, or why that is not known, and the run that made it."""

    config: ImageConfig | None = None
    run: BuildRun | None = None
    why: Message | None = None

    @property
    def revision(self) -> str:
        return (self.config.revision if self.config else "") or (self.run.commit if self.run else "")

    @property
    def source(self) -> str:
        return self.config.source if self.config else ""

    def why_no_commit(self, image: ImageRef) -> Message:
        """Why it is not known from which commit the image was made."""
        return self.why if self.why is not None and self.config is None else Message.of("changes.no_commit", image=image)
