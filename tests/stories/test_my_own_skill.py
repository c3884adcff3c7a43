"""A newcomer writes a skill by the README, saves it, and says it to the Jarvis that is running."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jarvis import paths
from tests.living import Living, living, until
from tests.sound import PrivatePulse, flite, silence

pytestmark = pytest.mark.real_time
README = Path(__file__).parents[2] / "README.md"


def of_the_readme() -> str:
    """The example, as a newcomer copies it."""
    section = README.read_text().partition("## Write your own skill")[2]
    return section.partition("```python\n")[2].partition("```")[0]


def save(text: str, name: str = "tea.py") -> Path:
    """Save a skill, as an editor does."""
    folder = paths.skills()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / name
    file.write_text(textwrap.dedent(text))
    file.chmod(0o600)
    return file


def asked(jarvis: Living, *words: str) -> Any:  # noqa: ANN401 - JSON can be anything
    """The answer to what is typed."""
    return jarvis.jarvis("ask", "--json", *words).json["answer"]


def why(jarvis: Living, name: str = "tea") -> dict[str, Any]:
    """What `jarvis skills why` tells."""
    found: dict[str, Any] = jarvis.jarvis("skills", "why", name, "--json").json
    return found


def test_saved_it_answers_at_once_and_broken_the_old_version_does(
    jarvis: Living, pulse: PrivatePulse
) -> None:
    save(of_the_readme())
    loaded = jarvis.wait_for("skill_reloaded")
    assert loaded["skill"] == "tea"
    pulse.say(
        flite("hey jarvis", "rms") + silence(0.4) + flite("how long does green tea take") + silence(1.5)
    )
    assert jarvis.wait_for("task_finished")["answer"] == "Green tea takes 2 minutes."
    assert why(jarvis)["status"] == "on"
    assert "how long does green tea take" in jarvis.jarvis("skills", "list").out

    save(of_the_readme().replace('"green": 2', '"green": 3'))
    jarvis.wait_for("skill_reloaded", after=loaded["number"])
    assert asked(jarvis, "how", "long", "does", "green", "tea", "take") == "Green tea takes 3 minutes."

    save(of_the_readme() + "\nnonsense(\n")
    broken = jarvis.wait_for("skill_broken")
    assert "tea.py is not Python in line" in broken["reason"]
    assert asked(jarvis, "how", "long", "does", "green", "tea", "take") == "Green tea takes 3 minutes."
    (problem,) = jarvis.jarvis("status", "--json").json["skills"]
    assert problem["name"] == "tea"
    assert "line" in problem["reason"]

    (paths.skills() / "tea.py").unlink()
    jarvis.wait_for("skill_removed")
    assert "minutes" not in asked(jarvis, "how", "long", "does", "green", "tea", "take")


HUNGRY = """
from jarvis import Permissions, fetch, skill

NEEDS = Permissions(network=("api.example.org",), notify=True)

@skill("is the cellar wet", reads=True)
async def cellar() -> str:
    '''Tell whether there is water in it.'''
    return "It is dry."
"""


def test_what_it_wants_is_asked_for_once_and_can_be_taken_back(deaf_jarvis: Living) -> None:
    jarvis = deaf_jarvis
    save(HUNGRY, "rain.py")
    assert jarvis.wait_for("skill_held_back")["skill"] == "rain"
    assert why(jarvis, "rain")["status"] == "needs permission"
    assert asked(jarvis, "is", "the", "cellar", "wet") != "It is dry."

    refused = jarvis.jarvis("skills", "enable", "rain", text=b"n\n")
    assert refused.code == 1
    assert "It wants to talk to api.example.org and to show notifications. Allow it? [y/N]" in refused.err
    assert (
        jarvis.jarvis("skills", "enable", "rain", text=b"y\n").out == "rain is on. Say “is the cellar wet”.\n"
    )
    assert asked(jarvis, "is", "the", "cellar", "wet") == "It is dry."

    save(HUNGRY.replace("notify=True", 'read=("~/Notes",)').replace("dry", "wet"), "rain.py")
    until(lambda: why(jarvis, "rain")["status"] == "needs permission", "it asks again")
    assert "to read files in ~/Notes" in why(jarvis, "rain")["reason"]
    assert asked(jarvis, "is", "the", "cellar", "wet") == "It is dry."  # the version that was allowed

    assert jarvis.jarvis("skills", "disable", "rain").code == 0
    assert asked(jarvis, "is", "the", "cellar", "wet") != "It is dry."
    assert why(jarvis, "rain")["status"] == "off"


ENDLESS = """
import os
from jarvis import skill

@skill("go round")
async def go() -> str:
    '''Go round.'''
    while True:
        pass

@skill("fall over")
async def fall() -> str:
    '''Fall.'''
    os.abort()

@skill("are you there", reads=True)
async def here() -> str:
    '''Tell.'''
    return "I am here."
"""


@pytest.fixture
def hasty(own_folders: Path, no_sound: dict[str, str]) -> Iterator[Living]:
    """Jarvis, who waits for no answer longer than two seconds."""
    with living(own_folders, no_sound | {"JARVIS_LATENCY__MAX_MS": "2000"}) as daemon:
        daemon.ready("no microphone")
        yield daemon


def test_one_that_hangs_or_crashes_hurts_nobody(hasty: Living) -> None:
    jarvis = hasty
    save("while True:\n    pass\n", "stuck.py")
    save(ENDLESS, "wild.py")
    jarvis.wait_for("skill_reloaded")
    with jarvis.begin("ask", "go", "round") as hanging:
        jarvis.wait_for("task_started")
        assert jarvis.jarvis("ask", "what", "time", "is", "it").code == 0
        assert hanging.wait(30) == 1
    assert jarvis.jarvis("ask", "fall", "over").code == 1
    assert asked(jarvis, "are", "you", "there") == "I am here."
    errors = [one["sentence"] for one in why(jarvis, "wild")["errors"]]
    assert any("took too long" in one for one in errors)
    assert any("was stopped" in one for one in errors)
    until(lambda: why(jarvis, "stuck")["status"] == "broken", "what hangs while it is loaded is given up")
    children = jarvis.children()
    assert jarvis.jarvis("stop").code == 0
    assert jarvis.process.wait(10) == 0
    until(lambda: not [pid for pid in children if Path(f"/proc/{pid}").exists()], "all processes are gone")
