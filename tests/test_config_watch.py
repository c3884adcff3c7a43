"""The settings file is followed: what editors do to it, what is wrong in it, and who is told."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis import config, paths
from jarvis.config import Config
from jarvis.config_watch import ConfigWatch
from jarvis.errors import JarvisError
from jarvis.events import Event, SettingsChanged, SettingsRefused
from tests.sound import until

pytestmark = pytest.mark.real_time


class Household:
    """Somebody for every section, who notes what they get."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        self.got: list[tuple[str, Config]] = []
        self.refuses: Exception | None = None
        table = {section: self._taker(section) for section in Config.model_fields}
        self.watch = ConfigWatch(config.asked({}), Config(), table, self.told.append)

    def _taker(self, section: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        async def take(_: Config, new: Config) -> None:
            if self.refuses is not None and section == "quiet":
                raise self.refuses
            self.got.append((section, new))

        return take

    @property
    def sections(self) -> list[str]:
        """Who got something."""
        return [section for section, _ in self.got]


@asynccontextmanager
async def following() -> AsyncIterator[Household]:
    """The file is followed while somebody changes it."""
    paths.config_file().parent.mkdir(parents=True, exist_ok=True)
    one = Household()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(one.watch.run(), name="watch")
        yield one
        running.cancel()


async def test_whoever_it_is_for_gets_it_and_nobody_else() -> None:
    async with following() as house:
        paths.config_file().write_text("audio: {volume: 5}\nmind: {engine: none}\nwake: {models: [alexa]}\n")
        await until(lambda: house.watch.running.audio.volume == 5, "it to be taken")
        assert house.sections == ["audio"]
        assert house.told == [SettingsChanged(keys=("audio.volume",), waits=("wake.models", "mind.engine"))]
        assert house.watch.running.mind.engine == "auto"


async def test_a_file_that_is_exchanged_or_not_there_for_a_moment_is_read_once_it_is_whole() -> None:
    file = paths.config_file()
    async with following() as house:
        file.write_text("audio: {volume: 5}\n")
        await until(lambda: house.watch.running.audio.volume == 5, "it to be taken")
        for volume in (6, 7, 8):
            file.unlink()  # as an editor does that keeps a copy first
            fresh = file.with_name("fresh")
            fresh.write_text(f"audio: {{volume: {volume}}}\n")
            fresh.replace(file)
            await until(lambda volume=volume: house.watch.running.audio.volume == volume, "it to be taken")  # type: ignore[misc]
        assert {new.audio.volume for _, new in house.got} == {5, 6, 7, 8}  # never the default in between


async def test_a_wrong_file_is_told_once_a_version_and_changes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = Household()
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    with caplog.at_level(logging.WARNING):
        for text, told in (
            ("audio: {volume: 5}\n", ""),
            ("audio:\n  volume: 500\n", "line 2: `audio.volume` cannot be 500."),
            ("audio:\n  volume: 500\n", "line 2: `audio.volume` cannot be 500."),
            ("audio:\n  volum: 5\nlog: x\n", "There are 2 mistakes: `jarvis config check`."),
            ("audio: {\n", "not valid YAML"),
        ):
            file.write_text(text)
            await house.watch.look()
            assert told in house.watch.problem
            assert house.watch.running.audio.volume == 5
        file.write_bytes(b"\xff\xfe\x00audio")
        await house.watch.look()
        os.truncate(file, 0)
        await house.watch.look()
    assert house.watch.problem == ""
    assert len([one for one in house.told if isinstance(one, SettingsRefused)]) == 4
    assert caplog.text.count("cannot be 500") == 1
    assert house.watch.running == Config()


@pytest.mark.parametrize(
    ("error", "told"),
    [(JarvisError("No quiet today."), "No quiet today."), (ValueError("x"), "`quiet` waits for a restart.")],
)
async def test_a_part_that_cannot_take_its_settings_keeps_the_old_ones(error: Exception, told: str) -> None:
    house = Household()
    house.refuses = error
    paths.config_file().parent.mkdir(parents=True)
    paths.config_file().write_text('quiet: {begins: "22:00", ends: "07:00"}\naudio: {volume: 5}\n')
    await house.watch.look()
    assert house.watch.problem == told
    assert list(house.watch.waits) == ["quiet.begins", "quiet.ends"]
    assert house.watch.running.audio.volume == 5
    house.refuses = None
    await house.watch.look()
    assert (house.watch.problem, list(house.watch.waits)) == ("", [])


async def test_a_sound_file_in_place_of_the_microphone_waits() -> None:
    house = Household()
    paths.config_file().parent.mkdir(parents=True)
    stories: list[tuple[str, list[str]]] = [
        ("USB", []),
        ("file:/x.flac", ["audio.microphone"]),
        ("HDMI", []),
    ]
    for microphone, waits in stories:
        paths.config_file().write_text(f'audio: {{microphone: "{microphone}"}}\n')
        await house.watch.look()
        assert list(house.watch.waits) == waits
