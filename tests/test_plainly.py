"""No escape codes where they are not wanted, and plain lines for who hears the terminal."""

import json
import re
import sys
from pathlib import Path

import pytest

from jarvis.cli import main
from tests.commands import NO_JSON, UNSEEN, attacking, jarvis, named, prepare, words_of
from ui import console, plainly

pytestmark = pytest.mark.real_time
SEEN = [name for name in named() if name not in UNSEEN]
PICTURES = re.compile("[\u2190-\u21ff\u2300-\u23ff\u2500-\u25ff\u2600-\u27bf]")
"""Arrows, boxes, blocks and signs."""
STREAMS = {"chat", "events", "listen"}
"""They print one JSON object a line; all others one in all."""


@pytest.fixture(autouse=True)
def _afterwards() -> object:
    yield
    plainly.be(False)


@pytest.mark.parametrize(
    ("environment", "terminal", "wanted"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "xterm-256color"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": ""}, True, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, True),
        ({"TERM": "xterm", "FORCE_COLOR": "1"}, False, True),
        ({"TERM": "xterm", "FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_codes_are_for_terminals_that_know_them_and_people_who_like_them(
    environment: dict[str, str],
    terminal: bool,  # noqa: FBT001 - a row of a table
    wanted: bool,  # noqa: FBT001 - same
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert plainly.codes(sys.stdout) is wanted
    console.show_pairs({"state": "listening"})
    console.show_table(("name",), [("tea",)])
    console.show_event({"event": "task_started", "at_s": 1.0, "number": 1, "text": "hi"})
    console.show_answer({"answer": "Noon.", "text": "when", "sources": ["/a"]}, heard=True)
    assert ("\x1b" in capsys.readouterr().out) is wanted
    plainly.be(True)
    assert not plainly.codes(sys.stdout)


@pytest.mark.parametrize("command", SEEN)
async def test_plain_is_a_fact_a_line_and_json_is_json_for_every_command(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.commands.ATTACK", "x")
    monkeypatch.setenv("FORCE_COLOR", "1")
    async with attacking(monkeypatch, tmp_path):
        await jarvis("--plain", *words_of(command))
        shown = capsys.readouterr()
        if command in NO_JSON:
            return
        again = tmp_path / "again"
        again.mkdir()
        prepare(monkeypatch, again)
        code = await jarvis(*words_of(command), "--json")
    assert "\x1b" not in shown.out + shown.err
    assert not PICTURES.search(shown.out + shown.err)
    if command != "chat":  # its help is laid out
        assert not re.search(r"^ |\S {2,}\S", shown.out, re.MULTILINE), shown.out
    written = capsys.readouterr()
    told = [json.loads(line) for line in written.out.splitlines()]
    assert told, written.err
    assert len(told) == 1 or command in STREAMS
    if isinstance(told[-1], dict) and set(told[-1]) == {"error", "exit_code"}:
        assert told[-1]["exit_code"] == code != 0


def test_the_environment_can_want_it_always(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value, wanted in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv("JARVIS_PLAIN", value)
        assert main(["version"]) == 0
        assert plainly.plain() is wanted
    capsys.readouterr()


def test_a_row_is_a_line_that_names_its_cells(capsys: pytest.CaptureFixture[str]) -> None:
    plainly.be(True)
    console.show_table(
        ("stage", "took", "budget", ""), [("asr", "91 ms", "-", "over"), ("tts", "", "5 ms", "")]
    )
    console.show_pairs({"status": "on", "last errors": "one\ntwo"})
    console.show_event({"event": "task_started", "at_s": 61.5, "number": 1, "text": "hi", "turn": "t"})
    assert capsys.readouterr().out.splitlines() == [
        "stage: asr; took: 91 ms; over",
        "stage: tts; budget: 5 ms",
        "status: on",
        "last errors: one two",
        "task started, at 62 s; text: hi; turn: t",
    ]
