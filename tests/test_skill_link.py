"""The pipe to a skill, and its process held and let go."""

import asyncio
from pathlib import Path

import pytest

from jarvis.skill_link import environment, start_link
from tests.sound import until

pytestmark = pytest.mark.real_time


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


async def test_it_stands_still_and_goes_on(tmp_path: Path) -> None:
    async with asyncio.timeout(30):
        link = await start_link(tmp_path)
        try:
            link.stand_still()
            await until(lambda: state(link.pid) == "T")
            link.go_on()
            await until(lambda: state(link.pid) in "RSD")
        finally:
            link.kill()
            await link.end()
        link.stand_still()  # nobody is harmed
        assert not link.alive


def test_nothing_of_the_session_is_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JARVIS_TOKEN", "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "DISPLAY", "PYTHONPATH"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    found = environment(tmp_path)
    assert "secret" not in found.values()
    assert (found["TZ"], found["TMPDIR"]) == ("Europe/Berlin", str(tmp_path))
