"""The process an engine runs in: it does what the frames say, and survives what an engine does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from voice import frames
from voice.recognize.host import ENGINES, engine_of

ROOT = Path(__file__).parents[1]
SCRIPTED = "tests.engines.scripted:Scripted"
LOAD = frames.pack(frames.LOAD, json.dumps({"model": "", "phrases": [], "options": []}).encode())


def begin(number: int) -> bytes:
    return frames.pack_json(frames.BEGIN, number=number)


def sound(words: bytes) -> bytes:
    return frames.pack(frames.AUDIO, words)


ASK, END = frames.pack(frames.ASK), frames.pack(frames.END)


class Told(list[dict[str, Any]]):
    """What it reported, and how it ended."""

    code: int


def host(*sent: bytes, answers: int, name: str = SCRIPTED, closed: bool = True) -> Told:
    """Send frames, read so many answers, and close its stdin unless it must end by itself."""
    command = [sys.executable, "-P", "-m", "voice.recognize.host", name]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"".join(sent))
        process.stdin.flush()
        told = Told()
        for _ in range(answers):
            frame = frames.read(process.stdout)
            assert frame is not None, f"it ended after {told}"
            assert frame[0] == frames.TELL
            told.append(json.loads(frame[1]))
        if closed:
            process.stdin.close()
        told.code = process.wait(10)
        assert not process.stdout.read()
        return told


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_a_whole_utterance_and_what_is_known_of_it_on_the_way() -> None:
    told = host(LOAD, begin(7), sound(b"what time "), ASK, sound(b"is it"), END, answers=3)
    assert told[0] == {"loaded": "scripted"}
    assert told[1] == {"partial": "what time", "number": 7, "bytes": 10, "asked": True}
    assert (told[2]["final"], told[2]["number"], told[2]["confidence"]) == ("what time is it", 7, 0.5)
    assert told[2]["words"][1] == {"text": "time", "start_ms": 100, "end_ms": 190, "confidence": 0.5}
    assert told.code == 0


def test_an_utterance_that_begins_makes_the_one_before_forgotten() -> None:
    told = host(LOAD, begin(1), sound(b"what"), begin(2), sound(b"stop"), END, answers=2)
    assert (told[1]["final"], told[1]["number"]) == ("stop", 2)


def test_sound_that_belongs_to_no_utterance_does_no_harm() -> None:
    told = host(
        LOAD, sound(b"x"), ASK, END, begin(1), sound(b"stop"), END, END, ASK, begin(2), END, answers=3
    )
    assert [(one.get("final"), one.get("number")) for one in told[1:]] == [("stop", 1), ("", 2)]


def test_an_utterance_that_failed_is_told_once_and_the_next_one_works() -> None:
    told = host(
        LOAD, begin(1), sound(b"broken"), sound(b"x"), ASK, END, begin(2), sound(b"hi"), END, answers=3
    )
    assert told[1] == {"broken": "It is broken. Mend it.", "number": 1}
    assert told[2]["final"] == "hi"


def test_an_engine_that_cannot_be_used_says_why_and_ends() -> None:
    missing = {"model": "/nowhere", "phrases": [], "options": []}
    told = host(frames.pack(frames.LOAD, json.dumps(missing).encode()), answers=1, closed=False)
    assert (told[0], told.code) == ({"failed": "There is no model in /nowhere. Get one."}, 1)


def test_an_engine_that_does_not_exist_is_no_riddle() -> None:
    told = host(LOAD, answers=1, name="voice.recognize.nothing:Nothing", closed=False)
    assert "voice.recognize.nothing" in told[0]["failed"]
    assert told.code == 1


def test_what_an_engine_prints_damages_no_frame() -> None:
    told = host(LOAD, begin(1), sound(b"prints"), END, answers=2)
    assert told[1]["final"] == "prints"


def test_it_ends_with_the_daemon_even_while_its_engine_hangs() -> None:
    assert host(LOAD, begin(1), sound(b"hangs"), answers=1).code == 0


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_can_be_imported_and_is_called_by_its_name(name: str) -> None:
    assert engine_of(name).name == name
