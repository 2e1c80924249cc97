"""Settings of registries and engines."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.workspace import Engine, EngineBinding, Pinning, Registry, RegistryBinding
from desktop_pipeline.ui.forms.settings_engines import Ui_EnginesForm
from desktop_pipeline.ui.forms.settings_registries import Ui_RegistriesForm
from desktop_pipeline.ui.settings.page import SettingsPage, free_id
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone


def bad_address(address: str) -> bool:
    """Whether this cannot be `host[:port][/prefix]`."""
    try:
        reference = ImageRef.parse(f"{address}/image")
    except UserError:
        return True
    return bool(reference.tag or reference.digest) or not reference.host


class RegistriesPage(SettingsPage):
    """Registries: where images are pushed to, what clusters call them, and the login of this computer."""

    form_class, icon = Ui_RegistriesForm, "registry"

    def title(self) -> str:
        return tr("Settings", "Registries")

    def explain(self) -> str:
        return tr("Settings", "Passwords go into the keyring of this computer, never into the workspace.")

    def prepare(self) -> None:
        self.ui.pinning.addItem(tr("Settings", "The digest behind the tag: exactly this image"), Pinning.DIGEST)
        self.ui.pinning.addItem(tr("Settings", "The tag: whatever it names when a pod starts"), Pinning.TAG)

    def fields(self) -> tuple[QWidget, ...]:
        ui = self.ui
        return ui.title, ui.address, ui.pulled_as, ui.pinning, ui.plain_http, ui.username, ui.password

    def entries(self) -> list[tuple[str, str]]:
        return [(item.id, item.title or item.address) for item in self.workbench.catalog.workspace.registries]

    def fill(self, key: str) -> None:
        catalog, ui = self.workbench.catalog, self.ui
        registry = catalog.workspace.registry(key) or Registry("", "")
        binding = catalog.bindings.registries.get(key) or RegistryBinding()
        ui.title.setText(registry.title)
        ui.address.setText(registry.address)
        ui.pulled_as.setPlainText("\n".join(registry.pulled_as))
        ui.pinning.setCurrentIndex(ui.pinning.findData(registry.pinning))
        ui.plain_http.setChecked(registry.plain_http)
        ui.username.setText(binding.username)
        ui.password.clear()
        notice = self.workbench.vault.notice()
        kept = tr("Settings", "kept in the keyring; leave blank to keep it") if notice is None else tr("Settings", "leave blank to keep it")
        ui.password.setPlaceholderText(kept if binding.username else "")
        if notice is not None:
            ui.extra.say(Tone.WARN, text(notice))
        else:
            ui.extra.clear()

    def _address(self) -> str:
        return str(self.ui.address.text().strip().partition("://")[2] or self.ui.address.text().strip()).rstrip("/")

    def _pulled_as(self) -> tuple[str, ...]:
        return tuple(line.strip().rstrip("/") for line in self.ui.pulled_as.toPlainText().splitlines() if line.strip())

    def problems(self) -> dict[QWidget, str]:
        found: dict[QWidget, str] = {}
        address = self._address()
        others = [item for item in self.workbench.catalog.workspace.registries if item.id != self.key]
        if not address:
            found[self.ui.address] = tr("Settings", "Enter the registry's address.")
        elif bad_address(address):
            found[self.ui.address] = tr("Settings", "An address looks like registry.example.com:5000/team.")
        elif any(item.address == address for item in others):
            found[self.ui.address] = tr("Settings", "This registry is there already.")
        wrong = next((name for name in self._pulled_as() if bad_address(name)), "")
        if wrong:
            found[self.ui.pulled_as] = tr("Settings", "“{name}” is not an address.", name=wrong)
        if self.ui.password.text() and not self.ui.username.text().strip():
            found[self.ui.username] = tr("Settings", "A password needs a user; for a token use the name the registry asks for.")
        return found

    async def store(self) -> str:
        catalog, ui = self.workbench.catalog, self.ui
        title, address, username = ui.title.text().strip(), self._address(), ui.username.text().strip()
        known = catalog.workspace.registry(self.key)
        key = self.key or free_id(title or address, (item.id for item in catalog.workspace.registries))
        made = replace(
            known or Registry(key, address), address=address, title=title, pulled_as=self._pulled_as(),
            pinning=Pinning(ui.pinning.currentData()), plain_http=ui.plain_http.isChecked() or ui.address.text().startswith("http://"))
        if ui.password.text():
            await self.workbench.vault.put(f"registry/{key}", ui.password.text())
        elif not username:
            await self.workbench.vault.delete(f"registry/{key}")
        before = catalog.bindings.registries.get(key)
        kept = before is not None and not ui.password.text() and before.username == username
        host = before.host if before is not None and kept else made.host  # a password that was not typed anew stays with its host
        await catalog.put_registry(made, RegistryBinding(username, host))  # with the binding: a new password takes effect at once
        return key

    def drop_words(self, key: str) -> str:
        users = [build.title or build.name for build in self.workbench.catalog.builds if build.registry == key]
        return tr("Settings", "These builds push to it and cannot run without it: {names}.", names=", ".join(users)) if users else ""

    async def drop(self, key: str) -> None:
        await self.workbench.catalog.remove_registry(key)
        await self.workbench.vault.delete(f"registry/{key}")

    async def try_out(self, key: str) -> tuple[Tone, str]:
        self.workbench.world.wake()  # a person asks
        await self.workbench.tags.ping(key)
        binding = self.workbench.catalog.bindings.registries.get(key) or RegistryBinding()
        if binding.username:
            return Tone.GOOD, tr("Settings", "It answers and takes the login of {user}.", user=binding.username)
        return Tone.GOOD, tr("Settings", "It answers, without a login.")


class EnginesPage(SettingsPage):
    """Docker engines that build."""

    form_class, icon = Ui_EnginesForm, "engine"

    def title(self) -> str:
        return tr("Settings", "Engines")

    def explain(self) -> str:
        return tr("Settings", "An engine has a name in the workspace; which Docker engine that is on this computer stays here.")

    def prepare(self) -> None:
        self.ui.way.addItem(tr("Settings", "The usual one: DOCKER_HOST, or the local engine"), "default")
        self.ui.way.addItem(tr("Settings", "At an address"), "host")
        self.ui.way.addItem(tr("Settings", "A docker context"), "context")
        self.ui.builds.addItem(tr("Settings", "The classic builder of the engine (old)"), "classic")
        self.ui.builds.addItem(tr("Settings", "BuildKit of the engine"), "buildkit")
        self.ui.builds.addItem(tr("Settings", "A buildx builder, here or elsewhere"), "")

    def fields(self) -> tuple[QWidget, ...]:
        ui = self.ui
        return ui.title, ui.way, ui.host, ui.context, ui.builds, ui.builder

    def entries(self) -> list[tuple[str, str]]:
        return [(item.id, item.title or item.id) for item in self.workbench.catalog.workspace.engines]

    def fill(self, key: str) -> None:
        catalog, ui = self.workbench.catalog, self.ui
        engine = catalog.workspace.engine(key) or Engine("")
        binding = catalog.bindings.engines.get(key) or EngineBinding()
        ui.title.setText(engine.title or engine.id)
        ui.host.setText(binding.host)
        ui.context.setText(binding.context)
        ui.way.setCurrentIndex(ui.way.findData("host" if binding.host else "context" if binding.context else "default"))
        own = binding.builder in ("classic", "buildkit")
        ui.builds.setCurrentIndex(ui.builds.findData(binding.builder if own else ""))
        ui.builder.setText("" if own else binding.builder)
        self.follow()

    def follow(self) -> None:
        way = self.ui.way.currentData()
        self.ui.form.setRowVisible(self.ui.host, way == "host")
        self.ui.form.setRowVisible(self.ui.context, way == "context")
        self.ui.form.setRowVisible(self.ui.builder, not self.ui.builds.currentData())

    def problems(self) -> dict[QWidget, str]:
        found: dict[QWidget, str] = {}
        ui, way = self.ui, self.ui.way.currentData()
        if not ui.title.text().strip():
            found[ui.title] = tr("Settings", "Give the engine a title.")
        if way == "host" and not ui.host.text().strip().startswith(("unix://", "tcp://", "npipe://", "ssh://", "http://", "https://")):
            found[ui.host] = tr("Settings", "An address begins with unix:// or tcp://.")
        if way == "context" and not ui.context.text().strip():
            found[ui.context] = tr("Settings", "Enter the name of a docker context.")
        if not ui.builds.currentData() and not ui.builder.text().strip():
            found[ui.builder] = tr("Settings", "Enter the name of a builder, as “docker buildx ls” has it.")
        return found

    async def store(self) -> str:
        catalog, ui = self.workbench.catalog, self.ui
        way, title = ui.way.currentData(), ui.title.text().strip()
        key = self.key or free_id(title, (item.id for item in catalog.workspace.engines))
        engines = [Engine(key, title) if item.id == key else item for item in catalog.workspace.engines]
        if self.new:
            engines.append(Engine(key, title))
        await catalog.save_workspace(replace(catalog.workspace, engines=tuple(engines)))
        binding = EngineBinding(
            ui.host.text().strip() if way == "host" else "", ui.context.text().strip() if way == "context" else "",
            ui.builds.currentData() or ui.builder.text().strip())
        await catalog.save_bindings(replace(catalog.bindings, engines={**catalog.bindings.engines, key: binding}))
        return key

    def drop_words(self, key: str) -> str:
        users = [build.title or build.name for build in self.workbench.catalog.builds if build.engine == key]
        return tr("Settings", "These builds use it and cannot run without it: {names}.", names=", ".join(users)) if users else ""

    async def drop(self, key: str) -> None:
        catalog = self.workbench.catalog
        engines = tuple(item for item in catalog.workspace.engines if item.id != key)
        await catalog.save_workspace(replace(catalog.workspace, engines=engines))

    async def try_out(self, key: str) -> tuple[Tone, str]:
        self.workbench.world.wake()  # a person asks
        info = await self.workbench.world.builder(key).info()
        kind = tr("Settings", "classic builder") if info.builder == "classic" else f"BuildKit ({info.kind})"
        platforms = ", ".join(info.platforms) or info.platform
        return Tone.GOOD, tr("Settings", "It answers: version {version}, {kind}, {platforms}.", version=info.version, kind=kind,
                             platforms=platforms)
