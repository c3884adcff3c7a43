"""A turn that was heard is saved, and asked again; the microphone of this Jarvis is a file."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import Living, living, until
from tests.sound import flite, silence
from tests.stories.test_wrong_input import wav

pytestmark = pytest.mark.real_time
ASKED = (
    silence(0.5) + flite("hey jarvis", "rms") + silence(0.5) + flite("what time is it", "rms") + silence(1.5)
)


@pytest.fixture
def heard(own_folders: Path, no_sound: dict[str, str], tmp_path: Path) -> Iterator[Living]:
    """Jarvis, whose microphone is a file in which somebody asks for the time; it has answered."""
    question = wav(tmp_path / "question.wav", ASKED)
    with living(own_folders, {**no_sound, "JARVIS_AUDIO__MICROPHONE": f"file:{question}"}) as daemon:
        assert daemon.ready("listening")["microphone"]["device"].startswith(f"file {question}")
        daemon.wait_for("task_finished")
        yield daemon


def test_a_turn_is_heard_saved_and_replayed(heard: Living, tmp_path: Path) -> None:
    turn = heard.wait_for("voice_recognized")
    assert turn["text"].casefold().strip("?.") == "what time is it"
    folder = tmp_path / "saved"
    saved = heard.jarvis("replay", "--save", str(folder))
    assert (saved.code, f"{turn['turn']}.json" in saved.out) == (0, True), saved
    files = sorted(path.name for path in folder.iterdir())
    assert files == [f"{turn['turn']}.flac", f"{turn['turn']}.json"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    told = json.loads((folder / files[1]).read_text())
    assert (told["heard"], told["answerer"], told["status"]) == (turn["text"], "clock.tell_time", "completed")
    assert told["versions"]["recognizer"] == turn["engine"]

    for what in ([], [turn["turn"]], [str(folder)], [str(folder / files[1])]):
        replayed = heard.jarvis("replay", "--json", *what)
        assert (replayed.code, replayed.json["same"], replayed.json["different"]) == (0, 1, 0), replayed
        assert replayed.json["turns"][0]["now"]["heard"] == turn["text"], "it is the same sound, bit by bit"

    told["heard"] = "what crime is it"
    (folder / files[1]).write_text(json.dumps(told))
    other = heard.jarvis("replay", str(folder))
    assert (other.code, "0 of 1 turns are the same." in other.out) == (1, True), other
    assert f"heard: “what crime is it” became “{turn['text']}”" in other.out


def test_damaged_files_are_told_and_harm_nobody(heard: Living, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    assert heard.jarvis("replay", "--save", str(folder)).code == 0
    (good,) = folder.glob("*.json")
    (folder / "broken.json").write_text('{"heard": ')
    (folder / "odd.json").write_text("[]")
    (folder / "deaf.json").write_bytes(good.read_bytes())
    (folder / "deaf.flac").write_bytes(good.with_suffix(".flac").read_bytes()[:50])
    (folder / "lonely.json").write_bytes(good.read_bytes())
    whole = heard.jarvis("replay", str(folder))
    assert (whole.code, "1 of 5 turns are the same." in whole.out) == (1, True), whole
    for name, told in (("broken", "is damaged"), ("deaf", "not a sound file")):
        one = heard.jarvis("replay", str(folder / f"{name}.json"))
        assert (one.code, one.out, one.err.count("\n")) == (2, "", 1), one
        assert told in one.err
        assert told in whole.out
    assert "lonely.flac cannot be read" in whole.out
    again = heard.jarvis("replay", "--save", str(folder))
    assert (again.code, "there already" in again.err) == (2, True)
    assert heard.jarvis("status", "--json").json["state"] == "listening"


def test_what_was_typed_has_no_sound_and_the_status_tells_the_truth(heard: Living, tmp_path: Path) -> None:
    typed = heard.jarvis("ask", "--json", "help").json["turn"]
    for command in (["replay", typed], ["replay", "--save", typed, str(tmp_path / "saved")]):
        asked = heard.jarvis(*command)
        assert (asked.code, "was typed" in asked.err) == (2, True), asked
    assert not (tmp_path / "saved").exists()
    microphone = heard.jarvis("status", "--json").json["microphone"]
    assert (microphone["pid"], microphone["problem"]) == (None, "")
    assert -96 <= microphone["level_dbfs"] <= 0
    assert heard.jarvis("mute").code == 0
    until(lambda: not heard.ready("muted")["microphone"]["device"], "the file is closed")
    assert heard.ready("muted")["microphone"]["level_dbfs"] is None
    heard.end()
    heard.start()
    heard.ready("muted")
    assert heard.jarvis("replay").code == 2, "what was heard before is forgotten with the process"
    assert heard.jarvis("unmute").code == 0
    heard.wait_for("voice_recognized")


def test_a_microphone_file_that_is_missing_is_waited_for(
    own_folders: Path, no_sound: dict[str, str], tmp_path: Path
) -> None:
    question = tmp_path / "later.wav"
    environment = {
        **no_sound,
        "JARVIS_AUDIO__MICROPHONE": f"file:{question}",
        "JARVIS_LISTEN__KEEP_TURNS": "0",
    }
    with living(own_folders, environment) as jarvis:
        assert jarvis.ready("no microphone")["microphone"]["problem"] == f"{question}: There is no such file"
        assert jarvis.jarvis("ask", "help").code == 0
        wav(question, ASKED)
        jarvis.wait_for("task_finished", after=jarvis.wait_for("voice_recognized")["number"])
        asked = jarvis.jarvis("replay")
        assert (asked.code, "listen.keep_turns" in asked.err) == (2, True), asked


def test_headerless_sound_is_asked_with_its_rate(deaf_jarvis: Living, tmp_path: Path) -> None:
    question = tmp_path / "q.raw"
    question.write_bytes(flite("what time is it", "rms"))
    asked = deaf_jarvis.jarvis("ask", "--json", "--audio", str(question), "--rate", "16000")
    assert asked.json["answerer"] == "clock.tell_time"
    forgotten = deaf_jarvis.jarvis("ask", "--audio", str(question))
    assert (forgotten.code, "Add --rate HZ" in forgotten.err) == (2, True)
