"""The log: one line each, with a tag one can grep for."""

import logging
import re
import warnings
from collections.abc import Iterator

import pytest

from jarvis import log


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The log of the other tests is left as it was."""
    root, uvicorn = logging.getLogger(), logging.getLogger("uvicorn")
    levels = root.level, uvicorn.level
    monkeypatch.setattr(root, "handlers", [])
    yield
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
