"""Kubeconfig files, proxies and logins, without a cluster."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_pipeline.adapters.kubernetes import contexts, credentials, kubeconfig
from desktop_pipeline.adapters.kubernetes.credentials import Credentials
from desktop_pipeline.adapters.kubernetes.kubeconfig import Target, read, resolve
from desktop_pipeline.adapters.kubernetes.proxies import proxy_for
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.redaction import Redactor

ONE = """
apiVersion: v1
kind: Config
current-context: prod
clusters:
- name: eu
  cluster: {server: "https://eu.example:6443/", tls-server-name: inner, proxy-url: "http://proxy:3128"}
contexts:
- name: prod
  context: {cluster: eu, user: ann, namespace: shop}
users: null
"""
TWO = """
current-context: other
clusters:
- name: eu
  cluster: {server: "https://never"}
- name: us
  cluster: {server: "http://us.example", insecure-skip-tls-verify: true}
contexts:
- {name: other, context: {cluster: us, user: bob}}
- {name: lost, context: {cluster: nowhere}}
- {name: nobody, context: {cluster: us, user: nobody}}
users:
- {name: ann, user: {token: 0123}}
- {name: bob, user: {tokenFile: secrets/bob, username: b, password: p}}
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    paths = [write(tmp_path / "a" / "one", ONE), tmp_path / "missing", write(tmp_path / "b" / "two.yaml", TWO)]
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join(map(str, paths)))
    return os.pathsep.join(str(path) for path in paths if path.exists())


def test_several_files_are_one(files: str) -> None:
    found = contexts()
    assert [(item.name, item.server, item.namespace) for item in found] == [
        ("prod", "https://eu.example:6443/", "shop"), ("other", "http://us.example", "default"), ("lost", "", "default"),
        ("nobody", "http://us.example", "default")]
    assert {item.kubeconfig for item in found} == {files}
    assert contexts(files) == found  # what is found can be bound
    target = resolve(read())
    assert (target.context, target.server, target.namespace) == ("prod", "https://eu.example:6443", "shop")
    assert (target.tls_server_name, target.proxy, target.ca, target.insecure) == ("inner", "http://proxy:3128", None, False)
    assert target.user.text("token") == "0123"
    assert resolve(read(), "other").insecure


@pytest.mark.parametrize(
    ("context", "code", "named"),
    [("none", "kubeconfig.no_context", "none"), ("lost", "kubeconfig.no_entry", "nowhere"), ("nobody", "kubeconfig.no_entry", "nobody")],
)
def test_incomplete_contexts(files: str, context: str, code: str, named: str) -> None:
    with pytest.raises(UserError) as caught:
        resolve(read(), context)
    assert caught.value.code == code
    assert named in str(caught.value)


def test_default_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert contexts() == ()
    with pytest.raises(UserError) as caught:
        resolve(read())
    assert caught.value.code == "kubeconfig.missing"
    write(tmp_path / ".kube" / "config", ONE)
    assert [item.name for item in contexts()] == ["prod"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("clusters: [\n  token: hunter2secret\n", "3"), ("- a\n- b\n", "1"), ("clusters: {a: b}", "?"),
     ("users:\n- token: hunter2secret\n", "?"),
     ("a: b\n\tc: hunter2secret", "2")],
)
def test_bad_files(tmp_path: Path, text: str, line: str) -> None:
    path = write(tmp_path / "config", text)
    with pytest.raises(UserError) as caught:
        contexts(str(path))
    assert caught.value.code == "kubeconfig.bad"
    assert caught.value.message.argument("file") == str(path)
    assert caught.value.message.argument("line") == line
    assert "hunter2secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "null", "---\n", "{}"])
def test_empty_files(tmp_path: Path, text: str) -> None:
    assert contexts(str(write(tmp_path / "config", text))) == ()


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"UTF-8"):
        contexts(str(path))
    with pytest.raises(UserError) as caught:
        contexts(str(tmp_path))
    assert caught.value.code == "kubeconfig.unreadable"


@pytest.mark.parametrize(
    ("entry", "code"),
    [({"server": "eu.example"}, "kubeconfig.bad"), ({"server": "https://x", "certificate-authority-data": "!"}, "kubeconfig.bad"),
     ({"server": "https://x", "certificate-authority-data": base64.b64encode(b"no").decode()}, "kubeconfig.bad"),
     ({"server": "https://x", "certificate-authority": "ca.pem"}, "kubeconfig.unreadable")],
)
def test_bad_clusters(tmp_path: Path, entry: dict[str, str], code: str) -> None:
    with pytest.raises(UserError) as caught:
        target_of(tmp_path, {}, entry)
    assert caught.value.code == code


def test_fingerprint_is_of_the_certificate_not_of_its_file(tmp_path: Path) -> None:
    import ssl

    system = ssl.create_default_context()
    certificates = system.get_ca_certs(binary_form=True)
    if not certificates:
        pytest.skip("no certificates on this computer")
    pem = ssl.DER_cert_to_PEM_cert(certificates[0])
    write(tmp_path / "ca.pem", "some words\n" + pem.replace("\n", "\r\n") + "\n\n")
    one = target_of(tmp_path, {}, {"server": "https://x", "certificate-authority": "ca.pem"})
    two = target_of(tmp_path, {}, {"server": "https://y", "certificate-authority-data": base64.b64encode(pem.encode()).decode()})
    assert one.fingerprint() == two.fingerprint()
    assert one.fingerprint().startswith("ca:")
    assert target_of(tmp_path, {}, {"server": "https://x"}).fingerprint().startswith("server:")


# ---- proxies ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "environment", "expected"),
    [
        ("https://a.example", {}, ""),
        ("https://a.example", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("https://a.example", {"https_proxy": "p:1"}, "http://p:1"),
        ("https://a.example", {"HTTP_PROXY": "http://p:1"}, ""),
        ("http://a.example", {"HTTP_PROXY": "http://p:1"}, "http://p:1"),
        ("https://a.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "b.example, example"}, ""),
        ("https://a.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example"}, ""),
        ("https://a.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".a.example"}, "http://p:1"),
        ("https://x.a.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*.a.example"}, ""),
        ("https://aa.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example"}, "http://p:1"),
        ("https://a.example:6443", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example:443"}, "http://p:1"),
        ("https://a.example:6443", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example:6443"}, ""),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, ""),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.1.2.4"}, "http://p:1"),
        ("https://[fd00::1]:6443", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "fd00::/8"}, ""),
        ("https://a.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, ""),
        ("https://127.0.0.1:6443", {"HTTPS_PROXY": "http://p:1"}, ""),
        ("https://localhost:6443", {"HTTPS_PROXY": "http://p:1"}, ""),
    ],
)
def test_proxies_of_the_environment(server: str, environment: dict[str, str], expected: str) -> None:
    assert proxy_for(server, environment=environment) == expected


def test_proxy_of_the_kubeconfig() -> None:
    assert proxy_for("https://127.0.0.1", "http://p:1", {"NO_PROXY": "*"}) == "http://p:1"
    with pytest.raises(UserError) as caught:
        proxy_for("https://a", "socks5://me:secretpass@p:1", {})
    assert caught.value.code == "kubeconfig.proxy"
    assert "secretpass" not in str(caught.value)


# ---- logins ----------------------------------------------------------------------------------------------------------------


def target_of(folder: Path, user: dict[str, Any], cluster: dict[str, str] | None = None) -> Target:
    config = {
        "current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
        "clusters": [{"name": "k", "cluster": cluster or {"server": "https://x"}}], "users": [{"name": "u", "user": user}],
    }
    return resolve(read(str(write(folder / "config", json.dumps(config)))))


async def login(folder: Path, user: dict[str, Any]) -> Credentials:
    made = Credentials(target_of(folder, user), Redactor())
    await made.fresh()
    return made


def plugin(folder: Path, script: str, **fields: object) -> dict[str, Any]:
    path = write(folder / "bin" / "login", f"#!{sys.executable}\nimport json, os, sys, time\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "bin/login", **fields}}


def gives(**status: str) -> str:
    answer = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status}
    return f"print({json.dumps(json.dumps(answer))})"


async def test_plain_logins(tmp_path: Path) -> None:
    write(tmp_path / "token", " from-file\n")
    for user, expected in (
        ({}, ""), ({"token": "t"}, "Bearer t"), ({"tokenFile": "token", "token": "t"}, "Bearer from-file"),
        ({"username": "u", "password": "p"}, "Basic " + base64.b64encode(b"u:p").decode()),
    ):
        assert (await login(tmp_path, user)).authorization == expected
    data = {name: base64.b64encode(content).decode() for name, content in (("client-certificate-data", b"C"), ("client-key-data", b"K"))}
    made = await login(tmp_path, data)
    assert made.chain == (b"C", b"K")


async def test_oidc_login(tmp_path: Path) -> None:
    def token(expires: float) -> str:
        return "h." + base64.urlsafe_b64encode(json.dumps({"exp": expires}).encode()).decode().rstrip("=") + ".s"

    def user(value: str, name: str = "oidc") -> dict[str, Any]:
        return {"auth-provider": {"name": name, "config": {"id-token": value}}}

    good = token(time.time() + 100)
    assert (await login(tmp_path, user(good))).authorization == f"Bearer {good}"
    for value in (token(1), "", "garbage", "a.b.c"):
        with pytest.raises(Refused) as caught:
            await login(tmp_path, user(value))
        assert caught.value.code == "cluster.login_expired"
    with pytest.raises(UserError) as failed:
        await login(tmp_path, user("", "gcp"))
    assert failed.value.code == "kubeconfig.auth_provider"


async def test_plugin_gives_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FROM_OUTSIDE", "yes")
    script = """
info = json.loads(os.environ["KUBERNETES_EXEC_INFO"])
assert info["spec"] == {"interactive": False, "cluster": {"server": "https://x"}}, info
assert sys.argv[1:] == ["--for", "me"] and os.environ["MODE"] == "ci" and os.environ["FROM_OUTSIDE"] == "yes"
""" + gives(token="secret-token")
    user = plugin(tmp_path, script, args=["--for", "me"], env=[{"name": "MODE", "value": "ci"}], provideClusterInfo=True)
    made = await login(tmp_path, user)
    assert made.authorization == "Bearer secret-token"
    assert made.redact("it is secret-token!") == "it is ••••••!"


async def test_plugin_gives_a_certificate(tmp_path: Path) -> None:
    made = await login(tmp_path, plugin(tmp_path, gives(clientCertificateData="CERT", clientKeyData="KEY")))
    assert (made.authorization, made.chain) == ("", (b"CERT", b"KEY"))


async def test_plugin_is_asked_again_when_its_token_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_AGAIN_SECONDS", 0.0)
    count = f"open({str(tmp_path / 'count')!r}, 'a').write('x')\n"

    def asked() -> int:
        return len((tmp_path / "count").read_text())

    made = await login(tmp_path, plugin(tmp_path, count + gives(token="long")))
    await made.fresh()
    assert asked() == 1
    assert await made.rejected()  # a 401
    await made.fresh()
    assert asked() == 2
    made = await login(tmp_path, plugin(tmp_path, count + gives(token="short", expirationTimestamp="2020-01-01T00:00:00Z")))
    await asyncio.sleep(1.1)  # it is kept for a second all the same
    await asyncio.gather(made.fresh(), made.fresh(), made.fresh())
    assert asked() == 4


async def test_changed_kubeconfig_is_taken_after_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_AGAIN_SECONDS", 0.0)
    current = {"token": "old"}

    async def again() -> Target:
        return target_of(tmp_path, current)

    made = Credentials(await again(), Redactor(), again)
    await made.fresh()
    assert not await made.rejected()
    current = {"token": "new"}
    assert await made.rejected()
    await made.fresh()
    assert made.authorization == "Bearer new"


@pytest.mark.parametrize(
    ("script", "code"),
    [("print('oops', file=sys.stderr); sys.exit(3)", "cluster.exec_failed"), ("print('hello')", "cluster.exec_bad"),
     ("", "cluster.exec_bad"),
     ("print('[]')", "cluster.exec_bad"), (gives(), "cluster.exec_empty"), (gives(clientCertificateData="only"), "cluster.exec_empty"),
     (gives(token="t").replace("/v1", "/v9"), "cluster.exec_bad"), (gives(token="t", expirationTimestamp="soon"), "cluster.exec_bad")],
)
async def test_plugin_fails(tmp_path: Path, script: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        await login(tmp_path, plugin(tmp_path, script))
    assert caught.value.code == code
    assert caught.value.message.argument("context") == "c"
    if code == "cluster.exec_failed":
        assert "oops" in str(caught.value)
        assert caught.value.message.argument("code") == "3"


async def test_plugin_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        await login(tmp_path, {"exec": {"command": "no-such-login", "apiVersion": "v", "installHint": "Get it from the shelf."}})
    assert caught.value.code == "kubeconfig.exec_missing"
    assert "shelf" in str(caught.value)
    with pytest.raises(UserError) as caught:
        await login(tmp_path, {"exec": {"command": "x", "interactiveMode": "Always"}})
    assert caught.value.code == "kubeconfig.interactive"


async def test_plugin_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = plugin(tmp_path, "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('x', flush=True); time.sleep(100)")
    task = asyncio.create_task(login(tmp_path, user))
    await asyncio.sleep(0.5)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 3.0  # budget 1 s
    monkeypatch.setattr(credentials, "EXEC_SECONDS", 0.3)
    with pytest.raises(Unreachable) as caught:
        await login(tmp_path, user)
    assert caught.value.code == "cluster.exec_timeout"


def test_reading_does_not_change_the_environment(files: str) -> None:
    assert kubeconfig.locate("a" + os.pathsep + "b") == (Path("a").absolute(), Path("b").absolute())
