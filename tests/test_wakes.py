"""What woke Jarvis, and what nearly did, through the door."""

import asyncio
import io
import wave
from typing import Any

import pytest

from jarvis.cli import client
from jarvis.errors import JarvisError
from tests.sound import chunks, flite, silence
from tests.test_api import Behind, call, door

pytestmark = pytest.mark.real_time


def hear(behind: Behind, text: str, stretch: float = 1.0) -> None:
    """Somebody says something near the microphone."""
    for chunk in chunks(silence(1) + flite(text, "slt", stretch) + silence(1)):
        behind.wake.feed(chunk)


async def test_what_woke_it_is_told_without_sound() -> None:
    async with door() as behind:
        hear(behind, "hey jarvis")
        hear(behind, "hey jarvis", 0.7)
        told = await call("GET", "/wake")
    assert [(one["number"], one["outcome"], one["verdict"]) for one in told["entries"]] == [
        (2, "near", None),
        (1, "woke", None),
    ]
    assert (told["phrases"], told["tested"], told["threshold"]) == (["hey jarvis"], False, 0.98)
    assert told["advice"].startswith("Nothing to advise")
    assert "turn" not in told["entries"][0]


async def test_what_the_user_says_about_it_is_noted() -> None:
    async with door() as behind:
        hear(behind, "hey jarvis")
        hear(behind, "hey jarvis", 0.7)
        assert (await call("POST", "/wake/verdict", {"verdict": "wrong"}))["number"] == 1
        assert (await call("POST", "/wake/verdict", {"verdict": "me"}))["number"] == 2
        assert (await call("POST", "/wake/verdict", {"number": 1, "verdict": "me"}))["verdict"] == "me"
        assert [one["verdict"] for one in (await call("GET", "/wake"))["entries"]] == ["me", "me"]


async def test_the_sound_is_a_wav_file() -> None:
    async with door() as behind:
        hear(behind, "hey jarvis")
        with wave.open(io.BytesIO(await sound(1))) as file:
            assert file.getnframes() == 32_000


async def sound(number: int) -> bytes:
    """What the terminal fetches."""
    return await asyncio.to_thread(client.download, f"/wake/{number}/sound")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"verdict": "wrong"}, "There is nothing to judge"),
        ({"verdict": "wrong", "number": 7}, "There is no wake number 7"),
        ({"verdict": "perhaps"}, "verdict: Input should be 'wrong' or 'me'"),
        ({"verdict": "me", "number": 0}, "number: Input should be greater than or equal to 1"),
        ({"verdict": "me", "number": "one"}, "number: Input should be a valid integer"),
        ({}, "verdict: Field required"),
    ],
)
async def test_a_judgement_that_cannot_be_is_refused_in_a_sentence(body: Any, told: str) -> None:  # noqa: ANN401 - JSON
    async with door():
        with pytest.raises(JarvisError, match=told) as error:
            await call("POST", "/wake/verdict", body)
        assert error.value.exit_code == 2


async def test_sound_that_is_not_there_is_told() -> None:
    async with door():
        with pytest.raises(JarvisError, match="There is no wake number 1"):
            await sound(1)
        with pytest.raises(JarvisError, match="Not Found"):
            await call("GET", "/wake/-1/sound")


async def test_while_it_is_tested_it_does_not_wake() -> None:
    async with door() as behind:
        assert (await call("POST", "/wake/test", {"on": True}))["tested"]
        hear(behind, "hey jarvis")
        told = await call("POST", "/wake/test", {"on": False})
        assert not told["tested"]
        assert [(one["outcome"], one["verdict"]) for one in told["entries"]] == [("tested", "me")]


@pytest.mark.parametrize(("muted", "device", "told"), [(True, "x", "is muted"), (False, "", "no microphone")])
async def test_without_a_microphone_there_is_nothing_to_test(*, muted: bool, device: str, told: str) -> None:
    async with door() as behind:
        behind.muted, behind.open_on = muted, device
        with pytest.raises(JarvisError, match=told):
            await call("POST", "/wake/test", {"on": True})
        assert not (await call("POST", "/wake/test", {"on": False}))["tested"]
