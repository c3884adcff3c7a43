"""Reading the files of skills; what is dangerous about them is told in security/test_t14_skill_files.py."""

from pathlib import Path

import pytest

from jarvis.errors import SkillError
from jarvis.permissions import Permissions
from jarvis.skill_folder import LARGEST_BYTES, read_skill, skill_paths


def put(folder: Path, name: str, content: bytes = b"x = 1\n") -> Path:
    file = folder / name
    file.write_bytes(content)
    file.chmod(0o600)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "skills").mkdir(mode=0o700)
    return tmp_path / "skills"


def test_a_skill_is_read_with_what_it_needs(folder: Path) -> None:
    put(folder, "weather.py", b"NEEDS = Permissions(notify=True)\n")
    one = read_skill(folder / "weather.py", folder)
    assert (one.name, one.stem, one.needs) == ("weather.py", "weather", Permissions(notify=True))
    put(folder, "weather.py", b"NEEDS = Permissions(notify=True) \n")
    assert read_skill(folder / "weather.py", folder).sha256 != one.sha256


def test_the_files_of_a_folder_in_order(folder: Path) -> None:
    for name in ("b.py", "a.py", "_helper.py", ".hidden.py", "notes.txt"):
        put(folder, name)
    assert [path.name for path in skill_paths(folder)] == ["a.py", "b.py"]
    assert list(skill_paths(folder / "none")) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("my skill.py", b"", "needs another name"),
        ("1st.py", b"", "needs another name"),
        ("big.py", b"#" * (LARGEST_BYTES + 1), "larger than 256 KB"),
        ("latin.py", b"# \xe9\xff", "not UTF-8"),
        ("broken.py", b"def\n", "is not Python in line 1"),
    ],
)
def test_what_cannot_be_used_is_told_with_a_remedy(
    folder: Path, name: str, content: bytes, words: str
) -> None:
    put(folder, name, content)
    with pytest.raises(SkillError, match=words):
        read_skill(folder / name, folder)


def test_a_file_that_is_gone_is_told(folder: Path) -> None:
    with pytest.raises(SkillError, match=r"gone\.py cannot be read \(No such file"):
        read_skill(folder / "gone.py", folder)
