"""The process that lowers other players: every volume comes back, whatever happens in between."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.living import until
from tests.players import Jukebox, jukebox
from tests.sound import PrivatePulse, pulse
from voice import frames
from voice.ducker import Ducker, belongs_to
from voice.ducking_notes import STEPS
from voice.soundwords import FULL, Player, Volumes

__all__ = ["jukebox", "pulse"]


class Told:
    """A ducker process, told what to do as the daemon does."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def duck(self, *, on: bool) -> None:
        """Lower others, or not."""
        assert self.process.stdin is not None
        self.process.stdin.write(frames.pack_json(frames.TELL, ducked=on))
        self.process.stdin.flush()

    def kill(self) -> None:
        """End it as the system does when memory runs out."""
        self.process.kill()
        self.process.wait()


@contextmanager
def ducker(notes: Path, percent: int = 30) -> Iterator[Told]:
    """A ducker that is ready; told to go at the end."""
    command = [sys.executable, "-P", "-m", "voice.ducker", str(notes), str(percent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        frame = frames.read(process.stdout)
        assert frame is not None
        assert frames.unpack_json(frame[1]) == {"ready": True}
        yield Told(process)


def test_players_are_lowered_and_come_back_but_calls_stay(jukebox: Jukebox, tmp_path: Path) -> None:
    jukebox.play("Music", 80)
    jukebox.play("Phone", 90, **{"media.role": "phone"})
    notes = tmp_path / "ducked.json"
    with ducker(notes) as told:
        told.duck(on=True)
        jukebox.comes_to("Music", 24)
        assert stat.S_IMODE(notes.stat().st_mode) == 0o600
        jukebox.play("Radio", 50)  # begins while others are lowered
        jukebox.comes_to("Radio", 15)
        assert jukebox.volume("Phone") == 90
        told.duck(on=False)
        jukebox.comes_to("Music", 80)
        jukebox.comes_to("Radio", 50)
        until(lambda: not notes.exists(), "nothing is noted any more")


def test_what_the_user_turns_meanwhile_stays_as_the_user_wants_it(jukebox: Jukebox, tmp_path: Path) -> None:
    jukebox.play("Music")
    jukebox.play("Radio")
    with ducker(tmp_path / "ducked.json") as told:
        told.duck(on=True)
        jukebox.comes_to("Music", 30)
        jukebox.turn("Music", 50)
        jukebox.comes_to("Radio", 30)
        told.duck(on=False)
        jukebox.comes_to("Radio", 100)
        assert jukebox.volume("Music") == 50
        told.duck(on=True)  # another time, it is lowered like any other
        jukebox.comes_to("Music", 15)


def test_own_sound_is_never_lowered(jukebox: Jukebox, pulse: PrivatePulse, tmp_path: Path) -> None:
    """What the daemon's children play is its own: here, the test is the daemon."""
    jukebox.play("Music")
    environment = os.environ | pulse.environment
    command = ["pacat", "--playback", "-d", "speaker", "--client-name=Voice", "/dev/zero"]
    with subprocess.Popen(command, env=environment) as own, ducker(tmp_path / "ducked.json") as told:
        until(lambda: jukebox.volume("Voice") == 100, "the voice plays")
        told.duck(on=True)
        jukebox.comes_to("Music", 30)
        assert jukebox.volume("Voice") == 100
        own.kill()


def test_when_the_daemon_is_killed_everything_is_put_back(jukebox: Jukebox, tmp_path: Path) -> None:
    jukebox.play("Music")
    notes = tmp_path / "ducked.json"
    daemon = (
        "import subprocess, sys, time\n"
        "from voice import frames\n"
        f"child = subprocess.Popen([sys.executable, '-P', '-m', 'voice.ducker', {str(notes)!r}, '30'],\n"
        "    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)\n"
        "child.stdin.write(frames.pack_json(frames.TELL, ducked=True)); child.stdin.flush()\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", daemon]) as process:
        jukebox.comes_to("Music", 30)
        process.send_signal(signal.SIGKILL)
    jukebox.comes_to("Music", 100)
    until(lambda: not notes.exists(), "nothing is noted any more")


def test_when_both_are_killed_the_next_start_puts_everything_back(
    jukebox: Jukebox, pulse: PrivatePulse, tmp_path: Path
) -> None:
    """Also for a player that was started again meanwhile, and for one that will be."""
    pulse.pactl("load-module", "module-stream-restore", "restore_device=no")
    jukebox.play("Music", 80)
    radio, film = jukebox.play("Radio"), jukebox.play("Film", 70)
    notes = tmp_path / "ducked.json"
    with ducker(notes) as told:
        told.duck(on=True)
        for name, lowered in (("Music", 24), ("Radio", 30), ("Film", 21)):
            jukebox.comes_to(name, lowered)
        told.kill()
    jukebox.stop(radio)
    jukebox.stop(film)
    until(lambda: set(jukebox.volumes()) == {"Music"}, "two players ended")
    jukebox.play("Radio", 30)  # as the server remembers it
    with ducker(notes):
        assert jukebox.volumes() == {"Music": 80, "Radio": 100}
        assert not notes.exists()
    assert_remembered(pulse, "Film", 70)


def assert_remembered(pulse: PrivatePulse, name: str, percent: int) -> None:
    """How loud a player is that begins without a volume of its own."""
    command = f"setsid pacat --playback -d speaker --client-name={name} /dev/zero >/dev/null 2>&1 & echo $!"
    environment = os.environ | pulse.environment
    started = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, check=True)
    box = Jukebox(pulse)
    try:
        box.comes_to(name, percent)
    finally:
        box.stop(int(started.stdout))


def test_a_player_that_is_started_anew_while_lowered_is_as_loud_as_ever_afterwards(
    jukebox: Jukebox, pulse: PrivatePulse, tmp_path: Path
) -> None:
    pulse.pactl("load-module", "module-stream-restore", "restore_device=no")
    first = jukebox.play("Music", 80)
    with ducker(tmp_path / "ducked.json") as told:
        told.duck(on=True)
        jukebox.comes_to("Music", 24)
        jukebox.stop(first)
        until(lambda: jukebox.volume("Music") is None, "it ended")
        jukebox.play("Music", 24)  # the server remembers what it was lowered to
        told.duck(on=False)
        jukebox.comes_to("Music", 80)


def test_a_logout_puts_everything_back(jukebox: Jukebox, tmp_path: Path) -> None:
    jukebox.play("Music")
    with ducker(tmp_path / "ducked.json") as told:
        told.duck(on=True)
        jukebox.comes_to("Music", 30)
        told.process.terminate()
        jukebox.comes_to("Music", 100)


def test_without_a_sound_server_it_says_so_and_ends(pulse: PrivatePulse, tmp_path: Path) -> None:
    pulse.stop()
    command = [sys.executable, "-P", "-m", "voice.ducker", str(tmp_path / "ducked.json"), "30"]
    ended = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.PIPE, timeout=30)
    assert ended.returncode == 1
    assert json.loads(ended.stdout[frames.HEADER.size :]) == {"failed": "no sound server can be reached"}


def test_whose_player_it_is_can_be_told_from_its_process() -> None:
    ours = belongs_to(os.getppid())
    assert ours(player(1, pid=os.getpid()))
    assert ours(player(1, pid=os.getppid()))
    assert ours(player(1, pid=None, name="Jarvis"))
    assert not ours(player(1, pid=1))
    assert not ours(player(1, pid=None))


def player(index: int, pid: int | None = 7, name: str = "Music", volume: int = FULL, key: str = "") -> Player:
    return Player(index, pid, name, key or name, "", busy=True, volumes=(volume, volume))


class PaperServer:
    """A sound server on paper, which remembers volumes as PulseAudio does."""

    def __init__(self) -> None:
        self.playing: dict[int, Player] = {}
        self.memory: dict[str, Volumes] = {}

    def players(self) -> list[Player]:
        """Who plays."""
        return list(self.playing.values())

    def set_volumes(self, index: int, volumes: Volumes) -> bool:
        """Set a volume, and remember it."""
        one = self.playing.get(index)
        if one is None:
            return False
        self.playing[index] = Player(one.index, one.pid, one.name, one.key, one.role, one.busy, volumes)
        self.memory[one.key] = volumes
        return True

    def remembered(self) -> dict[str, Volumes] | None:
        """What is remembered."""
        return dict(self.memory)

    def remember(self, key: str, volumes: Volumes) -> bool:
        """Remember something else."""
        self.memory[key] = volumes
        return True


WANTED = {"Music": 0.8, "Radio": 0.5, "Film": 1.0}


class AnyDay(RuleBasedStateMachine):
    """Players begin, end and are killed, Jarvis speaks and is killed: each is as loud as its user wants."""

    def __init__(self) -> None:
        super().__init__()
        self.server, self.next = PaperServer(), 1
        self.folder = Path(os.environ["XDG_RUNTIME_DIR"])
        self.notes = self.folder / "ducked.json"
        self.notes.unlink(missing_ok=True)
        self.wanted = {name: (round(FULL * share),) * 2 for name, share in WANTED.items()}
        self.server.memory = dict(self.wanted)
        self.begin_anew()

    def begin_anew(self) -> None:
        self.ducker = Ducker(self.server, self.notes, 30, lambda _: False)
        self.ducker.recover()

    @rule(name=st.sampled_from(sorted(WANTED)))
    def begins(self, name: str) -> None:
        if name not in {one.name for one in self.server.players()}:
            volumes = self.server.memory[name]
            self.server.playing[self.next] = Player(self.next, self.next, name, name, "", True, volumes)
            self.next += 1

    @rule(name=st.sampled_from(sorted(WANTED)))
    def ends(self, name: str) -> None:
        for one in self.server.players():
            if one.name == name:
                del self.server.playing[one.index]

    @rule(times=st.integers(1, STEPS + 1), ducked=st.booleans())
    def goes_on(self, times: int, *, ducked: bool) -> None:
        for _ in range(times):
            self.ducker.step(ducked=ducked)

    @rule()
    def is_killed(self) -> None:
        self.begin_anew()

    @rule()
    def ends_in_order(self) -> None:
        self.ducker.put_back()
        self.begin_anew()

    @invariant()
    def nobody_is_ever_louder_than_wanted(self) -> None:
        for one in self.server.players():
            assert one.volumes[0] <= self.wanted[one.name][0] + 1

    def teardown(self) -> None:
        while self.ducker.step(ducked=False):
            pass
        self.ducker.step(ducked=False)
        assert {one.name: one.volumes for one in self.server.players()} == {
            one.name: self.wanted[one.name] for one in self.server.players()
        }
        assert self.server.memory == self.wanted
        assert not self.notes.exists()


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)


@given(percent=st.integers(0, 100), usual=st.integers(1, 2 * FULL))
@settings(max_examples=50)
def test_going_down_and_up_again_changes_nothing(percent: int, usual: int) -> None:
    server = PaperServer()
    server.playing[1] = player(1, volume=usual)
    file = Path(os.environ["XDG_RUNTIME_DIR"]) / "ducked.json"
    ducker = Ducker(server, file, percent, lambda _: False)
    while ducker.step(ducked=True):
        pass
    assert server.playing[1].volumes == (round(usual * (1 - (1 - percent / 100))),) * 2
    while ducker.step(ducked=False):
        pass
    assert server.playing[1].volumes == (usual, usual)
