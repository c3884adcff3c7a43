"""Every example of docs/skills.md works: the conversations, the tests of an author, the package."""

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import skills.again
from jarvis import skill_errands, skill_fetch, skill_process, skill_usage, walls
from jarvis.errors import SkillError
from jarvis.permissions import Permissions, asked_for
from jarvis.plugins import written_in
from jarvis.skill_folder import read_skill
from jarvis.skill_process import SkillProcess
from jarvis.templates import Templates
from jarvis.testing import NotingHouse, SaidToJarvis, say
from tests.userskills import running

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/skills.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LINE = re.compile(r"(You|Jarvis): (.+)")


class Example(NamedTuple):
    """A file of the page, and the conversation below it."""

    name: str
    source: str
    conversation: str


def examples() -> list[Example]:
    """The files of the page. Each is followed by a conversation, if it is not of tests."""
    found = []
    for number, (kind, text) in enumerate(BLOCKS):
        if kind == "python":
            name = re.match(r"# (\w+\.py)\n", text)
            assert name, text
            below = BLOCKS[number + 1] if number + 1 < len(BLOCKS) else ("", "")
            found.append(Example(name[1], text, below[1] if below[0] == "text" else ""))
    return found


EXAMPLES = examples()
SKILLS = [one for one in EXAMPLES if not one.name.startswith("test_")]


class Town(NotingHouse):
    """Does what the skills of the page were allowed, and no more."""

    def __init__(self, needs: Permissions) -> None:
        super().__init__(datetime(2026, 5, 4, 12, tzinfo=UTC))
        self._needs = needs
        self.shown: list[str] = []

    async def fetch(self, url: str, body: str | None, content_type: str) -> Mapping[str, object]:
        """A clear sky over every town that is named."""
        del content_type
        assert url.split("/")[2] in self._needs.network
        clear = {"sky": "clear"} if json.loads(body or "{}").get("place") else {}
        return {"status": 200, "text": json.dumps(clear)}

    async def run(self, program: str, arguments: Sequence[str]) -> Mapping[str, object]:
        """It opens."""
        assert program in self._needs.programs
        assert arguments
        return {"code": 0, "output": ""}

    async def notify(self, text: str) -> None:
        """Note it."""
        assert self._needs.notify
        self.shown.append(text)


def written(example: Example, folder: Path) -> Path:
    """The example as a file of the user's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / example.name
    file.write_text(example.source)
    file.chmod(0o600)
    return file


def module(file: Path) -> ModuleType:
    """It, imported."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_the_page_has_examples_for_everything() -> None:
    assert len(SKILLS) >= 7
    assert {"python", "text", "toml"} == {kind for kind, _ in BLOCKS}
    assert len(re.findall("^```$", PAGE, re.MULTILINE)) == len(BLOCKS), "a block that no test reads"


@pytest.mark.parametrize("example", SKILLS, ids=lambda one: one.name)
async def test_a_conversation_goes_as_it_is_printed(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "Notes").mkdir(parents=True)
    (home / "Notes" / "home.txt").write_text("Thun\n")
    monkeypatch.setenv("HOME", str(home))
    house = Town(asked_for(example.source, example.name))
    mine = module(written(example, tmp_path / "skills"))
    lines = [LINE.fullmatch(line) for line in example.conversation.splitlines()]
    assert lines, "a skill without a conversation"
    said: SaidToJarvis | None = None
    answered = False
    for line in lines:
        assert line, "a line of nobody's"
        if line[1] == "You":
            assert said is None or answered, "nobody waited for the answer"
            said = (
                await said.say(line[2])
                if said
                else await say(line[2], skills=[mine, skills.again], house=house)
            )
            answered = False
        else:
            assert said
            assert (said.error or said.answer) == line[2]
            answered = True
    assert answered


@pytest.mark.real_time
@pytest.mark.parametrize("example", SKILLS, ids=lambda one: one.name)
async def test_every_skill_is_loaded_behind_its_walls(example: Example, tmp_path: Path) -> None:
    file = read_skill(written(example, tmp_path / "skills"), tmp_path / "skills")
    async with running(file) as one:
        cards = await one.start()
    assert [card.function for card in cards] == re.findall(r"^async def (\w+)", example.source, re.MULTILINE)
    assert all(card.summary for card in cards)
    for card, skill in zip(cards, written_in(module(written(example, tmp_path / "again"))), strict=True):
        templates = Templates()
        templates.add(skill.name, list(skill.phrases), skill.places)
        assert templates.match(card.example), "an example that nobody can say"


@pytest.mark.real_time
async def test_what_is_said_of_a_skill_that_hangs_is_so(tmp_path: Path) -> None:
    hanging = Example(
        "kettle.py", SKILLS[0].source.replace("    return", "    while True: ...\n    return"), ""
    )
    file = read_skill(written(hanging, tmp_path / "skills"), tmp_path / "skills")
    async with running(file, limit_s=0.2) as one:
        with pytest.raises(SkillError) as raised:
            await one.call("hello", {})
    assert f"“{raised.value}”" in PAGE


def test_the_limits_are_those_that_are_named() -> None:
    assert f"Each call has {skill_process.LIMIT_S:.0f} seconds" in PAGE
    assert f"{walls.MEMORY_BYTES >> 20} MB of memory, {walls.LARGEST_FILE_BYTES >> 20} MB a file" in PAGE
    assert f"{skill_usage.MOST_IN_A_CALL_BYTES >> 20} MB written" in PAGE
    assert f"At most {skill_fetch.LARGEST_BYTES >> 10} KB, {skill_fetch.LIMIT_S:.0f} seconds" in PAGE
    assert f"No shell, at most {skill_errands.PROGRAM_S:.0f} seconds" in PAGE
    assert SkillProcess.__init__.__defaults__ == (skill_process.LIMIT_S,)


def test_the_tests_of_an_author_pass_and_can_fail(tmp_path: Path) -> None:
    for example in EXAMPLES:
        (tmp_path / example.name).write_text(example.source)
    (own,) = [one for one in EXAMPLES if one.name.startswith("test_")]
    passed = pytest_in(tmp_path, own.name)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert f"{own.source.count('def test_')} passed" in passed.stdout
    greeting = tmp_path / "greeting.py"
    greeting.write_text(greeting.read_text().replace("Hello, ", "Hey, "))
    failed = pytest_in(tmp_path, own.name, "-k", "greeted")
    assert (failed.returncode, "1 failed" in failed.stdout) == (1, True), failed.stdout + failed.stderr


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an author's tests as they would."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    plain = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # theirs is not the setting of ours
    return subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=False)


def test_a_package_names_its_module_in_our_group() -> None:
    (text,) = [text for kind, text in BLOCKS if kind == "toml"]
    project = tomllib.loads(text)["project"]
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["dependencies"] == [ours["name"]]
    ((name, target),) = project["entry-points"]["jarvis.skills"].items()
    assert name.isidentifier()
    assert target.isidentifier()


def test_every_kind_of_place_takes_what_the_table_says() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (“.+”) \| (.+) \|$", PAGE, re.MULTILINE)
    kinds = {one.__name__: one for one in (int, float, timedelta, time, date, datetime)}
    assert [kind for kind, _, _ in rows] == list(kinds)
    for kind, said, value in rows:
        templates = Templates()
        templates.add("go.go", ["go {value}"], {"value": kinds[kind]})
        values = []
        for words in re.findall("“(.+?)”", said):
            match = templates.match(f"go {words}")
            assert match, words
            assert type(match.values["value"]) is kinds[kind]
            values.append(match.values["value"])
        if numbers := [ast.literal_eval(one) for one in re.findall(r"`(-?[\d.]+)`", value)]:
            assert set(values) == set(numbers)
