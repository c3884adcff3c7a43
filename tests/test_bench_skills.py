"""The benchmark of skills measures what it says, on a handful of sentences."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import skills as bundled
from jarvis import plugins
from jarvis.cli import client
from jarvis.templates import Templates
from tests.bench import (
    mind_ladder,
    skills,
    skills_match,
    skills_paraphrases,
    skills_reload,
    skills_timers,
    skills_walls,
)
from tests.bench.__main__ import BENCHES
from tests.bench.goals import GOALS, Row
from tests.test_examples import Words

SAID = """# the skill, then the sentence
clock.tell_time\twhat time is it
timer.time_left\thow much time is left
stop.stop\tstop talking
timer.set_timer\tstop
clock.tell_date\twhat time is it
nobody.here\tstop
nobody.here\tmow the lawn with vigour
alarm.cancel_alarm\tstop talk dear
"""


def test_every_row_of_the_bench_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (skills_match, skills_paraphrases, skills_walls, skills_reload, skills_timers)
    for part in parts:
        monkeypatch.setattr(
            part, "rows", lambda part=part, *, quick: iter([{"row": part.__name__, "q": quick}])
        )
    assert [row["row"] for row in skills.rows(quick=True)] == [part.__name__ for part in parts]
    assert BENCHES["skills"] is skills.rows


def test_three_hundred_templates_are_loaded_and_can_all_be_said() -> None:
    loaded = list(skills_match.phrases())
    own = sum(len(one.phrases) for one in plugins.find(bundled))
    assert sum(len(sentences) for _, sentences, _ in loaded) == max(skills_match.TEMPLATES, own)
    templates = Templates()
    for name, sentences, places in loaded:
        templates.add(name, list(sentences), places)
    said = skills_match.texts(loaded)[len(skills_match.texts([])) :]
    assert len(said) > len(loaded)
    assert [text for text in said if templates.match(text) is None] == []


def test_how_long_it_takes_is_told_and_the_slowest_only_on_a_quiet_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(skills_match, "texts", lambda _: ["stop", "what time is it", "no such thing"])
    monkeypatch.setattr(skills_match, "BUSY", 1_000.0)
    rows = list(skills_match.rows(quick=True))
    assert [(row["row"], row["n"]) for row in rows] == [("match_p50", 3), ("match_p99", 3)]
    assert "2 of them known" in rows[0]["why"]
    assert all(row["met"] is GOALS[row["row"]].met(row["value"]) for row in rows)
    monkeypatch.setattr(skills_match, "BUSY", -1.0)
    *_, slowest = skills_match.rows(quick=True)
    assert (slowest["value"], slowest["met"]) == (None, None)
    assert "too much to count" in slowest["why"]


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file like the one the bench is meant for."""
    monkeypatch.setattr(skills_paraphrases, "FILE", tmp_path / "said.tsv")
    skills_paraphrases.FILE.write_text(SAID)
    monkeypatch.setattr(skills_paraphrases, "QUICK", 1)


@pytest.mark.usefixtures("few")
def test_what_people_say_is_right_wrong_asked_about_or_not_known() -> None:
    right, wrong = list(skills_paraphrases.rows(quick=True, load=Words))
    assert (right["row"], right["n"], right["value"]) == ("paraphrase_right", 6, 50.0)
    assert "the right thing 1, another 0; told something else 1, done 1, not known 0" in right["why"]
    assert "not counted, 2 sentences of skills that are not here: nobody.here" in right["why"]
    assert "clock.tell_date 0/1" in right["why"]
    assert (wrong["row"], wrong["n"], wrong["value"], wrong["met"]) == ("paraphrase_wrong", 8, 25.0, False)
    assert wrong["why"].endswith("done unasked: 'stop' as stop.stop; 'stop' as stop.stop")


def test_without_a_model_nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills_paraphrases, "_model", lambda: None)
    rows = list(skills_paraphrases.rows(quick=True))
    assert [(row["met"], row["why"]) for row in rows] == [(None, mind_ladder.NO_MODEL)] * 2


def test_the_sentences_are_whole_and_the_names_are_those_of_skills() -> None:
    said = skills_paraphrases.paraphrases()
    assert len(said) > 300
    assert len({text for _, text in said}) == len(said)
    assert all(re.fullmatch(r"\w+\.\w+", name) and text.strip() == text for name, text in said)
    known = {one.name for one in plugins.find(bundled)}
    assert {one for also in skills_paraphrases.ALSO.values() for one in also} <= known
    assert set(skills_paraphrases.ALSO) <= {name for name, _ in said}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of skills, followed by somebody who starts slowly."""
    calls = 0

    def call(method: str, path: str) -> dict[str, Any]:
        nonlocal calls
        calls += 1
        assert (method, path) == ("GET", "/skills")
        file = tmp_path / "skills" / "versions.py"
        if calls < 3 or not file.exists():
            return {"skills": []}
        name = re.findall(r"async def (\w+)", file.read_text())[0]
        return {"skills": [{"skills": [{"name": f"versions.{name}"}]}]}

    monkeypatch.setattr(client, "call", call)
    yield tmp_path / "skills"
    assert calls


def test_a_version_counts_when_it_is_told(folder: Path) -> None:
    row: Row = skills_reload.reload(folder, 3)
    json.dumps(row)
    assert (row["row"], row["n"], row["met"]) == ("reload", 3, True)
    assert [file.name for file in folder.iterdir()] == ["versions.py"]
    assert (folder / "versions.py").stat().st_mode & 0o777 == 0o600


def test_a_version_that_never_comes_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills_reload, "PATIENCE_S", 0.001)
    row = skills_reload.reload(folder, 3)
    assert (row["value"], row["met"]) == (None, None)
    assert "version 0 was not there" in row["why"]


def test_what_cannot_reload_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills_reload, "find_spec", lambda _: None)
    (row,) = skills_reload.rows(quick=True)
    assert (row["value"], row["met"], row["why"]) == (None, None, skills_reload.NOT_YET)
