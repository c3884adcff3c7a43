"""Who holds the microphone and what is connected, looked for on a real system."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.living import until
from tests.sound import PrivatePulse, pulse
from voice import holders
from voice.holders import Holder, Socket

__all__ = ["pulse"]
SOCKETS = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
everybody = socket.create_server(("0.0.0.0", 0))
unix = socket.socket(socket.AF_UNIX); unix.bind(sys.argv[1])
other = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
print(server.getsockname()[1], everybody.getsockname()[1], flush=True)
sys.stdin.read()
"""


@contextmanager
def process(*command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process while the block runs."""
    pipe, env = subprocess.PIPE, os.environ | environment
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=env) as running:
        try:
            yield running
        finally:
            running.kill()


def capture(**environment: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A capture process that belongs to nobody."""
    return process(sys.executable, "-P", "-m", "voice.device", "capture", "", **environment)


def test_every_socket_of_a_process_is_found(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with process(sys.executable, "-c", SOCKETS, path) as running:
        assert running.stdout is not None
        listening, open_to_all = running.stdout.readline().decode().split()
        found = list(holders.sockets([psutil.Process(running.pid)]))
    assert {one.pid for one in found} == {running.pid}
    seen = {(one.kind, one.local, one.reach) for one in found if not one.remote}
    assert ("unix", path, "this machine") in seen
    assert ("tcp", f"127.0.0.1:{listening}", "this machine") in seen
    assert ("tcp", f"0.0.0.0:{open_to_all}", "outside") in seen
    assert [one.reach for one in found if one.kind == "other"] == ["unknown"]
    (connected,) = [one for one in found if one.remote]
    assert (connected.remote, connected.reach) == (f"127.0.0.1:{listening}", "this machine")


def test_a_connection_to_another_machine_is_one() -> None:
    ends = {
        "laddr": SimpleNamespace(ip="192.168.1.5", port=50),
        "raddr": SimpleNamespace(ip="9.9.9.9", port=53),
    }
    one = SimpleNamespace(family=socket.AF_INET, type=socket.SOCK_DGRAM, **ends)
    me = psutil.Process()
    assert holders.socket_of(me, one) == Socket(
        me.pid, holders.name(me), "udp", "192.168.1.5:50", "9.9.9.9:53", "outside"
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_what_stays_on_this_machine(address: str) -> None:
    assert holders.reach(address) == "this machine"


@pytest.mark.parametrize("address", ["", "10.0.0.1", "::", "fe80::1%eth0", "::ffff:9.9.9.9"])
def test_what_may_leave_this_machine(address: str) -> None:
    assert holders.reach(address) == "outside"


@given(st.ip_addresses())
def test_only_loopback_is_called_this_machine(address: object) -> None:
    own = str(address).startswith("127.") or str(address) == "::1" or str(address).startswith("::ffff:7f")
    assert holders.reach(str(address)) == ("this machine" if own else "outside")


def test_whoever_has_a_sound_cards_microphone_open_is_found(tmp_path: Path) -> None:
    opened = {
        "70": ["/dev/snd/pcmC0D0c", "/dev/snd/controlC0", "/dev/null"],
        "71": ["/dev/snd/pcmC1D0p"],
        "72": ["/dev/snd/pcmC1D0c", "/dev/snd/pcmC1D0c"],
    }
    for pid, files in opened.items():
        (tmp_path / pid / "fd").mkdir(parents=True)
        (tmp_path / pid / "comm").write_text(f"program {pid}\n")
        for number, file in enumerate(files):
            (tmp_path / pid / "fd" / str(number)).symlink_to(file)
    (tmp_path / "73").mkdir()  # it has just ended
    (tmp_path / "self").mkdir()
    found, hidden = holders.device_holders(tmp_path, [72])
    assert sorted(found, key=lambda one: one.pid or 0) == [
        Holder(70, "program 70", "/dev/snd/pcmC0D0c", ours=False),
        Holder(72, "program 72", "/dev/snd/pcmC1D0c", ours=True),
    ]
    assert hidden == 0


def test_a_process_that_may_not_be_looked_into_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "70" / "fd").mkdir(parents=True)

    def refuse(_: Path) -> Iterator[Path]:
        raise PermissionError

    listing = list(tmp_path.iterdir())
    monkeypatch.setattr(Path, "iterdir", lambda path: iter(listing) if path == tmp_path else refuse(path))
    assert holders.device_holders(tmp_path, []) == ([], 1)


def test_who_records_is_told_whoever_it_is(pulse: PrivatePulse) -> None:
    with capture() as ours, process("parec", "-d", "virtmic") as theirs:
        both = {ours.pid, theirs.pid}
        until(lambda: both <= pulse.clients("source-outputs"), "both record")
        alone, found = holders.look(None, muted=True), holders.look(os.getpid(), muted=True)
    own = Holder(ours.pid, "voice.device capture", "Desk", ours=True)
    other = Holder(theirs.pid, "pacat", "Desk", ours=False)
    assert {one for one in alone.recording if one.pid in both} == {own, other}
    assert {one.ours for one in found.recording if one.pid in both} == {True}  # children are ours too
    assert [one.pid for one in found.capturing] == [ours.pid]
    assert both <= {one.pid for one in found.sockets}
    assert (found.running, found.muted, found.unasked) == (True, True, "")


def test_a_capture_process_that_was_left_behind_is_found_but_not_that_of_another_jarvis(
    pulse: PrivatePulse, tmp_path: Path
) -> None:
    with capture() as left, capture(XDG_RUNTIME_DIR=str(tmp_path)) as other:
        until(lambda: {left.pid, other.pid} <= pulse.clients("source-outputs"), "both record")
        found = holders.look(None, muted=False)
    assert [one.pid for one in found.capturing] == [left.pid]
    whose = {one.pid: one.ours for one in found.recording}
    assert (whose[left.pid], whose[other.pid]) == (True, False)


def test_where_no_server_can_be_asked_that_is_said(pulse: PrivatePulse) -> None:
    pulse.stop()
    found = holders.look(None, muted=True)
    assert (found.recording, found.unasked) == ((), "no sound server can be reached")


def test_a_daemon_that_has_just_ended_holds_nothing() -> None:
    with process("true") as ended:
        ended.wait()
    assert holders.captures(ended.pid) == []
