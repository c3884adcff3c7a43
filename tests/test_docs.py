"""The documents tell what is so today."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jarvis.cli import parser

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ROW = re.compile(r"^\| (\d+(?:, \d+)*|T\d+(?:, T\d+)*) \|.*\|(.*)\|$", re.MULTILINE)


def test_what_is_drawn_from_the_code_is_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts/draw.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)\)", document.read_text()):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", [ROOT / "README.md", ROOT / "docs/mind.md"], ids=lambda one: one.name)
def test_every_command_that_is_named_exists(document: Path) -> None:
    named = re.findall(r"(?:`|bin/)jarvis ([a-z]+)(?: ([a-z]+))?", document.read_text())
    assert len(named) > 3
    known = _commands(parser())
    for command, second in named:
        assert command in known, command
        inner = _commands(known[command])
        assert not inner or not second or second in inner, (command, second)


def _commands(whole: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    actions = [one for one in whole._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001 - no other way
    return dict(actions[0].choices) if actions else {}


def test_every_covered_row_names_tests_that_exist() -> None:
    rows = ROW.findall((ROOT / "docs/coverage.md").read_text())
    assert len(rows) > 20
    for numbers, tests in rows:
        named = re.findall(r"`([^`]+)`", tests)
        assert named, numbers
        for name in named:
            file, _, function = name.partition("::")
            source = (ROOT / "tests" / file).read_text()
            assert not function or f"def {function}(" in source, name


def test_no_document_and_no_code_names_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT)
    for name in listed.stdout.splitlines():
        text = (ROOT / name).read_text(errors="replace") if (ROOT / name).exists() else ""
        for word in ("pypi" + ".org", "files.python" + "hosted", "deb.debian" + ".org"):
            assert word not in text, (name, word)
