"""Whether the sound server takes the echo out is told from what is really loaded."""

from pathlib import Path

import pytest

from tests.sound import PrivatePulse, pulse
from voice import echo_server
from voice.echo_server import Devices
from voice.soundserver import SoundServer, SoundServerError

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config/pulse"


def test_a_canceller_that_somebody_else_loaded_counts(pulse: PrivatePulse) -> None:
    masters = ("source_master=virtmic", "sink_master=speaker", "source_name=mine", "sink_name=out")
    pulse.pactl("load-module", "module-echo-cancel", *masters, "aec_method=speex")
    with SoundServer() as server:
        assert echo_server.look(server, Devices("mine", "out")).works
        assert not echo_server.look(server, Devices("virtmic", "out")).works
        beside = echo_server.look(server, Devices("mine", "speaker"))
        assert "taken" not in beside.sentence
        assert "nothing is cancelled" in beside.sentence
        assert echo_server.undo(server) == "There was nothing to undo."
        assert echo_server.look(server, Devices("mine", "out")).works, "it is not ours"


@pytest.mark.usefixtures("pulse")
def test_the_users_own_start_file_is_not_touched(settings: Path) -> None:
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "default.pa").write_text("# mine\n")
    with SoundServer() as server:
        told = echo_server.set_up(server, Devices("virtmic", "speaker"))
        assert f"add this line to {settings / 'default.pa'}" in told
        (settings / "default.pa").write_text(f".include {settings / 'default.pa.d'}\n")
        assert "keeps it so" in echo_server.set_up(server)
        echo_server.undo(server)
    assert (settings / "default.pa").exists()


@pytest.mark.usefixtures("pulse")
def test_devices_that_are_not_there_are_refused() -> None:
    with SoundServer() as server, pytest.raises(SoundServerError, match="refuses module-echo-cancel"):
        echo_server.set_up(server, Devices("nowhere", "speaker"))


@pytest.mark.usefixtures("pulse")
def test_a_folder_that_cannot_be_written_is_told(settings: Path) -> None:
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "default.pa.d").write_text("a file where a folder should be")
    with SoundServer() as server, pytest.raises(SoundServerError, match="cannot be written"):
        echo_server.set_up(server)


@pytest.mark.real_time
def test_it_is_asked_from_outside_and_says_no_where_there_is_no_server(
    pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not echo_server.ask().works
    with SoundServer() as server:
        echo_server.set_up(server)
    assert echo_server.ask(Devices("a name of nothing")).works
    pulse.stop()
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    found = echo_server.ask()
    assert not found.works
    assert "cannot be asked" in found.sentence
