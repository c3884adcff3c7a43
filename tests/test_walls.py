"""Which walls stand, told honestly; and all of them together around a process."""

from pathlib import Path

import pytest

from jarvis.walls import Kernel, kernel, python_paths, standing
from tests.walled import walled

NO_FILTERS = "this kernel has no seccomp filters"


def test_on_this_machine_all_of_them_stand() -> None:
    assert [wall.name for wall in standing(kernel()) if wall.stands] == [
        "limits",
        "files",
        "network",
        "processes",
    ]


@pytest.mark.parametrize(
    ("found", "missing", "words"),
    [
        (Kernel(7, ""), [], "A skill cannot open a connection."),
        (Kernel(0, ""), ["files"], "Nothing keeps a skill from your files: this kernel has no Landlock"),
        (Kernel(7, NO_FILTERS), ["processes"], "UDP and local sockets stay open"),
        (Kernel(3, NO_FILTERS), ["network", "processes"], f"starting processes: {NO_FILTERS}."),
        (Kernel(0, NO_FILTERS), ["files", "network", "processes"], "neither seccomp nor a new Landlock"),
    ],
    ids=["all", "no landlock", "no seccomp", "old landlock", "none"],
)
def test_a_wall_that_is_missing_is_said(found: Kernel, missing: list[str], words: str) -> None:
    walls = standing(found)
    assert [wall.name for wall in walls if not wall.stands] == missing
    assert words in " ".join(wall.words for wall in walls)


def test_a_process_says_which_walls_it_has_built() -> None:
    assert walled("print(*walls.enclose([], []))").split() == ["limits", "files", "processes"]
    without = """
walls.kernel = lambda: walls.Kernel(0, "none")
print(*walls.enclose([], []))
print(Path("/etc/passwd").exists() and bool(Path("/etc/passwd").read_text()))
"""
    assert walled(without).split() == ["limits", "True"]


def test_a_wall_that_fails_to_be_built_ends_the_process_before_a_skill_is_loaded() -> None:
    code = """
def fails(*_):
    raise OSError("no")
landlock.raise_wall = fails
try:
    walls.enclose([], [])
except OSError as error:
    print(error)
"""
    assert walled(code) == "no\n"


def test_the_limits_cannot_be_raised_again_and_root_is_given_up() -> None:
    code = """
import resource
walls.enclose([], [])
print(resource.getrlimit(resource.RLIMIT_AS)[1], resource.getrlimit(resource.RLIMIT_CORE)[1])
try:
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
except ValueError:
    print("refused")
"""
    assert walled(code).split() == [str(512 << 20), "0", "refused"]


def test_python_reads_its_own_packages_and_no_home() -> None:
    paths = python_paths()
    assert Path(__file__).parents[1] / "jarvis" in paths
    assert not {Path("/"), Path.home(), Path("/etc"), Path("/usr"), Path(__file__).parents[1]} & set(paths)
