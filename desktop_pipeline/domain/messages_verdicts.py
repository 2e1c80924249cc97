"""Why a rollout does not get on, in plain words: what events and container states of pods mean."""

from __future__ import annotations

# `why` is what the probe said, with ": " before it, or '' when it said nothing.
MESSAGES_VERDICTS: dict[str, str] = {
    "verdict.image_absent": "{container}: the registry does not have the image: {text}",
    "verdict.image_denied": "{container}: the registry does not give the image to the cluster: {text}",
    "verdict.init_crash": "init container {container}: crashed with exit code {code} (restarts: {restarts})",
    "verdict.init_oom": "init container {container}: killed, out of memory",
    "verdict.volume": "a volume cannot be mounted: {text}",
    "verdict.sandbox": "the node cannot prepare the pod: {text}",
    "verdict.readiness": "{container}: not ready, its readiness probe fails{why}",
    "verdict.startup": "{container}: not started yet, its startup probe fails{why}",
    "verdict.liveness": "{container}: its liveness probe fails{why}",
    "verdict.killed_startup": "{container}: stopped by the cluster, its startup probe failed{why} (restarts: {restarts})",
    "verdict.killed_liveness": "{container}: stopped by the cluster, its liveness probe failed{why} (restarts: {restarts})",
}
