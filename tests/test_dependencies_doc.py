"""docs/dependencies.md gives each dependency a reason, a licence and a way out; none is left out."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
# Not asked for by name: it comes inside espeakng-loader, and its licence is not that one's.
CARRIED = {"espeak-ng"}


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    lines = [line.strip("|") for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def python_packages() -> set[str]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*pyproject["project"]["dependencies"]]
    for group in pyproject["dependency-groups"].values():
        asked += group
    return {Requirement(one).name for one in asked}


def system_packages() -> set[str]:
    text = (ROOT / "scripts" / "setup.sh").read_text(encoding="utf-8")
    lists = re.findall(r"^\w+_packages=\((.+)\)$", text, re.MULTILINE)
    return {name for packages in lists for name in packages.split()}


def test_each_dependency_has_its_row_and_no_row_is_left_over() -> None:
    named = [row[0].strip("`") for row in rows()]
    assert sorted(named) == sorted(python_packages() | system_packages() | CARRIED)


def test_the_set_up_names_its_system_packages() -> None:
    assert {"gcc", "portaudio19-dev", "pulseaudio", "flite", "sox"} <= system_packages()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].strip("`"))
def test_each_row_gives_a_reason_a_licence_and_a_way_out(row: list[str]) -> None:
    assert len(row) == 4
    assert all(row)
