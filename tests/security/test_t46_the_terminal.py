"""T46: nothing that people, models, skills or devices say commands the terminal of who watches or chats."""

import asyncio
import os
import re

import pytest

from jarvis.events import AnswerContinued, MicrophoneLost, PartialRecognized, SkillBroken, TaskFinished
from tests.terminal import Terminal, terminal
from tests.test_api import Behind, door
from tests.watching import STATUS

pytestmark = pytest.mark.real_time
ATTACK = "\x1b]52;c;aGk=\x07\x1b[2J\x1b]0;owned\x07\x9b31m\r\x00\x7f\u202e\udcff[red]shown[/red]"
OURS = re.compile(r"\x1b\[(\?1049[hl]|\?25[hl]|\?2004[hl]|[0-9;]*m|[0-9]+;1H|2J|K)")
"""All that our programs write to a terminal on purpose."""
FORBIDDEN = re.compile(r"[\x00-\x06\x07\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]")


def harmless(written: str) -> bool:
    """Whether nothing is left that commands a terminal, but for what we do ourselves."""
    return not FORBIDDEN.search(OURS.sub("", written))


def hostile(behind: Behind) -> None:
    """Let everything that a daemon tells be an attack."""
    evil = ATTACK.replace("\udcff", "")
    microphone = {**STATUS["microphone"], "device": evil, "problem": evil}
    behind.__dict__["status"] = lambda: {**STATUS, "microphone": microphone, "wake_phrase": evil}
    for event in (
        SkillBroken(skill=ATTACK, reason=ATTACK, answers=False),
        MicrophoneLost(reason=ATTACK),
        PartialRecognized(turn="t", text=ATTACK),
        AnswerContinued(turn="t", text=ATTACK),
        TaskFinished(turn="t", status="completed", answer=ATTACK, did={ATTACK: ATTACK}, pieces=1),
    ):
        behind.bus.post(event)


@pytest.mark.parametrize("options", [[], ["--plain"], ["--json"]])
async def test_who_watches_sees_text(options: list[str]) -> None:
    async with door() as behind:
        hostile(behind)
        with terminal("watch", *options, environment=os.environ, columns=2_000 if options else 80) as screen:
            await asyncio.to_thread(screen.shows, "subscribed" if "--json" in options else "Jarvis")
            hostile(behind)
            await asyncio.to_thread(screen.shows, "[red]shown[/red]")
            screen.press("\x03")
            assert await asyncio.to_thread(screen.left) == 0
            assert harmless(screen.written)


async def test_who_chats_sees_text() -> None:
    def talk(screen: Terminal) -> None:
        screen.shows("/quit leaves")
        screen.press("hello\r")
        screen.shows("from: ")
        screen.press("/quit\r")
        assert screen.left() == 0

    async with door() as behind:
        real = behind.ask

        async def ask(text: str, *, aloud: bool) -> object:
            return type(await real(text, aloud=aloud))("t", text, ATTACK, "x", "completed", {}, (ATTACK,))

        behind.__dict__["ask"] = ask
        with terminal("chat", environment=os.environ, kind="dumb") as screen:
            await asyncio.to_thread(talk, screen)
            assert harmless(screen.written.replace("\x08", ""))
