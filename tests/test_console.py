"""What the terminal shows."""

from typing import Any

import pytest

from ui import console

KEPT: dict[str, Any] = {
    "memory": {"keep_days": 30, "problem": ""},
    "residency": {"sentence": "no large model"},
}


@pytest.mark.parametrize(
    ("microphone", "told"),
    [
        ({"device": "USB", "held_by": [5]}, "USB, held by process 5"),
        ({"device": "USB"}, "USB"),
        ({"device": "USB", "held_by": [5], "problem": "silent"}, "USB, held by process 5; silent"),
        ({"muted": True, "held_by": []}, "muted; no process holds it"),
        ({"muted": True, "held_by": [5, 6]}, "muted, but held by process 5 and process 6"),
        ({"problem": "no input device", "held_by": [5]}, "none: no input device"),
        ({}, "none: being opened"),
    ],
)
def test_the_status_tells_who_holds_the_microphone(
    microphone: dict[str, object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = {
        "state": "listening",
        "version": "1",
        "pid": 7,
        "uptime_s": 3.0,
        "wake_phrase": "hey jarvis",
        "microphone": {"muted": False, "device": "", "problem": "", **microphone},
        "loudspeaker": {"problem": ""},
        "recognizer": {"engine": "moonshine", "ready": True, "problem": ""},
        "mind": {"engine": "", "engines": ["embedded"], "problem": ""} | {"model": "", "rank": ""},
        "queue": {"waiting": 0},
        "breakers": {},
        **KEPT,
    }
    console.show_status(status)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "microphone" in line]
    assert line.strip().removeprefix("microphone").strip() == told


@pytest.mark.parametrize("attack", ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b31m", "a\rb", "\x07", "\x00"])
def test_control_characters_never_reach_the_terminal(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    answered = {"answer": f"hi {attack}[red]there", "text": attack, "sources": [f"/{attack}.md"]}
    console.show_answer(answered, heard=True)
    console.show_event({"event": "task_started", "at_s": 1.0, "number": 1, "text": attack})
    shown = capsys.readouterr().out
    assert not any(ord(letter) < 32 and letter != "\n" for letter in shown)
    assert "\x7f" not in shown
    assert not any(0x80 <= ord(letter) < 0xA0 for letter in shown)
    assert "[red]there" in shown


def test_an_answer_is_followed_by_the_documents_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    answered = {"answer": "It is maple.", "sources": ["/notes/router.md", "/notes/a.pdf"]}
    console.show_answer(answered, heard=False)
    console.show_answer({"answer": "It is noon.", "sources": []}, heard=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["It is maple.", "from: /notes/router.md, /notes/a.pdf", "It is noon."]


@pytest.mark.parametrize(
    ("breakers", "resting"),
    [
        ({}, "nothing"),
        ({"asr": "closed", "tts": "closed"}, "nothing"),
        ({"asr": "open", "tts": "closed", "llm": "half-open"}, "asr, llm"),
    ],
)
def test_the_status_tells_every_why_not(
    capsys: pytest.CaptureFixture[str], breakers: dict[str, str], resting: str
) -> None:
    console.show_status(
        {
            "state": "no microphone",
            "version": "1",
            "pid": 7,
            "uptime_s": 3.0,
            "wake_phrase": "hey jarvis",
            "microphone": {"muted": False, "device": "", "problem": "no input device", "pid": None},
            "loudspeaker": {"problem": "no output device", "pid": None},
            "recognizer": {"engine": "moonshine", "ready": False, "problem": "The model is missing."},
            "mind": {"engine": "ollama", "model": "qwen3:4b", "rank": "capable", "problem": "It hangs."},
            "queue": {"waiting": 2},
            "breakers": breakers,
            **KEPT,
        }
    )
    shown = capsys.readouterr().out
    for wanted in ("no input device", "no output device", "The model is missing.", "process 7"):
        assert wanted in shown
    (line,) = [line for line in shown.splitlines() if "resting" in line]
    assert line.split(maxsplit=1)[1].strip() == resting


@pytest.mark.parametrize(("level", "shown"), [(None, "-"), (-31.6, "-32 dBFS"), (0.0, "0 dBFS")])
def test_the_status_tells_how_loud_the_microphone_is(
    capsys: pytest.CaptureFixture[str], level: float | None, shown: str
) -> None:
    console.show_status(
        {
            "state": "listening",
            "version": "1",
            "pid": 7,
            "uptime_s": 3.0,
            "wake_phrase": "hey jarvis",
            "microphone": {"muted": False, "device": "USB", "problem": "", "pid": 8, "level_dbfs": level},
            "loudspeaker": {"problem": "", "pid": 9},
            "recognizer": {"engine": "moonshine", "ready": True, "problem": ""},
            "mind": {"engine": "", "engines": ["embedded"], "problem": ""} | {"model": "", "rank": ""},
            "queue": {"waiting": 0},
            "breakers": {},
            **KEPT,
        }
    )
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "level" in line]
    assert line.split(maxsplit=1)[1].strip() == shown


def test_pairs_are_shown_beside_each_other_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    console.show_pairs({"heard": "[red]stop\x1b[2J\x07", "waiting": 2, "said": ""})
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["heard", "[red]stop"],
        ["waiting", "2"],
        ["said"],
    ]


@pytest.mark.parametrize(
    ("memory", "shown"),
    [
        ({"keep_days": 30, "problem": ""}, "turns are kept for 30 days"),
        ({"keep_days": 1, "problem": "The disk is full."}, "turns are kept for 1 day; The disk is full."),
        ({"keep_days": 0, "problem": ""}, "nothing is kept"),
    ],
)
def test_the_status_tells_what_is_kept_and_what_is_loaded(
    capsys: pytest.CaptureFixture[str], memory: dict[str, Any], shown: str
) -> None:
    status = {
        "state": "listening",
        "version": "1",
        "pid": 7,
        "uptime_s": 3.0,
        "wake_phrase": "hey jarvis",
        "microphone": {"muted": False, "device": "USB", "problem": "", "pid": 5},
        "loudspeaker": {"problem": ""},
        "recognizer": {"engine": "moonshine", "problem": ""},
        "queue": {"waiting": 0},
        "breakers": {},
        "mind": {"engine": "", "engines": [], "model": "", "rank": "", "problem": ""},
        "memory": memory,
        "residency": {"sentence": "llm (3.5 GB)"},
    }
    console.show_status(status)
    lines = {
        line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1].strip()
        for line in capsys.readouterr().out.splitlines()
    }
    assert (lines["memory"], lines["loaded"]) == (shown, "llm (3.5 GB)")
