"""What the user set up: names of registries, protection, look-ups."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.workspace import AppMap, Cluster, Engine, Protection, Registry, Workspace
from tests.domain.facts import REGISTRY, digest

TEAM = Registry("team", "localhost:5000/team")
HUB = Registry("hub", "docker.io/acme")
INDEX = Registry("index", "index.docker.io/")


@pytest.mark.parametrize(("registry", "repository", "below", "push"), [
    (REGISTRY, "localhost:5000/shop/web", "shop/web", "localhost:5000/shop/web"),
    (REGISTRY, "registry:5000/shop/web", "shop/web", "localhost:5000/shop/web"),
    (REGISTRY, "registry.shop.svc:5000/mirror/shop/web", "shop/web", "localhost:5000/shop/web"),
    (REGISTRY, "registry.shop.svc:5000/shop/web", "", "registry.shop.svc:5000/shop/web"),
    (REGISTRY, "registry:50001/shop/web", "", "registry:50001/shop/web"),
    (REGISTRY, "nginx", "", "nginx"),
    (REGISTRY, "NO IMAGE", "", "NO IMAGE"),
    (TEAM, "localhost:5000/teams/web", "", "localhost:5000/teams/web"),
    (TEAM, "localhost:5000/team", "", "localhost:5000/team"),
    (Registry("a", "reg:5000", pulled_as=("reg:5000/mirror",)), "reg:5000/mirror/web", "web", "reg:5000/web"),
    (Registry("a", "reg:5000/", pulled_as=("pull:5000/",)), "pull:5000/web", "web", "reg:5000/web"),
    (HUB, "acme/web", "web", "docker.io/acme/web"),
    (HUB, "docker.io/acme/web", "web", "docker.io/acme/web"),
    (HUB, "nginx", "", "nginx"),
    (INDEX, "nginx", "library/nginx", "docker.io/library/nginx"),
    (Registry("hub", "docker.io"), "nginx", "library/nginx", "docker.io/library/nginx"),
    (INDEX, "registry-1.docker.io/acme/web", "acme/web", "docker.io/acme/web"),
])
def test_push_and_pull_names(registry: Registry, repository: str, below: str, push: str) -> None:
    assert registry.path_below(repository) == below
    assert registry.push_name(repository) == push


@pytest.mark.parametrize("registry", [REGISTRY, TEAM, HUB, INDEX, Registry("a", "reg:5000/")])
def test_a_push_name_is_its_own_push_name(registry: Registry) -> None:
    name = registry.repository("shop/web")
    assert registry.push_name(name) == name
    assert registry.path_below(name) == "shop/web"


@pytest.mark.parametrize(("address", "host"), [("localhost:5000/team", "localhost:5000"), ("docker.io", "docker.io")])
def test_host(address: str, host: str) -> None:
    assert Registry("x", address).host == host


@pytest.mark.parametrize(("image", "found"), [
    ("localhost:5000/shop/web:1", "main"),
    ("localhost:5000/team/web:1", "team"),
    ("localhost:5000/teams/web:1", "main"),
    (f"registry:5000/team/web@{digest(1)}", "main"),
    ("acme/web", "hub"),
    ("nginx", "index"),
    ("quay.io/x/y", None),
])
def test_the_longest_name_says_whose_an_image_is(image: str, found: str | None) -> None:
    for registries in ((REGISTRY, TEAM, HUB, INDEX), (INDEX, HUB, TEAM, REGISTRY)):
        registry = Workspace(registries=registries).registry_of(ImageRef.parse(image))
        assert (registry.id if registry else None) == found


LEVELS = (Protection.OPEN, Protection.CONFIRM, Protection.TYPE_NAME, Protection.READ_ONLY)


@pytest.mark.parametrize("one", LEVELS)
@pytest.mark.parametrize("two", LEVELS)
def test_the_stricter_protection_holds(one: Protection, two: Protection) -> None:
    workspace = Workspace(clusters=(Cluster("lab", protection=one),), app_maps=(AppMap("lab", "shop", protection=two),))
    assert workspace.protection("lab", "shop") is LEVELS[max(LEVELS.index(one), LEVELS.index(two))]
    assert workspace.protection("lab", "other") is one
    assert workspace.protection("elsewhere", "shop") is Protection.OPEN


def test_the_name_to_type_is_the_app_maps_id() -> None:
    workspace = Workspace(app_maps=(AppMap("prod", "shop", title="The shop"),))
    assert workspace.confirmation_name("prod", "shop") == "prod/shop"
    assert workspace.confirmation_name("prod", "unknown") == "prod/unknown"


def test_an_app_map_is_called_by_its_title_or_namespace() -> None:
    assert AppMap("lab", "shop").name == "shop"
    assert AppMap("lab", "shop", title="The shop").name == "The shop"


def test_things_are_found_by_id() -> None:
    lab, shop, engine = Cluster("lab"), AppMap("lab", "shop"), Engine("local")
    workspace = Workspace(clusters=(lab,), app_maps=(shop,), registries=(REGISTRY,), engines=(engine,))
    assert (workspace.cluster("lab"), workspace.cluster("x")) == (lab, None)
    assert (workspace.app_map("lab", "shop"), workspace.app_map("lab", "x")) == (shop, None)
    assert (workspace.registry("main"), workspace.registry("x")) == (REGISTRY, None)
    assert (workspace.engine("local"), workspace.engine("x")) == (engine, None)


@pytest.mark.parametrize(("known", "seen", "same"), [
    ("", "1f0c", True), ("1f0c", "1f0c", True), ("ca:ab", "ca:ab", True),
    ("1f0c", "2f0c", False), ("ca:ab", "ca:cd", False), ("server:ab", "server:cd", False),
    ("1f0c", "ca:ab", None), ("1f0c", "server:ab", None), ("ca:ab", "1f0c", None), ("ca:ab", "server:ab", None),
])
def test_whether_a_cluster_is_the_one_that_is_meant(known: str, seen: str, same: bool | None) -> None:
    assert Cluster("lab", uid=known).is_at(seen) is same


@pytest.mark.parametrize(("known", "seen", "noted"), [
    ("", "1f0c", "1f0c"), ("", "ca:ab", "ca:ab"), ("ca:ab", "1f0c", "1f0c"), ("server:ab", "1f0c", "1f0c"),
    ("1f0c", "ca:ab", "1f0c"), ("1f0c", "1f0c", "1f0c"), ("ca:ab", "server:ab", "ca:ab"),
])
def test_the_mark_that_says_more_is_kept(known: str, seen: str, noted: str) -> None:
    assert Cluster("lab", "Lab", uid=known).noted(seen) == Cluster("lab", "Lab", uid=noted)
