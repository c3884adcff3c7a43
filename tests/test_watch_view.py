"""The picture: fits, grows, has words for everything, and shows text from outside as text."""

import re
from datetime import UTC, datetime

import pytest

from tests.test_news import ATTACKS
from tests.watching import A_TURN, RECEIPT, event, watched
from ui.standing import Look
from ui.watch_view import View
from ui.watched import Looked, Offline, Watched

WALL = datetime(2026, 5, 9, 11, 59, tzinfo=UTC)
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def plain(known: Watched, columns: int = 80, rows: int = 24) -> list[str]:
    """The picture without its colours."""
    return [_STYLE.sub("", line) for line in View(columns, rows, WALL).lines(known)]


@pytest.mark.parametrize(
    ("columns", "rows"),
    [(80, 24), (80, 25), (200, 70), (60, 18), (40, 12), (20, 4), (30, 9), (300, 5), (1, 1)],
)
@pytest.mark.parametrize("online", [True, False])
def test_it_fits_whatever_the_size(columns: int, rows: int, *, online: bool) -> None:
    lines = plain(watched(*A_TURN) if online else Watched(), columns, rows)
    assert len(lines) == max(4, rows)
    assert max(map(len, lines)) <= max(20, columns)


def test_80_by_24_shows_all_there_is() -> None:
    shown = "\n".join(plain(watched(*A_TURN, breakers={"asr": "closed", "tts": "open"})))
    for words in (
        "▶ SPEAKING  Jarvis is speaking.",
        "-32 dBFS, peak -18",
        "you     what time is it",
        "jarvis  It is noon.",
        "queue    0 waiting",
        "tts open",
        "USB Audio",
        "volume 80 %",
        "12:00:00 speaking_started",
        "q leaves",
    ):
        assert words in shown
    for span in RECEIPT["spans"]:
        assert span["stage"] in shown
    (late,) = [line for line in shown.splitlines() if "audio_to_asr" in line and "of" in line]
    assert "91 ms of 50 ms" in " ".join(late.split())
    assert "over" in late


def test_a_taller_terminal_shows_more_events() -> None:
    known = watched(*(event("microphone_hears", device=f"number {number}") for number in range(60)))
    shown = [sum("number" in line for line in plain(known, 80, rows)) for rows in (24, 40, 60)]
    assert shown == sorted(set(shown))


def test_the_end_of_a_long_answer_is_seen() -> None:
    words = " ".join(str(number) for number in range(400))
    shown = "\n".join(plain(watched(*A_TURN[:7], event("answer_continued", turn="t", text=words))))
    assert "399 ▌" in shown
    assert "jarvis  …" in shown


def test_every_state_has_a_word_and_a_sign_of_its_own() -> None:
    states = {
        Look.OFFLINE: Watched(),
        Look.IDLE: watched(),
        Look.LISTENING: watched(*A_TURN[:3]),
        Look.THINKING: watched(*A_TURN[:7]),
        Look.SPEAKING: watched(*A_TURN),
        Look.MUTED: watched(event("microphone_muted")),
        Look.PAUSED: watched(event("conversation_controlled", action="pause")),
        Look.DEGRADED: watched(event("loudspeaker_lost", reason="unplugged")),
        Look.ERROR: watched(event("microphone_lost", reason="unplugged")),
    }
    signs = set()
    for look, known in states.items():
        sign, word = plain(known)[1].split()[1:3]
        assert word == look.upper()
        signs.add(sign)
    assert set(states) == set(Look)
    assert len(signs) == len(Look)


def test_without_colour_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-7]")
    assert coloured.search("".join(View(80, 24, WALL).lines(watched(*A_TURN))))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured.search("".join(View(80, 24, WALL).lines(watched(*A_TURN))))


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_from_outside_is_never_a_command(attack: str) -> None:
    evil = f"{attack}[red]x[/red]{attack}"
    spans = [dict.fromkeys(RECEIPT["spans"][0], evil) | {"took_ms": 1.0, "budget_ms": 2.0}]
    microphone = {"muted": False, "device": evil, "problem": evil}
    known = watched(
        *({**one, "text": evil, "phrase": evil, "device": evil} for one in A_TURN),
        event(evil, **{evil: evil}),
        microphone=microphone,
        wake_phrase=evil,
        breakers={evil: evil},
        mind={"problem": evil, "model": evil},
    ).after(Looked({**watched().status, "microphone": microphone}, {"spans": spans}))
    for view in (View(80, 24, WALL), View(200, 60, WALL)):
        for state in (known, known.after(Offline())):
            lines = view.lines(state)
            for line in lines:
                assert _STYLE.sub("", line).isprintable()
            assert len(lines) == view.size[1]
        assert "[red]x[/red]" in "".join(view.lines(known))


def test_the_picture_for_the_documentation_loads_nothing() -> None:
    view = View(100, 30, WALL)
    svg = view.svg(watched(*A_TURN))
    assert svg.startswith("<svg")
    assert svg == view.svg(watched(*A_TURN))
    assert "SPEAKING" in svg
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
