"""`jarvis privacy proof` tells the truth, also when it is a bad one."""

import os
import subprocess
import sys

import pytest

from tests.living import Living, until
from tests.sound import PrivatePulse

pytestmark = pytest.mark.real_time
MUTED = "Muted: no process of Jarvis has the microphone open."
ALONE = "Nothing of ours is connected to another machine."


def test_who_listens_and_what_is_connected(jarvis: Living, pulse: PrivatePulse) -> None:
    status = jarvis.ready("listening")
    capture = status["microphone"]["pid"]
    with subprocess.Popen(
        ["parec", "-d", "virtmic"], env=os.environ | pulse.environment, stdout=subprocess.DEVNULL
    ) as spy:
        try:
            until(lambda: spy.pid in pulse.clients("source-outputs"), "the other program")
            shown = jarvis.jarvis("privacy", "proof")
        finally:
            spy.kill()
    assert shown.code == 0, shown
    told = shown.out.splitlines()
    assert (
        told[0] == f"The microphone “Desk” is held by process {capture} (voice.device capture), for Jarvis."
    )
    assert f"Process {spy.pid} (pacat) records “Desk”; it is no part of Jarvis." in told
    assert ALONE in told
    found = jarvis.jarvis("privacy", "proof", "--json").json
    assert {one["pid"] for one in found["sockets"]} >= {jarvis.process.pid, capture}
    assert {one["reach"] for one in found["sockets"]} == {"this machine"}
    assert any(one["local"].endswith("/jarvis/socket") for one in found["sockets"])
    assert f"held by process {capture}" in jarvis.jarvis("status").out


def test_mute_can_be_checked_across_a_restart_and_a_process_that_outlives_it_is_told(
    jarvis: Living, pulse: PrivatePulse
) -> None:
    assert jarvis.jarvis("mute").code == 0
    assert jarvis.jarvis("privacy", "proof").out.startswith(MUTED)
    jarvis.end()
    asleep = jarvis.jarvis("privacy", "proof")
    assert (asleep.code, asleep.out.splitlines()[0]) == (0, "Jarvis does not run; it will start muted.")
    jarvis.start()
    jarvis.ready("muted")
    found = jarvis.jarvis("privacy", "proof", "--json").json
    assert (found["kept"], found["capturing"], found["sentences"][0]) == (True, [], MUTED)
    assert pulse.clients("source-outputs") == set()
    command = [sys.executable, "-P", "-m", "voice.device", "capture", ""]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=jarvis.environment, stdin=pipe, stdout=subprocess.DEVNULL) as zombie:
        try:
            until(lambda: zombie.pid in pulse.clients("source-outputs"), "the process that outlives mute")
            shown = jarvis.jarvis("privacy", "proof")
            status = jarvis.jarvis("status")
        finally:
            zombie.kill()
    assert shown.code == 1
    assert shown.out.startswith(f"Jarvis is muted, but process {zombie.pid} (voice.device capture)")
    assert f"muted, but held by process {zombie.pid}" in status.out
    assert jarvis.jarvis("privacy", "proof").out.startswith(MUTED)
