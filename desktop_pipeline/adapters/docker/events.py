"""What an engine tells while it builds and pushes → log lines, progress, result or error.

Events as documented for `POST /build` and `POST /images/NAME/push` of the Docker Engine API 1.41: errors come inside the stream, with
HTTP 200.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import Any

from desktop_pipeline.adapters.common.lines import LineSplitter
from desktop_pipeline.adapters.common.reasons import sentence
from desktop_pipeline.adapters.docker.progress import LayerBytes
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import DOCKER_HUB, ImageRef
from desktop_pipeline.domain.log_lines import cause
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.terminal import bare
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Progress

_STEP = re.compile(r"Step (?P<step>\d+)/(?P<of>\d+) : (?P<text>.*)")
_BUILT = re.compile(r"Successfully built (?P<id>[0-9a-f]+)")
_LAST_LINES = 8
_MANY = 400  # characters of a step in a message
_NOISE = frozenset(
    {"Downloading", "Extracting", "Waiting", "Pulling fs layer", "Verifying Checksum", "Download complete", "Preparing", "Pushing"}
)
NO_RIGHT = (
    "unauthorized", "no basic auth credentials", "authentication required", "access to the resource is denied", "pull access denied",
    "incorrect username or password", "access denied", "403 forbidden", "denied:",
    "insufficient_scope", "authorization failed",
)
NO_ANSWER = (
    "connection refused", "no such host", "i/o timeout", "dial tcp", "client.timeout", "connection reset", "handshake timeout",
    "no route to host", "network is unreachable", "eof", "502 bad gateway", "503 service unavailable", "504 gateway", "server misbehaving",
)


def _error(event: dict[str, Any]) -> str:
    detail = event.get("errorDetail")
    text = detail.get("message") if isinstance(detail, dict) else None
    return str(text or event.get("error") or "")


def says(text: str, signs: tuple[str, ...]) -> bool:
    lower = text.lower()
    return any(sign in lower for sign in signs)


class _Told:
    """Common to both: lines to the log, without secrets."""

    def __init__(self, log: LogWriter, progress: Progress, redact: Redactor) -> None:
        self._log = log
        self._progress = progress
        self._redact = redact

    def line(self, text: str) -> str:
        """Returns it as it can be shown in a message: without escape sequences."""
        clean = self._redact(text)
        self._log.write(clean)
        return bare(clean)

    def status(self, event: dict[str, Any]) -> None:
        """A line for a state of a layer, but not for each step of its bar."""
        status = str(event["status"])
        if status not in _NOISE:
            self.line(f"{event['id']}: {status}" if event.get("id") else status)


class BuildEvents(_Told):
    """Feed it each event of a build; `image()` is the id at the end."""

    def __init__(self, log: LogWriter, progress: Progress, redact: Redactor, host: str) -> None:
        super().__init__(log, progress, redact)
        self._host = host
        self._lines = LineSplitter()
        self._last: deque[str] = deque(maxlen=_LAST_LINES)
        self._step = "Before the first step"
        self._image = ""
        self._number, self._of = 1, 0
        self._pull = LayerBytes()

    def feed(self, event: dict[str, Any]) -> None:
        """Raises UserError `build.failed` or Refused `build.base_unauthorized` for an event that tells an error."""
        if text := _error(event):
            self.end()
            raise self.failed(text)
        if "stream" in event:
            for line in self._lines.feed(str(event["stream"])):
                self._line(line)
        elif "status" in event:
            self.status(event)
            if event["status"] != "Extracting" and self._pull.feed(event):
                self._tell(self._pull.fraction, "build.pulling", **self._pull.words())
        aux = event.get("aux")
        if isinstance(aux, dict) and aux.get("ID"):
            self._image = str(aux["ID"])

    def failed(self, text: str) -> UserError:
        """The error with the step it happened in and the last lines."""
        text = self._redact(sentence(bare(text)))
        if "requires BuildKit" in text:
            return UserError("build.needs_buildkit", what=f"{self._step} {text}")
        if says(text, NO_RIGHT) and "returned a non-zero code" not in text:
            return Refused("build.base_unauthorized", step=self._step, text=text)
        return UserError("build.failed", step=self._step, text=cause(text, tuple(self._last)), lines="\n".join(self._last))

    def end(self) -> None:
        """Log what is left of the last line."""
        for line in self._lines.rest():
            self._line(line)

    def image(self) -> str:
        """Raises UserError `build.no_image`."""
        self.end()
        if not self._image:
            raise UserError("build.no_image", host=self._host)
        self._progress(1.0, Message.of("build.built"))
        return self._image

    def _line(self, text: str) -> None:
        line = self.line(text)
        if step := _STEP.match(line):
            self._step = line[:_MANY]
            self._last.clear()
            self._number, self._of, self._pull = int(step["step"]), int(step["of"]), LayerBytes()
            self._tell(0.0, "build.step", text=step["text"][:_MANY])
        elif built := _BUILT.match(line):
            self._image = self._image or built["id"]
        elif line.strip() and not line.startswith(" --->"):
            self._last.append(line[:_MANY])

    def _tell(self, part: float, code: str, **words: str) -> None:
        """`part` 0..1 of the step at work."""
        fraction = (self._number - 1 + part) / self._of if self._of else None
        self._progress(fraction, Message.of(code, step=self._number, of=self._of, **words))


class PullEvents(_Told):
    """Feed it each event of a pull."""

    def __init__(self, log: LogWriter, progress: Progress, redact: Redactor, reference: ImageRef) -> None:
        super().__init__(log, progress, redact)
        self._reference = reference
        self._bytes = LayerBytes()

    def feed(self, event: dict[str, Any]) -> None:
        """Raises UserError `container.no_image`, Refused `build.base_unauthorized`, Unreachable `registry.unreachable`."""
        if text := _error(event):
            raise self.failed(text)
        if "status" in event:
            self.status(event)
            if event["status"] != "Extracting" and self._bytes.feed(event):
                self._progress(self._bytes.fraction, Message.of("container.pulling", image=self._reference, **self._bytes.words()))

    def failed(self, text: str) -> UserError:
        """The kind of error that the engine's words mean."""
        text = self._redact(sentence(bare(text)))
        if says(text, NO_RIGHT):
            return Refused("build.base_unauthorized", step=self._reference, text=text)
        if says(text, NO_ANSWER):
            return Unreachable("registry.unreachable", host=self._reference.host or DOCKER_HUB, text=text)
        return UserError("container.no_image", image=self._reference, text=text)


class PushEvents(_Told):
    """Feed it each event of a push; `digest()` is the registry's at the end. `sizes`: bytes of the layers, by the ids of the events."""

    def __init__(
        self, log: LogWriter, progress: Progress, redact: Redactor, reference: ImageRef, sizes: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(log, progress, redact)
        self._reference = reference
        self._bytes = LayerBytes(sizes)
        self._digest = ""

    def feed(self, event: dict[str, Any]) -> None:
        """Raises UserError `push.failed` and its kin, Refused `registry.unauthorized`, Unreachable `registry.unreachable`."""
        if text := _error(event):
            raise self.failed(text)
        if "status" in event:
            self.status(event)
            if self._bytes.feed(event):
                self._progress(self._bytes.fraction, Message.of("push.progress", **self._bytes.words()))
        aux = event.get("aux")
        if isinstance(aux, dict) and aux.get("Digest"):
            self._digest = str(aux["Digest"])

    def failed(self, text: str) -> UserError:
        """The kind of error that the engine's words mean."""
        return push_failed(self._redact(sentence(bare(text))), self._reference)

    def digest(self) -> str:
        """Raises UserError `push.no_digest`."""
        if not self._digest:
            raise UserError("push.no_digest", reference=self._reference)
        self._progress(1.0, Message.of("push.pushed"))
        return self._digest


def push_failed(text: str, reference: ImageRef) -> UserError:
    """The kind of error that the words about a push mean."""
    host = reference.host or DOCKER_HUB
    if "does not exist: " in text or "No such image" in text or "does not exist locally" in text:
        return UserError("push.no_image", reference=reference)
    if "HTTP response to HTTPS client" in text:
        return UserError("push.plain_http", reference=reference, host=host)
    if says(text, NO_RIGHT):
        return Refused("registry.unauthorized", host=host, text=text)
    if says(text, NO_ANSWER):
        return Unreachable("registry.unreachable", host=host, text=text)
    return UserError("push.failed", reference=reference, text=text)
