"""Which engine is used: what the user wants, or the best there is a model for."""

import shutil
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.config import RecognitionConfig
from jarvis.errors import ModelError
from tests.living import MODELS
from voice import manifest
from voice.recognize.choice import VOSK_MODEL, checked, recognizers
from voice.recognize.engine import Setup

TINY_VOSK = Path(__file__).parent / "tiny_vosk/model"


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def order(**wanted: object) -> list[str]:
    config = RecognitionConfig.model_validate(wanted)
    return [engine.name for engine in recognizers(config, lambda: ("stop",), lambda _: None)]


def setup(**wanted: object) -> Setup:
    config = RecognitionConfig.model_validate(wanted)
    first = recognizers(config, lambda: ("stop", "help"), lambda _: None)[0]
    return first._find()  # noqa: SLF001 - what its process is handed


def install_vosk(folder: str = "vosk-model-small-en") -> Path:
    place = paths.models() / VOSK_MODEL
    shutil.copytree(TINY_VOSK, place / folder)
    manifest.seal(place, "0" * 64)
    return place


def test_without_another_model_it_is_moonshine_and_last_of_all_a_short_list() -> None:
    assert order() == ["moonshine", "sphinx"]


def test_vosk_is_used_as_soon_as_its_model_is_installed() -> None:
    install_vosk()
    assert order() == ["vosk", "moonshine", "sphinx"]
    assert order(engine="moonshine") == ["moonshine", "sphinx"]


def test_a_model_of_ones_own_is_used() -> None:
    assert order(model=str(TINY_VOSK)) == ["vosk", "moonshine", "sphinx"]
    assert setup(model=str(TINY_VOSK)) == Setup(TINY_VOSK)


@pytest.mark.parametrize("engine", ["vosk", "sphinx", "speech_recognition"])
def test_what_the_user_wants_comes_first_and_what_works_offline_behind_it(engine: str) -> None:
    assert order(engine=engine)[0] == engine
    assert set(order(engine=engine)[1:]) == {"moonshine", "sphinx"} - {engine}


def test_a_grammar_is_what_can_be_said_word_for_word() -> None:
    found = setup(model=str(TINY_VOSK), grammar=True)
    assert (found.phrases, found.options) == (("stop", "help"), (("grammar", "yes"),))
    assert setup(engine="sphinx").phrases == ("stop", "help")


def test_only_engines_that_were_named_may_send_what_was_said() -> None:
    found = setup(engine="speech_recognition", service="google", allow_network="google, wit")
    assert found.options == (("engine", "google"), ("allow", "google"), ("allow", "wit"))
    assert setup(engine="speech_recognition", service="google").options == (("engine", "google"),)


def test_a_damaged_model_is_named_with_the_remedy() -> None:
    place = paths.models() / "moonshine-tiny-en"
    with pytest.raises(ModelError, match="jarvis models pull moonshine-tiny-en"):
        checked("moonshine-tiny-en")
    shutil.copytree(MODELS / "moonshine-tiny-en", place)
    assert checked("moonshine-tiny-en") == place
    file = place / "tokenizer.bin"
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"is damaged\. Fetch it again"):
        checked("moonshine-tiny-en")
