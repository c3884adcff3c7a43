"""Models are pulled, found, checked, mended and removed."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from jarvis.errors import ModelError
from tests.archives import contents, make_zip
from tests.shop import FILES, NAME, Shop, open_shop
from voice import manifest
from voice.catalogue import FilesSource, load
from voice.models import Listed, Models


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(tmp_path, monkeypatch) as opened:
        yield opened


def test_a_model_is_pulled_and_found(shop: Shop) -> None:
    assert shop.models.pull(NAME)
    assert shop.models.path_of(NAME) == shop.folder / NAME
    found = contents(shop.folder / NAME)
    found.pop(manifest.NAME)
    assert found == FILES
    assert shop.models.verify(NAME).intact


def test_a_model_of_several_files_is_pulled_whole_and_its_parts_only_once(shop: Shop) -> None:
    several = offer_two(shop, right=2)
    assert Models(shop.folder, load(shop.catalogue)).pull(NAME)
    assert {path.name for path in (shop.folder / NAME).iterdir()} == {"a.onnx", "a.onnx.json", manifest.NAME}
    assert shop.models.verify(NAME).intact
    assert not shop.models.pull(NAME)
    assert (
        several.size_bytes == several.needed_bytes == several.installed_bytes == 2 * len(shop.server.content)
    )
    assert len(shop.server.ranges) == 2


def test_of_several_files_one_that_is_wrong_leaves_no_model_and_the_others_are_kept(shop: Shop) -> None:
    offer_two(shop, right=1)
    with pytest.raises(ModelError):
        shop.models.pull(NAME)
    assert shop.seen == set()
    assert any(name.endswith(".part") for name in shop.staged)
    asked = len(shop.server.ranges)
    offer_two(shop, right=1)
    with pytest.raises(ModelError):
        shop.models.pull(NAME)
    assert len(shop.server.ranges) == asked + 1, "the file that was whole is not fetched again"


def offer_two(shop: Shop, right: int) -> FilesSource:
    """Sell a model of two files of the same content; so many checksums are right."""
    sha256 = hashlib.sha256(shop.server.content).hexdigest()
    files = [
        {
            "url": shop.server.url,
            "name": name,
            "sha256": sha256 if number < right else sha256[::-1],
            "size_bytes": len(shop.server.content),
        }
        for number, name in enumerate(("a.onnx", "a.onnx.json"))
    ]
    model = {"summary": "Two", "licence": "MIT", "source": {"kind": "files", "files": files}}
    shop.catalogue.write_text(yaml.safe_dump({"models": {NAME: model}}))
    source = load(shop.catalogue)[NAME].source
    assert isinstance(source, FilesSource)
    return source


def test_everything_belongs_to_its_owner_only(shop: Shop) -> None:
    before = os.umask(0)
    try:
        shop.models.pull(NAME)
    finally:
        os.umask(before)
    paths = [shop.folder, *shop.folder.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}


def test_pulling_again_does_nothing(shop: Shop) -> None:
    assert shop.models.pull(NAME)
    assert not shop.models.pull(NAME)
    assert len(shop.server.ranges) == 1


def test_nothing_but_the_model_is_left_after_a_pull(shop: Shop) -> None:
    shop.models.pull(NAME)
    assert {path.name for path in shop.folder.iterdir()} == {NAME, ".lock", ".staging"}
    assert shop.staged == set()


def test_a_model_that_is_not_there_tells_how_to_get_it(shop: Shop) -> None:
    for ask in (shop.models.path_of, shop.models.verify):
        with pytest.raises(ModelError, match=r"not installed\. Fetch it with `jarvis models pull tiny-en`\."):
            ask(NAME)


def test_a_damaged_model_is_noticed_and_mended(shop: Shop) -> None:
    shop.models.pull(NAME)
    (shop.folder / NAME / "model.bin").write_bytes(b"short")
    with pytest.raises(ModelError, match=r"is damaged \(model\.bin\)\. Fetch it again with"):
        shop.models.path_of(NAME)
    assert shop.models.list() == (Listed(NAME, "damaged", 1_000_000, "MIT", "English, tiny"),)
    assert shop.models.pull(NAME)
    assert shop.models.verify(NAME).intact


def test_a_changed_byte_is_mended_too(shop: Shop) -> None:
    shop.models.pull(NAME)
    (shop.folder / NAME / "words/en.txt").write_bytes(b"one two thief")
    assert shop.models.path_of(NAME).is_dir()
    assert shop.models.verify(NAME).changed == ("words/en.txt",)
    assert shop.models.pull(NAME)
    assert shop.models.verify(NAME).intact


@pytest.mark.parametrize("written", ["", "{}", "nonsense", '{"source_sha256": "", "files": {"../x": {}}}'])
def test_a_damaged_manifest_is_a_damaged_model(shop: Shop, written: str) -> None:
    shop.models.pull(NAME)
    (shop.folder / NAME / manifest.NAME).write_text(written)
    with pytest.raises(ModelError, match="is damaged"):
        shop.models.path_of(NAME)
    assert shop.models.pull(NAME)
    assert shop.models.path_of(NAME).is_dir()


def test_a_model_from_another_source_is_outdated_and_replaced(shop: Shop, tmp_path: Path) -> None:
    shop.models.pull(NAME)
    shop.offer(make_zip(tmp_path / "archive", [("model.bin", b"better weights")]))
    assert [model.state for model in shop.models.list()] == ["outdated"]
    assert shop.models.path_of(NAME).is_dir()
    assert shop.models.pull(NAME)
    assert (shop.models.path_of(NAME) / "model.bin").read_bytes() == b"better weights"
    assert not shop.models.verify(NAME).extra


def test_a_removed_model_is_gone(shop: Shop) -> None:
    shop.models.pull(NAME)
    shop.models.remove(NAME)
    assert shop.seen == set()
    assert shop.staged == set()
    with pytest.raises(ModelError, match="is not installed"):
        shop.models.remove(NAME)


def test_a_model_that_is_no_longer_in_the_catalogue_can_be_removed(shop: Shop) -> None:
    shop.models.pull(NAME)
    later = Models(shop.folder, {})
    assert [(model.name, model.state) for model in later.list()] == [(NAME, "installed")]
    later.remove(NAME)
    assert later.list() == ()


def test_a_link_in_place_of_a_model_is_removed_without_what_it_leads_to(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("precious")
    (shop.folder / NAME).symlink_to(tmp_path / "precious")
    shop.models.remove(NAME)
    assert shop.seen == set()
    assert (tmp_path / "precious/file").exists()


@pytest.mark.parametrize(
    "name", ["..", ".", "", "../x", "/etc", "a/b", ".staging", "A", "a\n", "-x", "a" * 65]
)
def test_no_name_leads_out_of_the_folder(shop: Shop, name: str) -> None:
    for use in (shop.models.path_of, shop.models.verify, shop.models.pull, shop.models.remove):
        with pytest.raises(ModelError, match="cannot be the name of a model"):
            use(name)


def test_an_unknown_name_is_told(shop: Shop) -> None:
    with pytest.raises(ModelError, match=r"There is no model called tiny-de\. `jarvis models list`"):
        shop.models.pull("tiny-de")
