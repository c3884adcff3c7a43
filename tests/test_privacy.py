"""`jarvis privacy proof`, through the door and on the terminal."""

import asyncio
import json

import pytest

from jarvis import paths
from jarvis.cli import main
from jarvis.errors import JarvisError
from tests.test_api import ATTACK, call, door

pytestmark = pytest.mark.real_time


async def proof(*arguments: str) -> int:
    """The command in a terminal; gives its exit code."""
    return await asyncio.to_thread(main, ["privacy", "proof", *arguments])


async def test_what_the_daemon_found_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await proof() == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Nobody listens.")
    for word in ("7", "jarvis run", "unix", "/run/x", "this machine"):
        assert word in shown
    assert not set(ATTACK) & set("\x1b\x07") & set(shown)


async def test_a_broken_promise_is_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        behind.broken = True
        assert await proof() == 1
        assert await proof("--json") == 1
    assert '"kept": false' in capsys.readouterr().out


async def test_programs_are_told_everything(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await proof("--json") == 0
        assert json.loads(capsys.readouterr().out) == await call("GET", "/privacy")


async def test_nothing_is_changed_by_asking() -> None:
    async with door():
        with pytest.raises(JarvisError, match="Method Not Allowed"):
            await call("POST", "/privacy", {})


@pytest.mark.parametrize(
    ("muted", "first"), [(True, "Jarvis does not run; it will start muted."), (False, "Jarvis does not run.")]
)
async def test_without_a_daemon_it_looks_itself(
    first: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, muted: bool
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    if muted:
        paths.mute_mark().touch()
    assert await proof() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        first,
        "No process of Jarvis has the microphone open.",
        "Whether other programs record could not be asked: no sound server can be reached.",
    ]
    assert said[-1] == "Nothing of ours is connected to another machine."
    assert await proof("--json") == 0
    assert json.loads(capsys.readouterr().out)["running"] is False
