"""Texts for people: services give a code and arguments, this table has the English sentence, the window translates it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_pipeline.domain.messages_audit import MESSAGES_AUDIT
from desktop_pipeline.domain.messages_batch import MESSAGES_BATCH
from desktop_pipeline.domain.messages_build import MESSAGES_BUILD
from desktop_pipeline.domain.messages_changes import MESSAGES_CHANGES
from desktop_pipeline.domain.messages_choices import MESSAGES_CHOICES
from desktop_pipeline.domain.messages_cluster import MESSAGES_CLUSTER
from desktop_pipeline.domain.messages_composer import MESSAGES_COMPOSER
from desktop_pipeline.domain.messages_ends import MESSAGES_ENDS
from desktop_pipeline.domain.messages_executor import MESSAGES_EXECUTOR
from desktop_pipeline.domain.messages_files import MESSAGES_FILES
from desktop_pipeline.domain.messages_gate import MESSAGES_GATE
from desktop_pipeline.domain.messages_history import MESSAGES_HISTORY
from desktop_pipeline.domain.messages_holds import MESSAGES_HOLDS
from desktop_pipeline.domain.messages_import import MESSAGES_IMPORT
from desktop_pipeline.domain.messages_plans import MESSAGES_PLANS
from desktop_pipeline.domain.messages_pods import MESSAGES_PODS
from desktop_pipeline.domain.messages_profile import MESSAGES_PROFILE
from desktop_pipeline.domain.messages_recovery import MESSAGES_RECOVERY
from desktop_pipeline.domain.messages_runs import MESSAGES_RUNS
from desktop_pipeline.domain.messages_start import MESSAGES_START
from desktop_pipeline.domain.messages_tasks import MESSAGES_TASKS
from desktop_pipeline.domain.messages_undo import MESSAGES_UNDO
from desktop_pipeline.domain.messages_verdicts import MESSAGES_VERDICTS
from desktop_pipeline.domain.messages_words import MESSAGES_WORDS


@dataclass(frozen=True, slots=True)
class Message:
    """A code and its arguments; hashable, so that it can be compared and kept."""

    code: str
    arguments: tuple[tuple[str, str | int | float | bool | None], ...] = ()

    @staticmethod
    def of(code: str, /, **arguments: object) -> Message:
        """A message; arguments that are no plain values become text."""
        plain = {name: value if isinstance(value, str | int | float | bool) or value is None else str(value)
                 for name, value in arguments.items()}
        return Message(code, tuple(sorted(plain.items())))

    def argument(self, name: str) -> str:
        """An argument as text; '' when it is missing or None."""
        value = dict(self.arguments).get(name)
        return "" if value is None else str(value)


def render(message: Message, template: str = "") -> str:
    """The sentence. A code without a template is shown with its arguments rather than lost."""
    text = template or MESSAGES.get(message.code, "")
    if not text:
        return message.code + ("" if not message.arguments else f" {dict(message.arguments)}")
    return text.format_map(_Arguments(message.arguments))


class _Arguments(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


MESSAGES: dict[str, str] = {
    # images
    "image.empty": "The image name is empty.",
    "image.bad_digest": "“{image}” has no valid digest after “@”. A digest looks like sha256:… with 64 hexadecimal digits.",
    "image.bad_tag": "“{tag}” cannot be a tag: letters, digits, “_”, “.” and “-”, at most 128, not starting with “.” or “-”.",
    "image.bad_name": "“{image}” is not a valid image name. Names are lower case: registry/folder/name.",
    "image.bad_host": "“{image}” begins with something that is not a host name.",
    # builds
    "build.bad_version": "“{version}” cannot be a version: letters, digits, “_”, “.” and “-”.",
    "build.unknown_registry": "Build “{build}” names the registry “{registry}”, which the workspace does not have. Add it under Settings › Registries.",
    "build.unknown_engine": "The engine “{engine}” is not in the workspace.",
    "build.image_with_tag": "The image name “{image}” must not contain a tag; the version makes the tag.",
    "build.bad_image": "“{image}” is not a valid image name. Use lower case letters, digits, “.”, “_”, “-” and “/”.",
    "build.same_repository": "The build “{other}” already makes this image. One image repository belongs to one build.",
    "build.one_image_task_last": "A build needs exactly one enabled task “Build image”, and it must be the last enabled one.",
    "build.describe_what": "Tags by “git describe” need an enabled task “Code repository”: its commit is described.",
    "build.describe_variable": "Task {number}: “${{{name}}}” has no value yet when the tag is made by “git describe”. Address and branch may use: {known}.",
    "build.bad_result": "Task {number}: “{name}” cannot be the name of a variable: letters, digits and “_”, and none that is there already.",
    "build.bad_platform": "Task {number}: “{platform}” is no platform. Write it as linux/amd64.",
    "build.bad_port": "Task {number}: {port} is no port (0 to 65535; 0 = the usual one).",
    "build.bad_url": "Task {number}: “{url}” is no address of a web server. It begins with http:// or https://.",
    "build.bad_choice": "Task {number}: “{value}” is none of {allowed}.",
    "build.unknown_variable": "Task {number}: “${{{name}}}” has no value here. Known are: {known}.",
    "build.secret_in_argument": "Task {number}: the secret “{name}” would be readable in the image by everybody who has it. Hand it to the build as a secret of BuildKit (RUN --mount=type=secret).",
    "build.field_missing": "Task {number}: “{field}” must not be empty.",
    "build.path_outside": "Task {number}: “{field}” must lie inside the work folder: no absolute path, no “..”.",
    "build.password": "Task {number}: “{field}” has an address with a password in it. It would be readable in the file, the journal and the image. Take it out and put it into the keyring: as the password of the task, as a build secret, or as ${{secret:NAME}}.",
    "build.looks_like_option": "Task {number}: an address or branch cannot begin with “-”.",
    # choices
    "choice.job": "The image of a Job cannot be changed after it was created.",
    "choice.bad_image": "The image “{image}” of this container cannot be understood.",
    "choice.no_build": "No build is known for this image.",
    "choice.not_ticked": "Tick Execute to build a new image and deploy it.",
    "choice.no_tag": "Enter or pick an image tag.",
    "choice.no_versions": "This build has no image in the registry yet.",
    "choice.newest_unknown": "The newest version is not known: the list of versions is not complete.",
    "choice.no_version": "Pick an image version.",
    "choice.version_unknown": "Whether the version {tag} is in the registry is not known: the list of versions is not complete.",
    "choice.version_gone": "The version {tag} is not in the registry (any more).",
    "choice.same": "{version} is already deployed.",
    # run
    "run.no_rows": "This workload has no container.",
    "run.read_only": "This app map is read-only.",
    "run.active": "A run is at work on this workload.",
    "run.deleting": "This workload is being deleted.",
    "run.nothing_ready": "Nothing is chosen for this workload that differs from what is deployed.",
    "run.other_rollout": "A rollout of {workload} by “{by}” is under way.",
    # rollout
    "rollout.deleting": "is being deleted",
    "rollout.next_job": "accepted; the next job uses the new image",
    "rollout.job": "a job's image cannot change",
    "rollout.not_seen": "waiting for the controller",
    "rollout.paused": "paused: waits for resume",
    "rollout.deadline": "progress deadline exceeded: {text}",
    "rollout.zero": "changed; nothing started (0 pods wanted)",
    "rollout.updated": "{n} of {want} updated",
    "rollout.old_left": "old pods to stop: {n}",
    "rollout.available": "{n} of {want} available",
    "rollout.done": "{n} available",
    "rollout.on_delete": "set; pods change when deleted ({n} of {want})",
    "rollout.partition": "{n} updated, {held} held back by partition",
    # pods
    "pod.failed": "pod {pod} failed: {text}",
    "pod.unschedulable": "cannot be scheduled: {text}",
    "pod.image": "{container}: {reason}: {text}",
    "pod.config": "{container}: {text}",
    "pod.refused": "the cluster refuses to make pods: {text}",
    "pod.oom": "{container}: killed, out of memory",
    "pod.crash": "{container}: crashed with exit code {code} (restarts: {restarts})",
    # drift
    "order.unknown": "The plan has no step “{word}” to come after. Write WORKLOAD, KIND/WORKLOAD or CLUSTER/NAMESPACE/KIND/WORKLOAD.",
    "order.ambiguous": "“{word}” means several steps: {found}. Write one of them.",
    "order.against_waves": "{step} is in wave {wave} and comes after {other}, which is in the later wave {later}: it would never begin. "
                           "Give {step} the wave {later} or a later one, or take {other} out of its “after”.",
    "order.cycle": "These steps wait for one another, so none of them would ever begin: {steps}",
    "drift.gone": "{workload} is not there any more.",
    "drift.replaced": "{workload} was deleted and made anew since the plan was made.",
    "drift.container": "The container {container} is not there any more.",
    "drift.image": "{container} was changed since the plan was made: expected {expected}, found {found} (by “{by}”, {when}).",
}

MESSAGES.update(MESSAGES_CLUSTER)
MESSAGES.update(MESSAGES_BUILD)
MESSAGES.update(MESSAGES_RUNS)
MESSAGES.update(MESSAGES_EXECUTOR)
MESSAGES.update(MESSAGES_FILES)
MESSAGES.update(MESSAGES_TASKS)
MESSAGES.update(MESSAGES_VERDICTS)
MESSAGES.update(MESSAGES_WORDS)
MESSAGES.update(MESSAGES_IMPORT)
MESSAGES.update(MESSAGES_PLANS)
MESSAGES.update(MESSAGES_CHANGES)
MESSAGES.update(MESSAGES_COMPOSER)
MESSAGES.update(MESSAGES_HOLDS)
MESSAGES.update(MESSAGES_GATE)
MESSAGES.update(MESSAGES_RECOVERY)
MESSAGES.update(MESSAGES_HISTORY)
MESSAGES.update(MESSAGES_AUDIT)
MESSAGES.update(MESSAGES_BATCH)
MESSAGES.update(MESSAGES_PODS)
MESSAGES.update(MESSAGES_CHOICES)
MESSAGES.update(MESSAGES_PROFILE)
MESSAGES.update(MESSAGES_ENDS)
MESSAGES.update(MESSAGES_START)
MESSAGES.update(MESSAGES_UNDO)
