"""The documents tell what is so today."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jarvis.cli import parser
from jarvis.cli.usage import commands_of, every

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCES = [file for folder in ("jarvis", "voice", "skills", "ui") for file in (ROOT / folder).rglob("*.py")]
NAMED = re.compile(r"(?:`|bin/|^)(?:[A-Z_0-9]+=\S+ )?jarvis ([a-z-][^`#\n{{]*)", re.MULTILINE)
"""A command as one types it: between ` and `, or on a line of its own."""
WITH_COMMANDS = [file for file in (*DOCUMENTS, *sorted(SOURCES)) if NAMED.search(file.read_text())]
WHOLE: argparse.ArgumentParser = parser()
ROW = re.compile(r"^\| (\d+(?:, \d+)*|T\d+(?:, T\d+)*) \|.*\|(.*)\|$", re.MULTILINE)


def test_what_is_drawn_from_the_code_is_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts/draw.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)\)", document.read_text()):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=lambda one: str(one.relative_to(ROOT)))
def test_every_command_and_option_that_is_named_exists(document: Path) -> None:
    for named in NAMED.findall(document.read_text()):
        words = [word for word in re.split(r"[\s\[\]|]+", named) if word]
        command = WHOLE
        while (inner := commands_of(command)) and words and re.fullmatch(r"[a-z][a-z-]*", words[0]):
            assert words[0] in inner.choices, named
            command = inner.choices[words[0]]
            also = [one for one in words[1:] if one in inner.choices] if "|" in named else []
            words = words[1:] if not also else []
        known = {option for one in every(command) for option in one._option_string_actions}  # noqa: SLF001 - argparse has no other way
        for option in (word.partition("=")[0].rstrip(".,;:)") for word in words if word.startswith("--")):
            assert option in known, named


def test_the_documents_name_many_commands() -> None:
    found = {document.name: len(NAMED.findall(document.read_text())) for document in DOCUMENTS}
    assert found["README.md"] > 30
    assert sum(found.values()) > 120


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
