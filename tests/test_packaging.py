"""What is installed from a wheel works like the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jarvis import paths

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    return next(folder.glob("jarvis_desk-*.whl"))


def test_it_holds_the_four_packages_and_the_assets(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names if not name.startswith("jarvis_desk-")}
    assert tops == {"jarvis", "voice", "skills", "ui"}
    for asset in (ROOT / "data").rglob("*"):
        if asset.is_file():
            assert f"jarvis/data/{asset.relative_to(ROOT / 'data')}" in names
    assert any(name.endswith("licenses/docs/LICENSE") for name in names)


def test_installed_it_finds_its_assets(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    script = "from jarvis import paths; print(paths.assets())"
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    found = subprocess.run(
        [sys.executable, "-P", "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert Path(found.stdout.strip()) == tmp_path / "site/jarvis/data"
    assert (tmp_path / "site/jarvis/data/schema/001_reminders.sql").exists()


def test_in_the_checkout_they_are_found_too() -> None:
    assert paths.assets() == ROOT / "data"
    assert (paths.assets() / "models.yaml").exists()
