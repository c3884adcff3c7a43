"""Skills that installed packages bring along are found without running anything of the package."""

import sys
from pathlib import Path

import pytest

from jarvis.errors import SkillError, SkillRefusedError
from jarvis.events import SkillReloaded
from jarvis.skill_packages import Packaged, packaged, read_packaged
from tests.books import kept, saying

pytestmark = pytest.mark.real_time


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with skills, installed."""
    site = tmp_path / "site"
    (site / "kettle").mkdir(parents=True)
    (site / "kettle/__init__.py").write_text("raise SystemExit('a package must not be run by looking at it')")
    (site / "kettle/boil.py").write_text(saying("It boils.", "boil the water"))
    info = site / "kettle-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kettle\nVersion: 1.0\n")
    points = "boil = kettle.boil\nwhole = kettle\nnothing = kettle.nothing\nbad-name = kettle.boil\n"
    (info / "entry_points.txt").write_text(f"[jarvis.skills]\n{points}")
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    return site


def test_they_are_found_and_read_without_being_imported(site: Path) -> None:
    found = {one.name: one for one in packaged()}
    assert found["boil"] == Packaged("boil", "kettle.boil", "kettle")
    assert "bad-name" not in found
    file = read_packaged(found["boil"])
    assert (file.stem, file.name, file.path) == ("boil", "boil", site / "kettle/boil.py")
    assert "kettle" not in sys.modules


def test_what_cannot_be_used_says_what_to_do(site: Path) -> None:
    found = {one.name: one for one in packaged()}
    with pytest.raises(SkillError, match="pip install --force-reinstall kettle"):
        read_packaged(found["nothing"])
    with pytest.raises(SkillRefusedError, match="must name one file"):
        read_packaged(found["whole"])
    with pytest.raises(SkillError, match="no Python file of it"):
        read_packaged(Packaged("x", "../../etc/passwd", "kettle"))
    (site / "kettle/boil.py").chmod(0o666)
    with pytest.raises(SkillRefusedError, match="chmod go-w"):
        read_packaged(found["boil"])


@pytest.mark.usefixtures("site")
async def test_they_answer_like_any_other() -> None:
    async with kept() as one:
        await one.comes(SkillReloaded)
        assert await one.ask("boil the water") == "It boils."
        assert one.desk.told("boil")["source"] == "package"
        await one.is_now("whole", "refused")
        await one.desk.disable("boil")
        assert await one.ask("boil the water") == ""
