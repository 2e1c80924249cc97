"""The usual shapes of a build, to begin with."""

from __future__ import annotations

from desktop_pipeline.domain.tasks import BuildImage, CodeRepository, Task, UserCommand

_DOCKERFILE = "FROM scratch\nCOPY . /\n"
_COMPILED = "FROM scratch\nCOPY out/ /\n"


def dockerfile_only() -> tuple[Task, ...]:
    """An image from a Dockerfile that is kept in the build."""
    return (BuildImage(dockerfile_text=_DOCKERFILE),)


def from_git() -> tuple[Task, ...]:
    """A repository that holds its Dockerfile."""
    return (CodeRepository(ref="main"), BuildImage(arguments={"VERSION": "${TAG}"}))


def compiled_in_container() -> tuple[Task, ...]:
    """A repository, compiled in a container whose cache is kept, and an image of what came out."""
    compile_ = UserCommand(commands=("make", "make install DESTDIR=out"), volumes={"/root/.cache": "build-cache"})
    return (CodeRepository(ref="main"), compile_, BuildImage(dockerfile_text=_COMPILED))
