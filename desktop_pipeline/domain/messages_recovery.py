"""Messages of recovery: runs whose program died."""

from __future__ import annotations

MESSAGES_RECOVERY = {
    "executor.skipped": "Skipped by {by}.",
    "run.active_elsewhere": "Another program with this profile is at work on {workload}: wait for its end, then run this again.",
    "run.begun": "It has begun already and cannot be skipped: stop the run, or wait for its end.",
    "retry.active": "Run {run} has no end yet: wait for it, or stop it.",
    "retry.interrupted": "Run {run} was interrupted: go on with it, or end it as it stands. Then what failed can be run again.",
    "retry.nothing": "Nothing of run {run} is to be tried again: all of it went well.",
    "retry.put_back": "{workload} went well, but was put back since: it is run again, too.",
    "recovery.live": "A program is at work on run {run}: it is not interrupted.",
    "recovery.ended": "Run {run} has ended: there is nothing to go on with. Run its plan again, or undo it.",
    "recovery.changed": "Another program has gone on with run {run} meanwhile. Nothing was done here.",
    "recovery.unreadable": "What the journal says of run {run}, “{title}”, is damaged ({reason}): it can neither be shown nor gone on with. Other runs are not touched by this. “desktop-pipeline runs verify” says more.",
    "recovery.done": "It had reached its end when {by} ended the run as it stood.",
    "recovery.cancelled": "Not begun: {by} ended the run as it stood.",
    "recovery.unknown": "It was begun, and {by} ended the run as it stood: what came of it was not seen to its end.",
    "builds.latest_left": "The tag latest of {repository} was left as it is: it names {found} by now, which is not known to be older than {tag}.",
    "interrupted.build": "the program ended while it was built; whether its image was pushed is not known",
    "interrupted.job": "the program ended while the job was started or followed; a job that was started goes on",
    "interrupted.pause": "the program ended while it waited for an answer",
}
