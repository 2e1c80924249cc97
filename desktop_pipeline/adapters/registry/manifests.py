"""Manifests, indexes and configurations of images: what we read of them.

Sources: OCI image specification 1.1; Docker image manifest version 2, schema 2. Whatever is missing or of another type counts as not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop_pipeline.domain.changes import ImageConfig, safe_config

INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
ACCEPT = ", ".join((*INDEXES, *MANIFESTS))
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One image of an index."""

    digest: str
    platform: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One image: digest of its configuration and the size of its layers in bytes."""

    config: str
    size: int


def _dicts(value: object) -> Iterable[dict[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def platform_of(value: object) -> str:
    """`linux/arm64/v8`; '' when it is not said or marked `unknown`."""
    found = _dict(value)
    parts = [_text(found.get(name)) for name in ("os", "architecture", "variant")]
    if not parts[0] or "unknown" in parts[:2]:
        return ""
    return "/".join(part for part in parts if part)


def entries(index: dict[str, Any]) -> tuple[Entry, ...]:
    """The images of an index, without attestations (BuildKit marks them with an annotation and the platform unknown/unknown)."""
    found = []
    for item in _dicts(index.get("manifests")):
        kind = _text(_dict(item.get("annotations")).get("vnd.docker.reference.type"))
        unknown = _dict(item.get("platform")).get("os") == "unknown"
        if kind != "attestation-manifest" and not unknown and _text(item.get("digest")):
            found.append(Entry(item["digest"], platform_of(item.get("platform"))))
    return tuple(found)


def is_index(manifest: dict[str, Any], content_type: str) -> bool:
    """By its own `mediaType`, else by the answer's header, else by what is in it."""
    kind = _text(manifest.get("mediaType")) or content_type
    return kind in INDEXES or (kind not in MANIFESTS and isinstance(manifest.get("manifests"), list))


def manifest_of(manifest: dict[str, Any]) -> Manifest:
    sizes = [item.get("size") for item in _dicts(manifest.get("layers"))]
    return Manifest(_text(_dict(manifest.get("config")).get("digest")), sum(size for size in sizes if isinstance(size, int)))


def created_of(config: dict[str, Any]) -> float | None:
    """Epoch seconds; None when it is not said (year 1 means that too)."""
    match = _TIME.fullmatch(_text(config.get("created")))
    if match is None or match[1].startswith("0001"):
        return None
    try:
        moment = datetime.fromisoformat(match[1] + match[3].replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.timestamp() + float(f"0{match[2] or '.0'}")


def labels_of(config: dict[str, Any]) -> dict[str, str]:
    labels = _dict(_dict(config.get("config")).get("Labels"))
    return {str(name): str(value) for name, value in labels.items()}


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts; one text alone counts as a list of one."""
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str))


def config_of(config: dict[str, Any], size: int) -> ImageConfig:
    """How an image runs (OCI image specification, "config"), with a mask for what looks like a secret; `size` of its layers in bytes."""
    own = _dict(config.get("config"))
    env = dict((name, value) for name, _, value in (item.partition("=") for item in _texts(own.get("Env"))))
    return safe_config(ImageConfig(
        env=env, entrypoint=_texts(own.get("Entrypoint")), cmd=_texts(own.get("Cmd")), ports=tuple(sorted(_dict(own.get("ExposedPorts")))),
        user=_text(own.get("User")), workdir=_text(own.get("WorkingDir")), volumes=tuple(sorted(_dict(own.get("Volumes")))),
        labels=labels_of(config), platform=platform_of(config), size=size))
