"""Vosk models that are not as they should be: found when they are loaded, and told with the remedy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import vosk

from tests.test_vosk import MODEL, heard, said
from voice import manifest
from voice.recognize.engine import EngineBrokenError, Setup
from voice.recognize.vosk import Vosk


def copy(folder: Path) -> Path:
    return Path(shutil.copytree(MODEL, folder))


def test_the_model_may_lie_in_a_folder_of_its_archive(tmp_path: Path) -> None:
    copy(tmp_path / "vosk-small-en/vosk-model-small-en-us-0.15")
    manifest.seal(tmp_path / "vosk-small-en", "0" * 64)
    engine = Vosk()
    engine.load(Setup(model=tmp_path / "vosk-small-en"))
    assert heard(engine, said("hello")).text == "hello"


def test_a_model_that_is_not_there_is_never_looked_for_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(tmp_path / "one/model")
    copy(tmp_path / "two/a")
    copy(tmp_path / "two/b")
    monkeypatch.chdir(tmp_path / "one")
    monkeypatch.setattr(vosk.requests, "get", pytest.fail)
    wrong = (None, Path("model"), tmp_path / "three", tmp_path / "two", tmp_path / "two/a/graph")
    for model in (*wrong, tmp_path / "two/a/am/final.mdl"):
        with pytest.raises(EngineBrokenError, match=r"jarvis models pull vosk-small-en"):
            Vosk().load(Setup(model=model))


LOAD = """
import sys
from pathlib import Path
from voice.recognize.engine import EngineBrokenError, Setup
from voice.recognize.vosk import Vosk
for grammar in ("no", "yes"):
    try:
        Vosk().load(Setup(Path(sys.argv[1]), ("stop",), (("grammar", grammar),)))
    except EngineBrokenError as error:
        print(error)
"""


@pytest.mark.parametrize(
    ("file", "left"),
    [
        ("am/final.mdl", 0.5),
        ("am/final.mdl", 0),
        ("conf/mfcc.conf", 0),
        ("conf/model.conf", 0),
        ("graph/HCLr.fst", None),
        ("graph/HCLr.fst", 0.5),
        ("graph/Gr.fst", 0.5),
        ("graph/words.txt", 0),
        ("graph/words.txt", 0.5),
        ("graph/phones/word_boundary.int", 0.5),
    ],
)
def test_a_damaged_model_is_found_when_it_is_loaded(file: str, left: float | None, tmp_path: Path) -> None:
    # In a process of its own, as it is in the house: what is broken natively must not end the tests.
    folder = copy(tmp_path / "model")
    content = (folder / file).read_bytes()
    (folder / file).unlink()
    if left is not None:
        (folder / file).write_bytes(content[: int(len(content) * left)])
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=MODEL.parents[2],
    )
    assert loaded.returncode == 0, loaded.stderr
    sentences = loaded.stdout.splitlines()
    assert len(sentences) == 2
    assert all(
        "model" in sentence and "`jarvis models pull vosk-small-en`" in sentence for sentence in sentences
    )


def test_damage_that_vosk_itself_does_not_see_is_found_by_checksum(tmp_path: Path) -> None:
    folder = copy(tmp_path / "model")
    manifest.seal(folder, "0" * 64)
    content = bytearray((folder / "graph/HCLr.fst").read_bytes())
    content[9_000:9_400] = bytes(400)
    (folder / "graph/HCLr.fst").write_bytes(content)
    with pytest.raises(EngineBrokenError, match=r"damaged \(graph/HCLr\.fst\)\. Fetch it again"):
        Vosk().load(Setup(model=folder))
    (folder / manifest.NAME).write_text("{")
    engine = Vosk()
    with pytest.raises(EngineBrokenError, match=r"damaged \(jarvis-manifest\.json\)"):
        engine.load(Setup(model=folder))
    with pytest.raises(EngineBrokenError, match="no model loaded"):
        engine.start()
