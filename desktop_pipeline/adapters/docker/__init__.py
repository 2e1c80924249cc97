"""The Builder port on a Docker engine (classic builder)."""

from desktop_pipeline.adapters.docker.builder import DockerBuilder

__all__ = ["DockerBuilder"]
