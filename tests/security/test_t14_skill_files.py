"""T14: a skill that somebody else could have written is not read."""

import os
from pathlib import Path

import pytest

from jarvis.errors import SkillError
from jarvis.skill_folder import read_skill

NOBODY = 65534
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")


@pytest.fixture
def skill(tmp_path: Path) -> Path:
    """A skill as it should be."""
    folder = tmp_path / "skills"
    folder.mkdir(mode=0o700)
    file = folder / "weather.py"
    file.write_text("x = 1\n")
    file.chmod(0o600)
    return file


@pytest.mark.parametrize("mode", [0o777, 0o620, 0o602, 0o666])
def test_t14_a_file_that_others_can_change_is_refused(skill: Path, mode: int) -> None:
    assert read_skill(skill, skill.parent).source == "x = 1\n"
    skill.chmod(mode)
    with pytest.raises(SkillError, match=r"can be changed by other users.*`chmod go-w .*weather.py`"):
        read_skill(skill, skill.parent)


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_t14_so_is_one_in_a_folder_that_others_can_change(skill: Path, mode: int) -> None:
    skill.parent.chmod(mode)
    with pytest.raises(SkillError, match="can be changed by other users"):
        read_skill(skill, skill.parent)


@as_root
def test_t14_so_is_what_belongs_to_somebody_else(skill: Path) -> None:
    os.chown(skill, NOBODY, NOBODY)
    with pytest.raises(SkillError, match=r"belongs to another user.*`chown"):
        read_skill(skill, skill.parent)
    os.chown(skill, 0, 0)
    os.chown(skill.parent, NOBODY, NOBODY)
    with pytest.raises(SkillError, match="belongs to another user"):
        read_skill(skill, skill.parent)


def test_t14_a_link_may_lead_elsewhere_in_the_folder_and_not_outside(skill: Path, tmp_path: Path) -> None:
    inside, outside, loop = (skill.with_name(f"{name}.py") for name in ("inside", "outside", "loop"))
    inside.symlink_to(skill)
    assert read_skill(inside, skill.parent).source == "x = 1\n"
    (tmp_path / "elsewhere.py").write_text("x = 2\n")
    outside.symlink_to(tmp_path / "elsewhere.py")
    with pytest.raises(SkillError, match=r"outside\.py is a link to .*elsewhere\.py, outside of"):
        read_skill(outside, skill.parent)
    loop.symlink_to(loop)
    with pytest.raises(SkillError, match="cannot be read"):
        read_skill(loop, skill.parent)


def test_t14_a_pipe_does_not_hold_jarvis_up(skill: Path) -> None:
    pipe = skill.with_name("pipe.py")
    os.mkfifo(pipe, 0o600)
    with pytest.raises(SkillError, match="is not a file"):
        read_skill(pipe, skill.parent)
