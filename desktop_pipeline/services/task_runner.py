"""Runs the tasks of a build that come before *Build image*: fills in variables and secrets, keeps the time and the place in the log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from desktop_pipeline.domain.builds import CodeRepository, FileTransfer, RestCall, Script, Task, UserCommand
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.terminal import plain
from desktop_pipeline.domain.variables import SECRET, filled, references, texts_of
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login, Progress, Vault, World
from desktop_pipeline.services.task_ports import ContainerRequest, RestRequest, ScriptRequest, TransferRequest

_LONGEST_RESULT = 4096
_PORTS = {"ftp": 21, "ftps": 21, "sftp": 22}


class TaskLog:
    """The log of a build run: counts its lines, so that each task knows its part, and remembers the last line that says something."""

    def __init__(self, log: LogWriter) -> None:
        self._log, self.lines, self.last = log, 0, ""

    def write(self, line: str) -> None:
        self.lines += 1 + line.rstrip("\r\n").count("\n")
        if said := plain(line).strip():
            self.last = said
        self._log.write(line)

    def close(self) -> None:
        self._log.close()


class TaskRunner:
    """Runs tasks one after the other in one work folder. `values` grows: a commit, and the results of tasks; `progress` is that of the
    task at work."""

    def __init__(
        self, world: World, vault: Vault, engine: str, folder: Path, values: dict[str, str], logins: dict[str, Login], log: TaskLog,
        progress: Progress = lambda fraction, message: None,
    ) -> None:
        self._world, self._vault, self._engine, self._folder = world, vault, engine, folder
        self.values, self._logins, self._log, self.progress = values, logins, log, progress
        self.commit = ""

    async def run(self, task: Task, commit: str = "") -> None:
        """Run one task; `commit` is what a code task fetches when that is known already.

        Raises UserError `task.exit` with the exit code of a script or container, and those of the ports.
        """
        ready = await self.fill(task)
        if isinstance(ready, CodeRepository):
            await self._code(ready, commit)
        elif isinstance(ready, Script):
            await self._script(ready)
        elif isinstance(ready, UserCommand):
            await self._user(ready)
        elif isinstance(ready, RestCall):
            await self._rest(ready)
        elif isinstance(ready, FileTransfer):
            await self._file(ready)
        else:
            raise AssertionError(f"no task that comes before the image: {task.kind}")

    async def fill(self, task: Task) -> Task:
        """The task with variables and secrets filled in. Raises UserError `variable.unknown`, `secret.missing`."""
        return await fill_in(task, self.values, self._vault)

    async def secret(self, name: str) -> str:
        """A secret from the keyring. Raises UserError `secret.missing`."""
        return await secret_of(name, self._vault)

    async def _login(self, username: str, secret: str) -> Login | None:
        return Login(username, await self.secret(secret) if secret else "") if username or secret else None

    def below(self, inner: str) -> Path:
        """A path in the work folder. Raises UserError `builds.leads_outside`: code that was fetched may hold links to anywhere."""
        path = self._folder.joinpath(*PurePosixPath(inner).parts)
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise UserError("builds.leads_outside", path=inner)
        return path

    def _environment(self, own: dict[str, str]) -> dict[str, str]:
        """Variables of the build for a script, then the task's own."""
        return {**{name: value for name, value in self.values.items() if not name.startswith(SECRET)}, **own}

    def _keep(self, name: str, text: str) -> None:
        if name:
            self.values[name] = text[:_LONGEST_RESULT]

    # ---- kinds ---------------------------------------------------------------------------------------------------------------------------

    async def _code(self, task: CodeRepository, commit: str) -> None:
        self.progress(None, Message.of("builds.code", url=task.url))
        login = await code_login(task, self._vault)
        self.commit = self.values["COMMIT"] = commit or await self._world.code().resolve(task, login)
        self._log.write(f"    commit {self.commit}")
        await self._world.code().fetch(task, self.commit, self.below(task.folder), login, self._log)

    async def _script(self, task: Script) -> None:
        self.progress(None, Message.of("builds.script"))
        request = ScriptRequest(task.text, self.below(task.folder), task.shell, self._environment(task.environment))
        await self._ended(await self._world.tools().shell.run(request, self._log), task.result)

    async def _user(self, task: UserCommand) -> None:
        self.progress(None, Message.of("builds.container", image=task.image))
        request = ContainerRequest(
            task.image, self._folder, task.commands, task.folder, volumes=task.volumes, environment=self._environment(task.environment))
        await self._ended(await self._world.containers(self._engine).run(request, self._logins, self._log, self.progress), task.result)

    async def _ended(self, code: int, result: str) -> None:
        if code:
            raise UserError("task.exit", code=code)
        self._keep(result, self._log.last)

    async def _rest(self, task: RestCall) -> None:
        self.progress(None, Message.of("builds.rest", method=task.method, url=task.url))
        request = RestRequest(
            task.url, task.method, task.headers, task.body, await self._login(task.username, task.secret), not task.ignore_tls_errors,
            task.timeout, task.accepted, task.expected, self.below(task.output) if task.output else None, not task.hide_body)
        body = await self._world.tools().rest.call(request, self._log)
        self._keep(task.result, body.strip())

    async def _file(self, task: FileTransfer) -> None:
        upload = task.direction == "upload"
        self.progress(None, Message.of("builds.upload" if upload else "builds.download", host=task.host, path=task.remote))
        login = await self._login(task.username, task.secret)
        key = await self.secret(task.key) if task.key else ""
        request = TransferRequest(
            task.protocol, task.host, task.port or _PORTS.get(task.protocol, 22), upload, task.remote, self.below(task.local), login, key,
            task.host_key)
        await self._world.tools().transfers.move(request, self._log, self.progress)


async def fill_in(task: Task, known: Mapping[str, str], vault: Vault) -> Task:
    """A task with variables and secrets filled in. Raises UserError `variable.unknown`, `secret.missing`."""
    values = dict(known)
    for _, text in texts_of(task):
        for name in references(text):
            if name.startswith(SECRET) and name not in values:
                values[name] = await secret_of(name.removeprefix(SECRET), vault)
    return filled(task, values)


async def secret_of(name: str, vault: Vault) -> str:
    """A secret from the keyring. Raises UserError `secret.missing`."""
    found = await vault.get(name)
    if found is None:
        raise UserError("secret.missing", name=name)
    return found


async def code_login(task: CodeRepository, vault: Vault) -> Login | None:
    """The login of a code task; None for a public repository. Raises UserError `git.no_secret` when the keyring has none."""
    if not task.secret:
        return None
    secret = await vault.get(task.secret)
    if secret is None:
        raise UserError("git.no_secret", name=task.secret, url=task.url)
    return Login(task.username or "git", secret)
