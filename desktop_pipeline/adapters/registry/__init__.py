"""The Registry port on the HTTP API of image registries."""

from desktop_pipeline.adapters.registry.client import RegistryClient

__all__ = ["RegistryClient"]
