"""What the files of a Piper voice say, and what its network is given."""

from pathlib import Path

import pytest

from jarvis.errors import ModelError
from tests.tiny_piper import SAMPLES_A_PHONEME, make_voice
from voice.onnx import Stop
from voice.synthesize.piper_voice import Description, PiperVoice, letters, name_in

KNOWN = {"_": [0], "^": [1], "$": [2], "a": [3], "ˈ": [4], "b": [5, 6]}  # noqa: RUF001 - IPA


def description(**changed: object) -> Description:
    return Description.model_validate({"audio": {"sample_rate": 22_050}, "phoneme_id_map": KNOWN, **changed})


def test_phonemes_stand_between_pads_and_unknown_ones_are_left_out() -> None:
    assert description().ids("ˈax") == [1, 0, 4, 0, 3, 0, 2]  # noqa: RUF001 - IPA
    assert description().ids("ab") == [1, 0, 3, 0, 5, 6, 0, 2]
    assert description().ids("") == [1, 0, 2]


def test_clauses_keep_their_punctuation_and_accents_stand_apart() -> None:
    assert "".join(letters([("həlˈoʊ", ","), ("ðˈɛɹ", "e"), ("", "."), ("naɪ", "?")])) == "həlˈoʊ, ðˈɛɹ naɪ?"  # noqa: RUF001 - IPA
    assert letters([("ã", "")]) == ["a", "\u0303"]


def test_a_voice_hums_as_long_as_its_phonemes_and_its_speed_say(tmp_path: Path) -> None:
    voice = PiperVoice(make_voice(tmp_path / "hum"))
    ids = voice.description.ids("abc")
    pcm = voice.speak(ids, 1.0, Stop())
    assert len(pcm) == len(ids) * SAMPLES_A_PHONEME * 2
    assert len(voice.speak(ids, 2.0, Stop())) == 2 * len(pcm)
    loudest = max(
        abs(int.from_bytes(pcm[at : at + 2], "little", signed=True)) for at in range(0, len(pcm), 2)
    )
    assert loudest == 32_767


def test_a_voice_of_several_speakers_speaks_with_the_first(tmp_path: Path) -> None:
    voice = PiperVoice(make_voice(tmp_path / "hum", num_speakers=3))
    assert voice.speak([1, 2, 3], 1.0, Stop())


def test_a_voice_is_called_like_its_file(tmp_path: Path) -> None:
    assert name_in(make_voice(tmp_path / "anything", "de_DE-hum-low")) == "de_DE-hum-low"


def test_a_folder_that_holds_no_voice_or_two_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ModelError, match=r"is no folder of a Piper voice.*Correct speech.model"):
            PiperVoice(folder)
    make_voice(tmp_path / "two", "a")
    with pytest.raises(ModelError, match="is no folder of a Piper voice"):
        PiperVoice(make_voice(tmp_path / "two", "b"))
    (make_voice(tmp_path / "half", "c") / "c.onnx.json").unlink()
    with pytest.raises(ModelError, match="is no folder of a Piper voice"):
        PiperVoice(tmp_path / "half")


@pytest.mark.parametrize(
    "changed",
    [
        {"audio": {"sample_rate": 3}},
        {"phoneme_id_map": {}},
        {"phoneme_id_map": {"a": "b"}},
        {"phoneme_type": "runes"},
        {"inference": {"length_scale": 0}},
        {"num_speakers": 0},
    ],
)
def test_a_description_that_makes_no_sense_is_told(changed: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not describe a Piper voice"):
        PiperVoice(make_voice(tmp_path / "voice", "x", **changed))
