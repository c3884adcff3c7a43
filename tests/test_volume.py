"""`jarvis volume`: what a user sees, what is kept, what is refused."""

import json
import logging
import stat
from pathlib import Path

import pytest

from jarvis.errors import JarvisError
from tests.test_api import call, door
from tests.test_latency_command import jarvis
from voice.volume import keep_volume, kept_volume


@pytest.mark.parametrize("percent", [0, 7, 100])
def test_what_is_kept_wins_over_what_is_configured(percent: int, tmp_path: Path) -> None:
    file = tmp_path / "own" / "volume"
    file.parent.mkdir()
    assert kept_volume(file, 80) == 80
    keep_volume(file, percent)
    assert kept_volume(file, 80) == percent
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["volume"]


@pytest.mark.parametrize(
    "nonsense", [b"", b"loud", b"-5", b"101", b"9" * 5_000, b"\xff\xfe", "\uff15".encode()]
)
def test_nonsense_is_no_volume(nonsense: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "volume"
    file.write_bytes(nonsense)
    with caplog.at_level(logging.WARNING):
        assert kept_volume(file, 80) == 80
    assert "volume" in caplog.text


def test_where_it_cannot_be_kept_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(JarvisError, match="only until the next start"):
        keep_volume(tmp_path / "no" / "volume", 50)


@pytest.mark.real_time
async def test_it_is_shown_set_and_changed(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        for wish, percent in (("", 80), ("60", 60), ("+10", 70), ("-100", 0), ("+50%", 50), ("100", 100)):
            assert await jarvis("volume", *([wish] if wish else [])) == 0
            assert capsys.readouterr().out == f"The volume is {percent} %.\n"
            assert behind.percent == percent
        assert await jarvis("volume", "-30", "--json") == 0
        assert json.loads(capsys.readouterr().out) == {"percent": 70}


@pytest.mark.real_time
@pytest.mark.parametrize("wish", ["loud", "101", "+1000", "1.5", "\u0665", "5 5"])
async def test_what_is_no_volume_is_refused(wish: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        assert await jarvis("volume", wish) == 2
        assert behind.percent == 80
    assert "The volume is 0 to 100, or a change" in capsys.readouterr().err


@pytest.mark.real_time
@pytest.mark.parametrize(
    "body", [{}, {"percent": 101}, {"by": -101}, {"percent": 5, "by": 5}, {"percent": "x"}]
)
async def test_the_door_lets_no_nonsense_through(body: dict[str, object]) -> None:
    async with door() as behind:
        with pytest.raises(JarvisError):
            await call("POST", "/volume", body)
        assert behind.percent == 80
