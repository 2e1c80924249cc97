"""Image references, tags and digests.

The grammar is that of the distribution project (`distribution/reference`): `host[:port]/path[:tag][@digest]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from desktop_pipeline.domain.errors import UserError

DOCKER_HUB = "docker.io"
LATEST = "latest"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_HOST = re.compile(r"(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]+)?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}")
_BUILD_TAG = re.compile(r"(?P<version>.+)\.B(?P<number>[0-9]{6,15})")
_VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}")
_CHUNK = re.compile(r"[0-9]+|[A-Za-z]+")
_SHORT_DIGEST = 12
_DESCRIBED = re.compile(r"(?P<name>.*?)(?P<end>(?:-[0-9]+-g[0-9a-f]+)?)")
_LONGEST_DESCRIPTION = 100
"""Leaves room for the number of a build behind it."""


@dataclass(frozen=True, slots=True)
class ImageRef:
    """A parsed image reference. Empty text stands for a part that was not written."""

    host: str
    path: str
    tag: str = ""
    digest: str = ""

    @staticmethod
    @lru_cache(maxsize=8192)
    def parse(text: str) -> ImageRef:
        """Parse a reference as people and manifests write it.

        Raises UserError `image.empty`, `image.bad_digest`, `image.bad_tag`, `image.bad_name` or `image.bad_host`.
        """
        if not text:
            raise UserError("image.empty")
        rest, at, digest = text.partition("@")
        if at and not _DIGEST.fullmatch(digest):
            raise UserError("image.bad_digest", image=text)
        head, slash, tail = rest.partition("/")
        if slash and ("." in head or ":" in head or head == "localhost" or head.lower() != head):
            host, rest = head, tail
        else:
            host = ""
        if host and not _HOST.fullmatch(host):
            raise UserError("image.bad_host", image=text)
        path, colon, tag = rest.partition(":")
        if colon and not _TAG.fullmatch(tag):
            raise UserError("image.bad_tag", image=text, tag=tag)
        if not _PATH.fullmatch(path):
            raise UserError("image.bad_name", image=text)
        return ImageRef(host, path, tag, digest)

    @property
    def repository(self) -> str:
        """Host and path as written, without tag and digest."""
        return f"{self.host}/{self.path}" if self.host else self.path

    def normalised(self) -> ImageRef:
        """The same image with the short names of Docker Hub written out and `latest` where neither tag nor digest is given."""
        host, path = self.host or DOCKER_HUB, self.path
        if host in ("index.docker.io", "registry-1.docker.io"):
            host = DOCKER_HUB
        if host == DOCKER_HUB and "/" not in path:
            path = f"library/{path}"
        return ImageRef(host, path, self.tag or ("" if self.digest else LATEST), self.digest)

    def with_tag(self, tag: str, digest: str = "") -> ImageRef:
        """The same repository with another tag; the digest is the new tag's or, left out, none."""
        return replace(self, tag=tag, digest=digest)

    def with_digest(self, digest: str) -> ImageRef:
        """The same repository and tag, pinned to a digest."""
        return replace(self, digest=digest)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return self.repository + tag + (f"@{self.digest}" if self.digest else "")


def same(a: ImageRef, b: ImageRef) -> bool:
    """Whether two references name the same image: by digest when both are known, else by normalised reference.

    The digest of one side alone says nothing: `app:1@sha256:…` and `app:1` are the same, `app@sha256:…` and `app:1` are not.
    """
    if a.digest and b.digest:
        return a.digest == b.digest
    one, two = a.normalised(), b.normalised()
    return (one.host, one.path, one.tag) == (two.host, two.path, two.tag)


@lru_cache(maxsize=4096)  # asked for every cell of a grid
def full_name(repository: str) -> str:
    """A repository's name with host and `library/` written out, tag and digest left out; text that is no image name stays as it is."""
    try:
        return ImageRef.parse(repository).normalised().repository
    except UserError:
        return repository


def same_repository(a: str, b: str) -> bool:
    """Whether two names, tag and digest aside, name the same repository. Names that cannot be parsed are compared as text."""
    return full_name(a) == full_name(b)


def short_digest(digest: str) -> str:
    """`sha256:0123456789abcdef…` → `0123456789ab`."""
    return digest.partition(":")[2][:_SHORT_DIGEST]


def check_tag(tag: str) -> None:
    """Raise UserError `image.bad_tag` when the text cannot be a tag."""
    if not _TAG.fullmatch(tag):
        raise UserError("image.bad_tag", image=tag, tag=tag)


def check_version(version: str) -> None:
    """Raise UserError `build.bad_version` when the text cannot be the version part of a build tag."""
    if not _VERSION.fullmatch(version):
        raise UserError("build.bad_version", version=version)


def build_tag(version: str, number: int) -> str:
    """The tag of a build run, for example `0.0.1.B000007`."""
    return f"{version}.B{number:06d}"


def described_tag(description: str) -> str:
    """What `git describe` says, made a legal tag: `release/1.4+x-3-gabc1234` → `release-1.4-x-3-gabc1234`; '' when nothing is left of it.

    A long name is cut before its end, for the end tells commits apart.
    """
    name, end = _DESCRIBED.fullmatch(description.replace("\n", "")).group("name", "end")  # type: ignore[union-attr]  # it matches anything
    legal = re.sub(r"[^A-Za-z0-9_.-]", "-", name)[: _LONGEST_DESCRIPTION - len(end)] + end
    return legal.lstrip(".-")


def parse_build_tag(tag: str) -> tuple[str, int] | None:
    """Version and number of a build tag, or None for any other tag."""
    match = _BUILD_TAG.fullmatch(tag)
    return (match["version"], int(match["number"])) if match else None


def _chunk_key(chunk: str) -> tuple[int, int, str]:
    if not chunk.isdigit():
        return (0, 0, chunk.lower())
    digits = chunk.lstrip("0")
    return (1, len(digits), digits)  # by value, without the limit Python sets to the length of a number


def tag_key(tag: str) -> tuple[object, ...]:
    """A key that sorts tags as people read them: numbers by value, `1.2-rc1` before `1.2`, other words before numbers."""
    plain = tag.removeprefix("v") if re.match(r"v[0-9]", tag) else tag
    main, dash, suffix = plain.partition("-")
    return (
        tag == LATEST,
        plain[:1].isdigit(),
        tuple(_chunk_key(chunk) for chunk in _CHUNK.findall(main)),
        not dash,
        tuple(_chunk_key(chunk) for chunk in _CHUNK.findall(suffix)),
        tag,
    )


def newest_first(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags in the order of a picker: `latest`, then the highest version first."""
    return tuple(sorted(tags, key=tag_key, reverse=True))
