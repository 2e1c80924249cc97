"""The engines and the keyring are what the fixtures say they are."""

import http.client
import json
import subprocess

import pytest


@pytest.mark.engines
def test_a_namespace_of_the_lab_takes_a_pod(engines, namespace):
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "one", "namespace": namespace},
        "spec": {
            "terminationGracePeriodSeconds": 0,
            "containers": [{"name": "main", "image": f"{engines.registry}/base/busybox:1", "command": ["sleep", "600"]}],
        },
    }
    engines.apply(pod)
    engines.kubectl("wait", "--for=condition=Ready", "pod/one", "-n", namespace, "--timeout=60s", timeout=70)
    assert engines.get("pod", "one", "-n", namespace)["status"]["phase"] == "Running"


@pytest.mark.engines
def test_the_open_registry_has_the_base_images(engines):
    connection = http.client.HTTPConnection(engines.registry, timeout=5)
    connection.request("GET", "/v2/base/busybox/tags/list")
    tags = json.loads(connection.getresponse().read())["tags"]
    connection.close()
    assert "1" in tags


@pytest.mark.engines
def test_docker_can_build_with_buildkit(engines):
    done = subprocess.run(["docker", "-H", engines.docker_host, "buildx", "version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.keyring
def test_a_password_goes_into_the_real_keyring_and_comes_back(real_keyring):
    from keyring.backends.SecretService import Keyring

    keyring = Keyring()
    keyring.set_password("desktop-pipeline-test", "someone", "s3cret")
    assert keyring.get_password("desktop-pipeline-test", "someone") == "s3cret"
    keyring.delete_password("desktop-pipeline-test", "someone")
    assert keyring.get_password("desktop-pipeline-test", "someone") is None
