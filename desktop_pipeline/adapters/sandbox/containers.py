"""Containers of the sandbox's engine: they show the commands that run and leave the work folder as it is."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_pipeline.adapters.sandbox.builder import SandboxBuilder
from desktop_pipeline.adapters.sandbox.tasks import SandboxShell
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login, Progress
from desktop_pipeline.services.task_ports import ContainerRequest, ScriptRequest


class SandboxContainers:
    """Runs commands as the sandbox's shell does, once the engine answers."""

    def __init__(self, builder: SandboxBuilder, shell: SandboxShell) -> None:
        self._builder, self._shell = builder, shell

    async def run(self, request: ContainerRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> int:
        await self._builder.info()
        progress(None, Message.of("builds.container", image=request.image))
        log.write(f"Using {request.image}")
        for command in request.commands:
            log.write(f"$ {command}")
            code = await self._shell.run(ScriptRequest(command, request.work, environment=request.environment), log)
            if code:
                return code
        return 0

    async def sweep(self) -> tuple[str, ...]:
        return ()
