"""The `--progress=rawjson` of buildx → log lines, progress, or the error.

One JSON object a line: vertexes (steps), statuses (bytes of a step) and logs (base64); plain text of buildx itself in between.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from desktop_pipeline.adapters.common.lines import LineSplitter
from desktop_pipeline.adapters.common.reasons import sentence
from desktop_pipeline.adapters.docker.events import NO_ANSWER, NO_RIGHT, push_failed, says
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.log_lines import cause
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.terminal import bare
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Progress

_LAST_LINES = 8
_MANY = 400  # characters of a step in a message
_INTERNAL = "[internal]"
_CONTEXT = "[internal] load build context"
_EXPORT = "exporting to "
_WAITING = "[internal] waiting for connection"
_FAILED = ("did not complete successfully", "executor failed running")
_CLIPPED = "[output clipped"
_CANNOT = (
    "not supported for the docker driver", "not supported for docker driver", "does not currently support exporting manifest lists",
    "does not support exporting manifest lists", "switch to a different driver", "unsupported attestation",
)
_LOST = ("code = unavailable", "error reading from server", "transport is closing", "connection is shut down", "closed network connection")


@dataclass(slots=True)
class _Step:
    name: str
    started: bool = False
    done: bool = False
    told: bool = False
    error: str = ""
    now: str = ""
    """What it does at the moment, of a step that tells no bytes."""
    bytes: dict[str, tuple[int, int]] = field(default_factory=dict)
    lines: LineSplitter = field(default_factory=LineSplitter)
    last: deque[str] = field(default_factory=lambda: deque(maxlen=_LAST_LINES))

    @property
    def counts(self) -> bool:
        return not self.name.startswith(_INTERNAL)

    @property
    def part(self) -> float:
        """How much of it is done, as far as its bytes say."""
        if self.done:
            return 1.0
        total = sum(of for _, of in self.bytes.values())
        return sum(min(current, of) for current, of in self.bytes.values()) / total if total else 0.0


class RawEvents:
    """Feed it each line of stderr; after a failure `failed` makes the error. `reference` is what is being pushed or built."""

    def __init__(
        self, log: LogWriter, progress: Progress, redact: Redactor, host: str, reference: ImageRef, context_size: int = 0,
    ) -> None:
        self._context_size = context_size
        self._log, self._progress, self._redact = log, progress, redact
        self._host, self._reference = host, reference
        self._steps: dict[str, _Step] = {}
        self._speaker = ""
        self._error = ""
        self._plain: deque[str] = deque(maxlen=_LAST_LINES)
        self._fraction = 0.0
        self._clipped = False

    def feed(self, line: str) -> None:
        event: Any = None
        if line.startswith("{"):
            try:
                event = json.loads(line)
            except ValueError:
                pass
        if not isinstance(event, dict):
            self._text(line)
            return
        for vertex in _dicts(event, "vertexes"):
            self._vertex(vertex)
        for status in _dicts(event, "statuses"):
            self._status(status)
        for entry in _dicts(event, "logs"):
            self._entry(entry)

    def end(self) -> None:
        """Write what is left of the last lines."""
        for digest, step in self._steps.items():
            for line in step.lines.rest():
                self._line(digest, step, line)

    def built(self) -> None:
        self.end()
        self._progress(1.0, Message.of("build.built"))

    def pushed(self) -> None:
        self.end()
        self._progress(1.0, Message.of("push.pushed"))

    # ---- errors ----

    def failed(self) -> UserError:
        """The kind of error that the words of buildx mean."""
        self.end()
        step = next((step for step in self._steps.values() if step.error), None)
        error = self._error
        whole = sentence(step.error if step and step.error else error or "buildx said nothing")
        both = f"{step.error if step else ''} {error}"
        name = step.name[:_MANY] if step else "Before the first step"
        if any(sign in whole for sign in _FAILED):
            return self._build_failed(name, whole, step)
        if "no builder" in error:
            return UserError("builder.unknown", builder=self._host)
        if "failed to push" in both or (step and "pushing" in step.name):
            return push_failed(whole, self._reference)
        if says(both, _CANNOT):
            return UserError("builder.cannot", builder=self._host, text=sentence(error.removeprefix("failed to build: ")))
        if "Cannot connect to the Docker daemon" in error or (step and step.name == _WAITING):
            return Unreachable("engine.unreachable", host=self._host, text=whole)
        if says(error, _LOST):
            return Unreachable("engine.lost", host=self._host, text=whole)
        if says(whole, NO_RIGHT):
            return Refused("build.base_unauthorized", step=name, text=whole)
        if not self._steps and says(error, NO_ANSWER):
            return Unreachable("engine.unreachable", host=self._host, text=whole)
        return self._build_failed(name, whole, step)

    def _build_failed(self, step: str, text: str, which: _Step | None) -> UserError:
        last = tuple(which.last if which and which.last else self._plain)
        return UserError("build.failed", step=step, text=cause(text, last), lines="\n".join(last))

    # ---- lines ----

    def _say(self, text: str) -> str:
        """Returns it as it can be shown in a message: without escape sequences."""
        clean = self._redact(text)
        self._log.write(clean)
        return bare(clean)

    def _text(self, line: str) -> None:
        if line.startswith("ERROR: "):
            self._error = self._redact(line.removeprefix("ERROR: ").strip())
        if line.strip():
            self._plain.append(self._say(line.rstrip())[:_MANY])

    def _line(self, digest: str, step: _Step, text: str) -> None:
        if self._speaker != digest and step.counts:
            self._say(f"=> {step.name}")
        self._speaker = digest
        clean = self._say(text)
        if clean.strip():
            step.last.append(clean[:_MANY])
        if _CLIPPED in clean and not self._clipped:
            self._clipped = True
            self._say("The builder leaves out output of steps that write very much; set its BUILDKIT_STEP_LOG_MAX_SIZE and …_MAX_SPEED.")

    def _vertex(self, vertex: dict[str, Any]) -> None:
        digest = str(vertex.get("digest", ""))
        step = self._steps.setdefault(digest, _Step(self._redact(str(vertex.get("name", "")))))
        step.started |= bool(vertex.get("started"))
        step.done |= bool(vertex.get("completed"))
        if step.counts and not step.told and (vertex.get("cached") or vertex.get("started")):
            step.told = True
            self._say(f"=> {'CACHED ' if vertex.get('cached') else ''}{step.name}")
            self._speaker = digest
        if vertex.get("error") and not step.error:
            for line in step.lines.rest():
                self._line(digest, step, line)
            step.error = self._redact(str(vertex["error"]))
            self._say(f"=> ERROR {step.name}: {step.error}")
        self._tell()

    def _entry(self, entry: dict[str, Any]) -> None:
        digest = str(entry.get("vertex", ""))
        step = self._steps.setdefault(digest, _Step(_INTERNAL))
        try:
            data = base64.b64decode(entry.get("data") or "")
        except (binascii.Error, ValueError, TypeError):
            return
        for line in step.lines.feed(data):
            self._line(digest, step, line)

    def _status(self, status: dict[str, Any]) -> None:
        step = self._steps.get(str(status.get("vertex", "")))
        if step is None:
            return
        current, total = status.get("current"), status.get("total")
        if step.name == _CONTEXT and isinstance(current, int) and current:
            self._progress(self._fraction, self._sending(current))
        elif isinstance(current, int) and isinstance(total, int) and total > 0:
            step.bytes[str(status.get("id", ""))] = (current, total)
            self._tell()
        elif step.name.startswith(_EXPORT) and not status.get("completed"):  # the push of a builder elsewhere is a part of it
            step.now = self._redact(str(status.get("id", ""))).partition(" sha256:")[0]
            self._tell()

    def _sending(self, current: int) -> Message:
        done = f"{current / 1e6:.1f}"
        if not self._context_size:
            return Message.of("build.sending", megabytes=done)
        return Message.of("build.sending_needed", done=done, total=f"{max(current, self._context_size) / 1e6:.1f}")

    def _tell(self) -> None:
        """Steps done of those known; one more for what comes at the end. The number known grows, the bar never goes back."""
        steps = [step for step in self._steps.values() if step.counts]
        if not steps:
            return
        self._fraction = max(self._fraction, min(0.99, sum(step.part for step in steps) / (len(steps) + 1)))
        running = next((step for step in reversed(steps) if step.started and not step.done), None)
        if running is not None:
            done = sum(step.done for step in steps)
            text = f"{running.name}: {running.now}" if running.now else running.name
            self._progress(self._fraction, Message.of("build.step", step=done + 1, of=max(len(steps), done + 1), text=text[:_MANY]))


def _dicts(event: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = event.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
