"""What clients of the daemon are told about settings, and what they may change, through its door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from jarvis import config, paths
from jarvis.config import Config
from jarvis.config_desk import ConfigDesk
from jarvis.config_watch import ConfigWatch
from jarvis.errors import JarvisError
from tests.test_api import call, door

pytestmark = pytest.mark.real_time


@asynccontextmanager
async def settings(environ: dict[str, str] | None = None) -> AsyncIterator[list[tuple[str, Config]]]:
    """A door with settings behind it, and what the parts of the house get."""
    got: list[tuple[str, Config]] = []
    where = config.asked(environ or {})
    table = {name: lambda _, new, name=name: got.append((name, new)) for name in Config.model_fields}
    async with door() as behind:
        watch = ConfigWatch(where, config.load(environ or {}), table, behind.bus.post)
        behind.settings = ConfigDesk(watch)
        yield got


async def row(key: str) -> dict[str, Any]:
    rows = (await call("GET", "/config"))["settings"]
    found: dict[str, Any] = next(one for one in rows if one["key"] == key)
    return found


async def test_each_setting_is_told_with_who_set_it() -> None:
    paths.config_file().parent.mkdir(parents=True)
    paths.config_file().write_text("\naudio: {volume: 50}\n")
    async with settings({"JARVIS_MIND__KEY": "canary"}):
        found = await row("audio.volume")
        assert found["source"]["sentence"] == f"{paths.config_file()}, line 2"
        assert (found["value"], found["default"], found["at_once"], found["waits"]) == (50, 100, True, False)
        secret = await row("mind.key")
        assert (secret["value"], secret["now"], secret["default"]) == ("set", "set", "not set")
        assert "canary" not in str(await call("GET", "/config"))


async def test_several_are_changed_at_once_and_who_it_is_for_gets_them() -> None:
    async with settings() as got:
        told = await call(
            "PUT", "/config", {"set": {"audio.volume": 40, "earcons.heard": True, "mind.model": "x"}}
        )
        assert (told["keys"], told["waits"]) == (
            ["audio.volume", "earcons.heard", "mind.model"],
            ["mind.model"],
        )
        assert {name for name, _ in got} == {"audio", "earcons"}
        assert (await row("mind.model"))["now"] == ""
        assert (await row("mind.model"))["value"] == "x"
        told = await call("PUT", "/config", {"set": {"audio.volume": None, "mind.model": None}})
        assert (got[-1][1].audio.volume, told["waits"]) == (100, [])


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"audio.volume": 400}, "`audio.volume` cannot be 400"),
        ({"audio.volume": 5, "log.level": "LOUD"}, "`log.level` cannot be 'LOUD'"),
        ({"audio.volum": 5}, "Did you mean audio.volume"),
        ({"audio.volume": [5]}, "audio.volume"),
        ({}, "at least 1 item"),
    ],
)
async def test_what_is_wrong_is_refused_as_a_whole(wishes: dict[str, Any], told: str) -> None:
    async with settings() as got:
        with pytest.raises(JarvisError) as caught:
            await call("PUT", "/config", {"set": wishes})
        assert told in str(caught.value)
        assert not got
        assert not paths.config_file().exists()


async def test_a_file_that_was_changed_by_hand_can_be_read_at_once() -> None:
    paths.config_file().parent.mkdir(parents=True)
    async with settings() as got:
        paths.config_file().write_text("audio: {volume: 5}\n")
        assert (await call("POST", "/config/reload"))["problem"] == ""
        assert got[-1][1].audio.volume == 5
        paths.config_file().write_text("audio: {volume: x}\n")
        told = await call("POST", "/config/reload")
        assert "line 1: `audio.volume` cannot be 'x'" in told["problem"]
        assert (await row("audio.volume"))["value"] == 5
