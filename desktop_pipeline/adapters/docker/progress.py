"""How far sending, fetching and pushing are, in bytes that a person can believe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.ports import Progress

_THERE = ("Layer already exists", "Already exists", "Mounted from")
_DONE = ("Pushed", "Download complete", "Pull complete")
_WAITING = ("Preparing", "Waiting", "Pulling fs layer")
_SHORT = 12
_LARGEST_SHARE, _LARGE = 0.3, 200e6


class Sending:
    """Progress of a build that sends `size` bytes of files first: `sent` while they are sent, `rest` for all that comes then.

    Sending has the first piece of the bar, the larger the more there is to send. With size 0 nothing is known of it.
    """

    def __init__(self, progress: Progress, size: int) -> None:
        self._progress, self._size = progress, size
        self._share = _LARGEST_SHARE * min(1.0, size / _LARGE)

    def sent(self, count: int) -> None:
        """So many bytes were sent."""
        if not self._size:
            self._progress(None, Message.of("build.sending", megabytes=f"{count / 1e6:.1f}"))
            return
        count = min(count, self._size)
        self._progress(
            self._share * count / self._size,
            Message.of("build.sending_of", done=f"{count / 1e6:.1f}", total=f"{self._size / 1e6:.1f}"))

    def rest(self, fraction: float | None, message: Message) -> None:
        self._progress(None if fraction is None else self._share + (1 - self._share) * fraction, message)


class LayerBytes:
    """Bytes of the layers that travel, from the events of a pull or push. What is already there does not count.

    `sizes` are known beforehand for a push. Else they become known bit by bit: layers of unknown size then count like the others.
    The engine's current may exceed its total; the fraction never goes back.
    """

    def __init__(self, sizes: Mapping[str, int] | None = None) -> None:
        self._layers = {layer: (0, size) for layer, size in (sizes or {}).items()}
        self._unknown: set[str] = set()
        self.fraction = 0.0

    def feed(self, event: Mapping[str, Any]) -> bool:
        """Whether the event changed what is known of bytes that travel."""
        layer, detail, status = str(event.get("id") or ""), event.get("progressDetail"), str(event.get("status"))
        if not layer:
            return False
        if status.startswith(_THERE):
            known = self._layers.pop(layer, None) is not None
            self._unknown.discard(layer)
            if not known or not self._layers:
                return False
        elif status in _DONE and layer in self._layers:
            total = self._layers[layer][1]
            self._layers[layer] = (total, total)
        elif isinstance(detail, Mapping) and isinstance(detail.get("total"), int) and detail["total"] > 0:
            total, current = detail["total"], detail.get("current")
            self._layers[layer] = (min(current, total) if isinstance(current, int) else 0, total)
            self._unknown.discard(layer)
        else:
            if status in _WAITING and layer not in self._layers:
                self._unknown.add(layer)
            elif status in _DONE:
                self._unknown.discard(layer)
            return False
        done, total = self._sums()
        if total:
            known_part = len(self._layers) / (len(self._layers) + len(self._unknown))
            self.fraction = max(self.fraction, min(0.99, done / total * known_part))
        return True

    def words(self) -> dict[str, str]:
        """Megabytes done and in all, for a message."""
        done, total = self._sums()
        return {"done": f"{done / 1e6:.1f}", "total": f"{total / 1e6:.1f}"}

    def _sums(self) -> tuple[int, int]:
        return sum(current for current, _ in self._layers.values()), sum(total for _, total in self._layers.values())


def layer_sizes(image: Mapping[str, Any], history: Any) -> dict[str, int]:
    """Bytes of an image's layers by the short ids that the events of a push have; empty where they cannot be told.

    From `GET /images/NAME/json` and `…/history` of the Docker Engine API: the history has a size for each instruction, newest first, and 0
    for those that made no layer.
    """
    layers = (image.get("RootFS") or {}).get("Layers") or []
    sizes = [int(entry.get("Size") or 0) for entry in reversed(history)]
    sizes = [size for size in sizes if size]
    if len(sizes) != len(layers):
        return {}
    return {str(layer).rpartition(":")[2][:_SHORT]: size for layer, size in zip(layers, sizes, strict=True)}
