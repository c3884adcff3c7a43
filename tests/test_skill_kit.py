"""What a skill asks for through the kit is done by the daemon."""

import asyncio
from pathlib import Path

import pytest

import jarvis
from jarvis.errors import SkillError
from jarvis.skill_kit import Fetched
from tests.userskills import going, running, written

pytestmark = pytest.mark.real_time


def test_the_kit_is_at_hand() -> None:
    assert jarvis.Fetched is Fetched
    assert {"fetch", "run", "notify", "Permissions"} <= set(jarvis.__all__)
    assert [name for name in jarvis.__all__ if not hasattr(jarvis, name)] == []


def test_an_answer_may_be_json() -> None:
    assert Fetched(200, '{"temperature": 21}').json() == {"temperature": 21}


async def test_it_goes_through_the_daemon_and_comes_back(tmp_path: Path) -> None:
    asked: list[object] = []

    async def fetch(url: str, body: str | None, content_type: str) -> object:
        asked.append((url, body, content_type))
        return {"status": 200, "text": '{"t": 21}'}

    async def show(text: str) -> None:
        asked.append(text)

    body = """
    page = await fetch("http://api.example.org/", "{}")
    ran = await run("echo", "a b")
    await notify("Done.")
    return f"{page.json()['t']} {ran.code} {ran.output}"
    """
    needs = 'NEEDS = Permissions(programs=("echo",))'
    file = written(tmp_path / "skills", going(body, needs=needs))
    async with asyncio.timeout(30), running(file, {"fetch": fetch, "notify": show}) as one:
        assert (await one.call("go", {})).text == "21 0 a b\n"
    assert asked == [("http://api.example.org/", "{}", "application/json"), "Done."]


async def test_what_was_not_granted_is_told(tmp_path: Path) -> None:
    file = written(tmp_path / "skills", going("return (await fetch('http://a.example/')).text"))
    async with asyncio.timeout(30), running(file) as one:
        with pytest.raises(SkillError, match=r"wanted to talk to a\.example, which you did not allow"):
            await one.call("go", {})
