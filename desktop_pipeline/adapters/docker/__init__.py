"""Docker engines: builders (the classic one; BuildKit is in `buildx`) and containers for tasks."""

from desktop_pipeline.adapters.docker.builder import DockerBuilder
from desktop_pipeline.adapters.docker.containers import DockerContainers

__all__ = ["DockerBuilder", "DockerContainers"]
