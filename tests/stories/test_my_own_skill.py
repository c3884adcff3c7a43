"""A newcomer writes a skill by the README, saves it, and says it to the Jarvis that is running."""

import textwrap
from pathlib import Path
from typing import Any

import pytest

from jarvis import paths
from tests.living import Living, Spoke, living, until
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


def test_saved_it_answers_at_once_and_broken_the_old_version_does(jarvis: Living) -> None:
    save(of_the_readme())
    loaded = jarvis.wait_for("skill_reloaded")
    assert loaded["skill"] == "tea"
    assert asked(jarvis, "how", "long", "does", "green", "tea", "take") == "Green tea takes two minutes."
    assert why(jarvis)["status"] == "on"
    assert "how long does green tea take" in jarvis.jarvis("skills", "list").out

    save(of_the_readme().replace("two minutes", "three minutes"))
    jarvis.wait_for("skill_reloaded", after=loaded["number"])
    assert asked(jarvis, "how", "long", "does", "green", "tea", "take") == "Green tea takes three minutes."

    save(of_the_readme() + "\nnonsense(\n")
    broken = jarvis.wait_for("skill_broken")
    assert "tea.py is not Python in line" in broken["reason"]
    assert asked(jarvis, "how", "long", "does", "green", "tea", "take") == "Green tea takes three minutes."
    (problem,) = jarvis.jarvis("status", "--json").json["skills"]
    assert problem["name"] == "tea"
    assert "line" in problem["reason"]

    (paths.skills() / "tea.py").unlink()
    jarvis.wait_for("skill_removed")
    assert "minutes" not in asked(jarvis, "how", "long", "does", "green", "tea", "take")
