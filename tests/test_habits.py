"""Habits of the house that nobody has to remember."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("jarvis", "voice", "skills", "ui")
SOURCES = [file for folder in PACKAGES for file in sorted((ROOT / folder).rglob("*.py"))]
TOP_LEVEL = {*PACKAGES, "data", "tests", "scripts", "docs", ".ci", "pyproject.toml", "README.md"}
WITHOUT_TESTS_OF_THEIR_OWN = {
    "__init__.py": "packages only say what they are; jarvis/__init__ is tested by every skill",
    "__main__.py": "every story starts it",
    "engine.py": "a protocol; the engines that keep to it are tested",
    "ports.py": "protocols; the parts that keep to them are tested",
    "speech.py": "protocols; the parts that keep to them are tested",
    "config_file.py": "see test_config.py",
    "learned.py": "a protocol; see test_corrections.py",
    "household.py": "a protocol; see test_plugins.py",
    "control.py": "one is a protocol, the other is told in stories/test_a_day.py",
    "parts.py": "protocols",
    "daemon.py": "told in tests/stories",
    "status.py": "told in tests/stories",
    "remote_draft.py": "see test_remote.py",
    "open_rooms.py": "told in tests/stories",
    "reception.py": "told in tests/stories",
    "skill_remote.py": "the skill's side of the pipe; see test_skill_process.py and test_skill_host.py",
    "rooms.py": "told in tests/stories",
    "turn.py": "told in test_pipeline.py and test_capture.py",
    "soundwords.py": "plain words; see test_soundserver.py",
    "turns.py": "told in test_pipeline.py and test_capture.py",
    "seam.py": "a protocol; the engines that keep to it are tested",
    "server.py": "see test_api.py",
    "app.py": "see test_api.py",
    "talk.py": "see test_api.py and stories/test_wrong_input.py",
}
TESTED_TOGETHER = {
    "events": "one vocabulary: see test_events.py and test_wire.py",
    "documents": "one seam: see test_documents.py",
    "testing": "one kit: see test_testing.py",
    "checks": "one table: see test_checks.py; with real servers test_checks_sound, _mind, _desktop",
}


def test_the_top_level_is_what_it_should_be() -> None:
    found = {path.name for path in ROOT.iterdir()}
    assert found >= TOP_LEVEL
    hidden = {name for name in found - TOP_LEVEL if not name.startswith(".")}
    assert not hidden - {"dist"}


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_source_file_has_a_test_file(file: Path) -> None:
    together = file.parent.name in TESTED_TOGETHER
    if file.name not in WITHOUT_TESTS_OF_THEIR_OWN and not together:
        assert (ROOT / "tests" / f"test_{file.stem}.py").exists()


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_stay_small(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


def test_any_exception_is_caught_in_one_place_only() -> None:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ExceptHandler):
                names = {
                    name.id for name in ast.walk(node.type or ast.Name("bare")) if isinstance(name, ast.Name)
                }
                broad = names & {"Exception", "BaseException", "bare"}
                last = node.body[-1]
                passed_on = isinstance(last, ast.Raise) and last.exc is None
                assert not broad or passed_on or file.name == "errors.py", f"{file}:{node.lineno}"
