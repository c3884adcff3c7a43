"""`jarvis why | latency | stats`, through the door and on the terminal."""

import asyncio
import json
from typing import Any

import pytest

from jarvis.cli import main
from jarvis.errors import JarvisError
from jarvis.latency import BUDGETS_MS, LatencyMonitor
from jarvis.receipt import STAGES, TOTALS, Receipt, Span
from tests.happened import feed, spoken
from tests.test_api import Behind, call, door

pytestmark = pytest.mark.real_time
ATTACK = "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\r\x00\x7f[red]"


async def jarvis(*arguments: str) -> int:
    """A command in a terminal; gives its exit code."""
    return await asyncio.to_thread(main, arguments)


def table(shown: str) -> list[list[str]]:
    """What a table shows, cell by cell."""
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in shown.splitlines()]


def busy(behind: Behind) -> None:
    """Let there have been enough turns for every figure."""
    for number in range(60):
        feed(behind.monitor, spoken(f"t{number}", audio_to_asr=90))


async def test_a_receipt_is_asked_for_by_its_turn_or_is_the_last() -> None:
    async with door() as behind:
        assert await call("GET", "/why") == behind.receipt.to_json()
        assert await call("GET", "/why?turn=") == behind.receipt.to_json()
        assert (await call("GET", "/why?turn=voice_1_0"))["heard"] == "hello"
        with pytest.raises(JarvisError, match="There is no receipt of 'voice_9_9'") as error:
            await call("GET", "/why?turn=voice_9_9")
        assert error.value.exit_code == 2


async def test_figures_since_the_start_are_told() -> None:
    async with door() as behind:
        busy(behind)
        told = await call("GET", "/latency")
    assert set(told) == {"stages", "errors", "proposals", "breakers", "interruptions"}
    assert set(told["stages"]) <= {*STAGES, *TOTALS}
    assert told["stages"]["audio_to_asr"]["violations"] == 60


@pytest.mark.parametrize(("query", "days"), [("", 7), ("?days=1", 1), ("?days=07", 7)])
async def test_a_week_is_told_unless_asked_otherwise(query: str, days: int) -> None:
    async with door():
        assert len(await call("GET", f"/stats{query}")) == days


@pytest.mark.parametrize(
    "days",
    [
        "0", "31", "-1", "1.5", "", "seven", "%20", "1e1", "00030999", "999", "%D9%A7", "%C2%B2", "1%00",
        "9" * 5_000, "1" + "0" * 20,
    ],
)  # fmt: skip
async def test_days_that_cannot_be_are_refused_in_a_sentence(days: str) -> None:
    async with door():
        with pytest.raises(JarvisError, match=r"^days: '.*' is no number from 1 to 30\.$") as error:
            await call("GET", f"/stats?days={days}")
        assert error.value.exit_code == 2
        assert len(str(error.value)) < 150
        assert str(error.value).isprintable()


async def test_a_database_in_trouble_is_told_in_a_sentence() -> None:
    async with door():
        with pytest.raises(JarvisError, match="Is the disk in order") as error:
            await call("GET", "/stats?days=30")
        assert error.value.exit_code == 1


@pytest.mark.parametrize("path", ["/why", "/latency", "/stats"])
async def test_nothing_is_changed_by_asking(path: str) -> None:
    async with door():
        with pytest.raises(JarvisError, match="Method Not Allowed"):
            await call("POST", path, {})


async def test_why_shows_what_the_turn_was_and_each_stage(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("why") == 0
    assert table(capsys.readouterr().out) == [
        ["turn", "voice_1_0"],
        ["heard", "hello"],
        ["answerer", "echo"],
        ["status", "completed"],
        ["said", "hello!"],
        ["stage", "took", "budget"],
        ["audio_to_asr", "51 ms", "50 ms", "over"],
        ["llm_first_token", "512 ms", "300 ms", "over and unusual"],
        ["first_token", "7.3 ms", "500 ms"],
        ["I have no times for that: it ended before there was an answer."],
    ]


@pytest.mark.parametrize("turn", ["voice_9_9", "a&turn=voice_1_0", "#", "%", "a b", "ü", "../x", "\udcff"])
async def test_a_turn_nobody_knows_is_an_error(turn: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("why", turn) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("jarvis: There is no receipt of ")
    assert turn.replace("\udcff", "?") in err


async def test_latency_shows_figures_parts_and_proposals(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        busy(behind)
        assert await jarvis("latency") == 0
    shown = table(capsys.readouterr().out)
    assert shown[0] == ["stage", "turns", "p50", "p95", "p99", "budget", "over budget"]
    assert ["silence_wait", "60", "700 ms", "700 ms", "700 ms", "-", "0"] in shown
    assert ["audio_to_asr", "60", "90 ms", "90 ms", "90 ms", "50 ms", "60"] in shown
    assert ["asr_to_llm", "60", "2.0 ms", "2.0 ms", "2.0 ms", "100 ms", "0"] in shown
    assert shown[shown.index(["part", "circuit", "failures"]) + 1] == ["asr", "open", "5 of 5"]
    told = [" ".join(line) for line in shown]
    assert (
        "audio_to_asr: 95 of 100 take up to 90 ms; better find out why than allow it. "
        "It would take `latency.audio_to_asr_ms: 110`."
    ) in told
    assert (
        "end_to_end: 95 of 100 take no more than 150 ms. This would fit: `latency.end_to_end_ms: 230`."
    ) in told


async def test_before_the_first_turn_there_are_only_headings(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("latency") == 0
    assert [line[0] for line in table(capsys.readouterr().out)] == ["stage", "part", "asr"]


async def test_stats_shows_a_line_for_each_day(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("stats", "--days", "2") == 0
        assert table(capsys.readouterr().out) == [
            ["day", "turns", "failed", "cancelled", "first word", "first sound"],
            ["2026-05-09", "3", "1", "0", "52 ms", "-"],
            ["2026-05-08", "3", "1", "0", "52 ms", "-"],
        ]
        assert await jarvis("stats", "--days", "-1") == 2
        assert "days: '-1' is no number" in capsys.readouterr().err
        with pytest.raises(SystemExit) as ended:
            main(["stats", "--days", "seven"])
        assert ended.value.code == 2


@pytest.mark.parametrize(
    ("command", "path"), [("why", "/why"), ("latency", "/latency"), ("stats", "/stats?days=7")]
)
async def test_programs_are_told_everything(
    command: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with door() as behind:
        busy(behind)
        assert await jarvis(command, "--json") == 0
        assert json.loads(capsys.readouterr().out) == await call("GET", path)


class Hostile(Receipt):
    """A receipt from a daemon that is not to be trusted."""

    def to_json(self) -> dict[str, Any]:
        """Attacks everywhere."""
        told = super().to_json()
        spans = [one | {"stage": ATTACK} for one in told["spans"]]
        return dict.fromkeys(told, ATTACK) | {"spans": spans}


class HostileMonitor(LatencyMonitor):
    """Figures from such a daemon."""

    def to_json(self) -> dict[str, Any]:
        """Attacks everywhere."""
        told = super().to_json()
        stages = {f"{ATTACK}{stage}": one for stage, one in told["stages"].items()}
        proposals = [one | {"stage": ATTACK, "because": ATTACK} for one in told["proposals"]]
        return told | {"stages": stages, "proposals": proposals}


@pytest.mark.parametrize("command", [["why"], ["why", "--json"], ["latency"], ["latency", "--json"]])
async def test_nothing_from_outside_commands_the_terminal(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    async with door() as behind:
        behind.receipt = Hostile("t", ATTACK, ATTACK, "failed", ATTACK, (Span("end_to_end", 1),))
        behind.monitor = HostileMonitor(BUDGETS_MS)
        busy(behind)
        assert await jarvis(*command) == 0
    shown = capsys.readouterr().out
    assert "[red]" in shown
    assert not [letter for letter in shown if letter != "\n" and not letter.isprintable()]
