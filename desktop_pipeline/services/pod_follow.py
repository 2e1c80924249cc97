"""One container's log without loss: over cut links, restarts and rotation by the kubelet."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.log_merge import LogLine, Seen, seconds_of
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.pod_rows import runs, started
from desktop_pipeline.domain.workloads import ContainerState, Kind
from desktop_pipeline.services.ports import URGENT

if TYPE_CHECKING:
    from desktop_pipeline.services.pod_logs import PodLogSession

FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0
"""Seconds until a stream that ended is asked for again; what waits is woken when the pods are listed anew, for then the link is back."""
STEADY = 10.0
"""A stream that lasted so many seconds did work."""


class _Unsure(Exception):
    """A new line came before the last one that was had: something was thrown away, or another container writes there by now."""


class ContainerFollower:
    """Follows the container of one pod (by uid) through its restarts. `tail`: begin with so many last lines; None = with the first one."""

    def __init__(self, session: PodLogSession, pod: str, uid: str, container: str, tail: int | None) -> None:
        self._session, self._pod, self._uid, self._container, self._tail = session, pod, uid, container, tail
        self._seen = Seen()
        self._reading: int | None = None
        """Which start of the container the last stream was of: the number of restarts before it."""
        self._of: int | None = None
        """Which one the last line was of."""
        self._whole = True
        """Whether the last stream came to its end."""
        self._sure = False
        self._took = False
        """Whether the last stream had new lines."""
        self.caught_up = False
        """Whether what was there before is in: until then other logs wait, so that all can be put in order."""
        self.since, self.spoke = 0.0, 0.0
        """When the stream began, and when its last line came; by the steady clock."""
        self.streaming = False
        self.lag = 0.0
        """How old its last line was when it came, while it was not caught up."""

    # ---- for ever ------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until the pod is gone and all that could be had of it was had."""
        URGENT.set(False)  # of this task: the watch of the pods asks for all whether the link is back
        wait = FIRST_WAIT
        while (state := self._state()) is not None:
            if not started(state):
                await self._session.changed(self._uid, state)
                continue
            try:
                if not self._whole and self._session.workload.key.kind is Kind.STATEFUL_SET:
                    await self._session.refresh()  # another pod may have the name by now
                    if self._state() is None:
                        break
                async with self._session.slot:
                    await self._restarted(state)
                    await self._read(max(state.restarts, self._reading or 0))
                self._whole = True
            except _Unsure:
                await self._look_again(state)
                continue
            except Unreachable as error:
                self._whole = False
                self._session.trouble(error.message)
            except Refused as error:
                if error.code == "cluster.not_found":
                    break
                if error.code == "cluster.forbidden":
                    self._session.trouble(Message.of("podlog.no_right", pod=self._pod, text=error.message.argument("text")))
                    return
                if error.code != "cluster.invalid":  # else: not started yet
                    self._session.trouble(error.message)
            if self._took or self._session.clock.monotonic() - self.since > STEADY:
                wait = FIRST_WAIT
            # Of an ended container the whole log would come again at once: nothing is asked until something changes.
            now = self._state()
            again = now is not None and (runs(now) or not self._whole)
            await self._session.changed(self._uid, state, wait if again else None)
            wait = min(LONGEST_WAIT, wait * 2)
        if not self._whole:
            self._gap("")

    def _state(self) -> ContainerState | None:
        return self._session.state(self._uid, self._container)

    async def _restarted(self, state: ContainerState) -> None:
        """What the container wrote before it was restarted, if that happened since the last look."""
        before = self._reading
        if before is None or state.restarts <= before:
            return
        if state.restarts > before + 1:
            self._session.note(Message.of("podlog.restarts"), self._pod, self._container, self._seen.last, gap=True)
        try:
            await self._read(state.restarts - 1, previous=True)
        except Refused as error:
            if error.code not in ("cluster.invalid", "cluster.log_gone"):
                raise
            if not self._whole or (error.code == "cluster.log_gone" and self._took):  # the rest went while it was read
                self._gap("")
        self._whole = True
        self._note_restart(state)

    def _note_restart(self, state: ContainerState) -> None:
        self._session.note(Message.of("podlog.restarted", container=self._container, code=state.last_exit_code), self._pod,
                           self._container, self._seen.last)

    async def _look_again(self, state: ContainerState) -> None:
        """What is known of the pods may be old: they are listed anew. That may be old too, for the kubelet tells of a restart a moment
        after it serves the log of the new start; but then the last line is in the log of the time before."""
        try:
            await self._session.refresh()
            now, number = self._state(), self._reading or 0
            if now is None or now.restarts > state.restarts:
                return
            with contextlib.suppress(_Unsure):
                async with self._session.slot:
                    await self._read(number, previous=True)
                if self._seen.met:
                    self._reading = number + 1
                    self._note_restart(now)
                    return
            self._reading, self._sure = number, True
        except Refused:
            self._sure = True
        except UserError:
            self._whole = False
            await self._session.changed(self._uid, state, FIRST_WAIT)

    # ---- one stream ----------------------------------------------------------------------------------------------------

    async def _read(self, number: int, previous: bool = False) -> None:
        seen, self._reading = self._seen, number
        same = self._of is None or self._of == number
        seen.begin(same=same)
        self.since = self.spoke = self._session.clock.monotonic()
        self.caught_up = self._took = False
        self._session.began(self)

        def on(line: LogLine) -> None:
            self.spoke = self._session.clock.monotonic()
            if not self.caught_up:
                self._session.arrived(self, line)
            if seen.double(line):
                return
            if not seen.met:
                if not self._sure:
                    raise _Unsure
                self._gap(line.stamp)
            self._sure, self._tail, self._took = False, None, True
            seen.take(line)
            self._of = number
            self._session.take(self._pod, self._container, line)

        try:
            await self._session.cluster.follow_log(
                self._session.workload.key.namespace, self._pod, self._container, on,
                since=seen.since, tail=self._tail if not seen.since else None, previous=previous)
        finally:
            self._session.ended(self)

    def _gap(self, after: str) -> None:
        """Between the last line and the one with this stamp ('' = there is none) something is missing."""
        before = self._seen.last
        if not before:
            return
        if after:
            exact = before[:19] == after[:19]
            message = Message.of("podlog.gap", before=clock(before, exact), after=clock(after, exact))
        else:
            message = Message.of("podlog.gap_end", before=clock(before))
        self._session.note(message, self._pod, self._container, after or before, gap=True)


def clock(stamp: str, exact: bool = False) -> str:
    """The local time of a stamp, with seconds; `exact`: with milliseconds."""
    return time.strftime("%H:%M:%S", time.localtime(seconds_of(stamp))) + (stamp[19:23] if exact else "")
