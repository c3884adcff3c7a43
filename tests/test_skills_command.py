"""`jarvis skills …`: what a user sees."""

import io
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.cli import main
from tests.books import Book, kept, saying
from tests.test_api import door
from tests.test_latency_command import jarvis

pytestmark = pytest.mark.real_time
NET = 'NEEDS = Permissions(network=("api.example.org",))'


@asynccontextmanager
async def daemon() -> AsyncIterator[Book]:
    """A daemon that keeps skills."""
    async with kept() as one, door() as behind:
        behind.skills = one.desk
        yield one


async def test_a_new_skill_is_written_answers_and_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    async with daemon() as one:
        assert await jarvis("skills", "new", "my_garden") == 0
        file = paths.skills() / "my_garden.py"
        shown = capsys.readouterr().out
        assert str(file) in shown
        assert "Hey Jarvis, my garden" in shown
        assert [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)] == [0o600, 0o700]
        assert await jarvis("skills", "new", "my_garden") == 2
        assert "already" in capsys.readouterr().err
        await one.is_now("my_garden", "on")
        assert await jarvis("skills", "list") == 0
        shown = capsys.readouterr().out
        assert "“my garden”" in shown
        assert "Walls around them: limits" in shown
        assert await jarvis("skills", "why", "my_garden") == 0
        assert "It needs nothing beyond answering." in capsys.readouterr().out
        assert await jarvis("skills", "reload") == 0
        assert capsys.readouterr().out == "my_garden is on.\n"
        assert await jarvis("skills", "disable", "my_garden", "--json") == 0
        assert json.loads(capsys.readouterr().out)["status"] == "off"


async def test_one_is_asked_before_anything_is_allowed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with daemon() as one:
        one.save(saying("Dry.", more=NET))
        await one.is_now("tea", "needs permission")
        for answer in ("", "n\n", "what?\n"):
            monkeypatch.setattr("sys.stdin", io.StringIO(answer))
            assert await jarvis("skills", "enable", "tea") == 1
            told = capsys.readouterr()
            assert told.err == "tea: It wants to talk to api.example.org. Allow it? [y/N] "
            assert told.out == "Nothing was allowed.\n"
        assert await jarvis("skills", "list") == 0
        assert "needs permission" in capsys.readouterr().out
        assert await jarvis("skills", "enable", "tea", "--yes") == 0
        assert capsys.readouterr().out == "tea is on. Say “say it”.\n"


async def test_what_is_broken_is_told_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    async with daemon() as one:
        one.save(saying("Green."))
        await one.is_now("tea", "on")
        one.save("import nothing_of_this_name\n")
        await one.is_now("tea", "broken")
        assert await jarvis("skills", "reload", "tea") == 1
        assert "line 1: ModuleNotFoundError" in capsys.readouterr().out
        assert await jarvis("skills", "why", "tea") == 0
        assert "the version before answers" in capsys.readouterr().out
        assert await jarvis("skills", "enable", "tea") == 1
        assert await jarvis("skills", "why", "nobody") == 2


def test_examples_are_tried_without_a_daemon(capsys: pytest.CaptureFixture[str]) -> None:
    Book().save(saying("Green."))
    assert main(["skills", "test", "tea"]) == 0
    assert capsys.readouterr().out == "ok  “say it”: Green.\n"
    Book().save(saying("Green.").replace("return", "raise ValueError #"))
    assert main(["skills", "test", "tea", "--json"]) == 1
    assert "has a fault" in json.loads(capsys.readouterr().out)["tried"][0]["problem"]


@pytest.mark.parametrize(("right", "code"), [("Green.", 0), ("Black.", 1)])
def test_the_authors_own_tests_are_run(right: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    one = Book()
    one.save(saying("Green."))
    text = f"""
    import tea
    from jarvis.testing import run, say

    def test_it_says_so():
        async def story():
            assert (await say("say it", skills=[tea])).answer == "{right}"
        run(story())
    """
    one.save(text, "test_tea.py")
    assert main(["skills", "test", "tea", "--json"]) == code
    assert json.loads(capsys.readouterr().out)["passed"] is (code == 0)
    assert not list(Path(paths.skills()).glob("**/__pycache__"))


@pytest.mark.parametrize("name", ["", "my skill", "1st", "../up", "test_me", "_hidden", "ä"])
def test_a_name_that_cannot_be_is_told(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["skills", "new", name]) == 2
    assert "is no name for a skill" in capsys.readouterr().err
    assert not paths.skills().exists()
