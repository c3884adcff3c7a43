"""The log: one line each, with a tag one can grep for."""

import json
import logging
import os
import re
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarvis import log, paths


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The log of the other tests is left as it was."""
    root, uvicorn = logging.getLogger(), logging.getLogger("uvicorn")
    levels = root.level, uvicorn.level
    trace = logging.getLogger("jarvis.trace")
    monkeypatch.setattr(trace, "propagate", trace.propagate)
    monkeypatch.setattr(trace, "handlers", [])
    trace_level = trace.level
    monkeypatch.setattr(root, "handlers", [])
    yield
    for handler in trace.handlers:
        handler.close()
    trace.setLevel(trace_level)
    logging.captureWarnings(capture=False)
    root.setLevel(levels[0])
    uvicorn.setLevel(levels[1])


@pytest.mark.parametrize(
    ("who", "tag"),
    [
        ("jarvis.bus", "[ASYNC-EVENT]"),
        ("jarvis.tasks", "[ASYNC-QUEUE]"),
        ("jarvis.pipeline", "[ASYNC-WORKER]"),
        ("jarvis.daemon", "[ASYNC]"),
    ],
)
def test_a_line_says_when_how_bad_and_who(capsys: pytest.CaptureFixture[str], who: str, tag: str) -> None:
    log.setup("INFO")
    logging.getLogger(who).warning("turn %s stays silent", "voice_1_0")
    out, err = capsys.readouterr()
    assert out == ""
    wanted = re.escape(f"WARNING {tag} {who}: turn voice_1_0 stays silent")
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d,\d{{3}} {wanted}\n", err)


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("WARNING")
    logging.getLogger("jarvis.bus").info("unimportant")
    logging.getLogger("jarvis.bus").error("important")
    assert capsys.readouterr().err.endswith("important\n")
    log.setup("DEBUG")
    logging.getLogger("jarvis.bus").debug("tiny")
    assert capsys.readouterr().err.count("tiny") == 1  # set up twice, written once


def test_the_server_does_not_tell_of_every_request(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("DEBUG")
    logging.getLogger("uvicorn.access").info("GET /status")
    assert capsys.readouterr().err == ""


def test_warnings_of_python_go_into_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("INFO")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("this will not work for ever", FutureWarning, stacklevel=1)
    assert "WARNING [ASYNC] py.warnings: " in capsys.readouterr().err


def test_a_fault_is_told_in_one_line_with_its_places_and_without_its_words() -> None:
    def dial(number: str) -> int:
        return int(number)

    with pytest.raises(ValueError, match="secret") as caught:
        dial("my secret\nfriend")
    told = log.frames(caught.value)
    assert re.match(r"ValueError ← \S+/test_log\.py:\d+ in dial ← ", told)
    assert told.isprintable()
    assert "secret" not in told


@pytest.fixture
def careless() -> Iterator[None]:
    """A session in which new files are everybody's, unless a program takes care."""
    before = os.umask(0)
    yield
    os.umask(before)


def traced(number: int, size: int = 0) -> str:
    """A line of the trace."""
    line = json.dumps({"turn": f"voice_{number}", "pad": "x" * size})
    logging.getLogger("jarvis.trace").info("%s", line)
    return line


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_without_a_trace_file_times_go_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("DEBUG")
    traced(1)
    logging.getLogger("jarvis.trace").warning("not even what is urgent")
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("careless")
def test_the_trace_is_lines_of_json_for_its_owner_only(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("DEBUG")
    log.trace_to(paths.trace_file())
    lines = [traced(number) for number in range(3)]
    assert paths.trace_file().read_text().splitlines() == lines
    assert [json.loads(line)["turn"] for line in lines] == ["voice_0", "voice_1", "voice_2"]
    assert mode(paths.trace_file()) == 0o600
    assert capsys.readouterr() == ("", "")


def test_a_trace_that_an_earlier_day_began_is_continued_and_closed_to_others() -> None:
    paths.trace_file().write_text("before\n")
    paths.trace_file().chmod(0o644)
    log.setup("INFO")
    log.trace_to(paths.trace_file())
    line = traced(1)
    assert paths.trace_file().read_text() == f"before\n{line}\n"
    assert mode(paths.trace_file()) == 0o600


@pytest.mark.usefixtures("careless")
def test_a_long_trace_makes_room_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_TRACE_BYTES", 1_000)
    log.setup("INFO")
    log.trace_to(paths.trace_file())
    lines = [traced(number, 100) for number in range(50)]
    older = paths.trace_file().with_name("trace.jsonl.1")
    assert sorted(paths.trace_file().parent.glob("trace*")) == [paths.trace_file(), older]
    kept = [*older.read_text().splitlines(), *paths.trace_file().read_text().splitlines()]
    assert kept == lines[-len(kept) :]
    for file in (paths.trace_file(), older):
        assert mode(file) == 0o600
        assert 0 < file.stat().st_size <= 1_000


def test_the_level_can_be_another_one_later(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("ERROR")
    logging.getLogger("jarvis").info("not yet")
    log.set_level("INFO")
    logging.getLogger("jarvis").info("now it is")
    told = capsys.readouterr().err
    assert "now it is" in told
    assert "not yet" not in told
