"""The feed: topics without doubles, runs folded once, bounded notices."""

from __future__ import annotations

import asyncio

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind, progress, run_ended, started, step_defined
from desktop_pipeline.services.feed import Area, Feed, Topic


def test_topics_come_once_in_their_order() -> None:
    feed = Feed()
    mine, other = feed.subscribe(), feed.subscribe()
    for key in ("a", "b", "a"):
        feed.publish(Area.MAP, key)
    feed.publish(Area.CATALOG)
    assert mine.take() == (Topic(Area.MAP, "a"), Topic(Area.MAP, "b"), Topic(Area.CATALOG))
    assert mine.take() == ()
    assert other.take(2) == (Topic(Area.MAP, "a"), Topic(Area.MAP, "b"))
    assert other.take(2) == (Topic(Area.CATALOG),)


async def test_waiting_ends_with_the_next_topic() -> None:
    feed = Feed()
    subscription = feed.subscribe()
    waiting = asyncio.ensure_future(subscription.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    feed.publish(Area.RUN, "r")
    feed.publish(Area.RUN, "s")
    await waiting
    subscription.take(1)
    await subscription.wait()  # something is left
    subscription.take()
    waiting = asyncio.ensure_future(subscription.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


def test_a_closed_subscription_hears_nothing() -> None:
    feed = Feed()
    subscription = feed.subscribe()
    subscription.close()
    subscription.close()
    feed.publish(Area.CATALOG)
    assert subscription.take() == ()


def test_runs_are_folded() -> None:
    feed = Feed()
    subscription = feed.subscribe()
    feed.emit("r", started(1.0, "t", "me", ""))
    feed.emit("r", step_defined(1.0, "build/web", StepKind.BUILD, "web"))
    for percent in range(100):
        feed.emit("r", progress(2.0, "build/web", percent / 100, Message.of("builds.building")))
    assert subscription.take() == (Topic(Area.RUN, "r"),)
    run = feed.run("r")
    assert run is not None
    assert run.steps["build/web"].fraction == 0.99
    feed.emit("r", run_ended(3.0, State.DONE))
    assert [run.state for run in feed.runs()] == [State.DONE]
    feed.show(RunState("old", "kept"))
    assert [run.id for run in feed.runs()] == ["r", "old"]
    assert feed.run("nope") is None


def test_notices_are_bounded() -> None:
    feed = Feed()
    for number in range(Feed.KEPT_NOTICES + 5):
        feed.notify(float(number), Message.of("doctor.ok", n=number))
    notices = feed.notices()
    assert len(notices) == Feed.KEPT_NOTICES
    assert notices[-1] == (float(Feed.KEPT_NOTICES + 4), Message.of("doctor.ok", n=Feed.KEPT_NOTICES + 4))
