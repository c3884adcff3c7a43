"""The files that systemd and desktops read: every word arrives as it was, whatever is in it."""

import configparser
import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.unit import APP, actions, entry, exec_line, systemd_word, unit

WORDS = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=12
)
SPOKEN_TO = "default.target"


def as_systemd(word: str, *, argument: bool) -> str:
    """How systemd reads it: C escapes, then specifiers, then variables."""
    (read,) = shlex.split(word) if word.startswith('"') else [word]
    read = read.replace("%%", "%")
    return read.replace("$$", "$") if argument else read


def as_desktop(line: str) -> list[str]:
    """How a desktop reads `Exec`: the escapes of the file, then those of the command, then field codes."""
    escapes = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\s": " ", "\\r": "\r"}
    read = re.sub(r"\\.", lambda found: escapes[found[0]], line)
    words = []
    for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|([^ ]+)', read):
        word = plain or re.sub(r'\\(["`$\\])', r"\1", quoted)
        words.append(word.replace("%%", "%"))
    return words


@given(WORDS, st.booleans())
def test_a_word_of_a_unit_is_read_as_it_was(word: str, argument: bool) -> None:  # noqa: FBT001 - drawn
    written = systemd_word(word, argument=argument)
    assert as_systemd(written, argument=argument) == word
    assert "\n" not in written


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_command_of_an_entry_is_read_as_it_was(argv: list[str]) -> None:
    line = exec_line(argv)
    assert as_desktop(line) == argv
    assert "\n" not in line


def sections(text: str) -> configparser.RawConfigParser:
    """A file of groups, read strictly: no key stands twice."""
    read = configparser.RawConfigParser(strict=True, comment_prefixes=("#",), delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their capitals
    read.read_string(text)
    return read


@pytest.mark.parametrize("target", [SPOKEN_TO, "graphical-session.target"])
def test_the_unit_is_watched_started_again_and_hardened_but_hears_and_plays(target: str) -> None:
    read = sections(unit(["/opt/my jarvis/bin/jarvis", "run"], {"CONFIG_PATH": "/a b/c.yaml"}, target))
    service = dict(read["Service"])
    assert service["ExecStart"] == '"/opt/my jarvis/bin/jarvis" run'
    assert service["Environment"] == '"CONFIG_PATH=/a b/c.yaml"'
    assert (service["Type"], service["NotifyAccess"]) == ("notify", "main")
    assert int(service["WatchdogSec"]) >= 10
    assert (service["Restart"], service["RestartPreventExitStatus"]) == ("on-failure", "2 4")
    assert int(read["Unit"]["StartLimitBurst"]) * int(service["RestartSec"]) < int(
        read["Unit"]["StartLimitIntervalSec"]
    )
    assert service["NoNewPrivileges"] == "yes"
    assert "AF_UNIX" in service["RestrictAddressFamilies"]  # the sound server
    breaks_sound = {
        "PrivateDevices", "PrivateTmp", "PrivateUsers", "ProtectHome", "RestrictRealtime",
        "MemoryDenyWriteExecute", "DevicePolicy", "PrivateNetwork",
    }  # fmt: skip
    assert not breaks_sound & set(service)
    assert read["Install"]["WantedBy"] == target
    assert ("PartOf" in read["Unit"]) == (target != SPOKEN_TO)


def test_an_entry_has_what_every_desktop_wants() -> None:
    text = entry("Jarvis", "Talk", ["/bin/jarvis", "start"], {"Actions": "listen;"})
    text += actions({"listen": ("Listen", ["/bin/jarvis", "listen"])})
    read = sections(text)
    assert text.startswith("[Desktop Entry]\n")
    assert dict(read["Desktop Entry"]) == {
        "Type": "Application", "Version": "1.5", "Name": "Jarvis", "Comment": "Talk", "Icon": APP,
        "Exec": "/bin/jarvis start", "Terminal": "false", "Actions": "listen;",
    }  # fmt: skip
    assert dict(read["Desktop Action listen"]) == {"Name": "Listen", "Exec": "/bin/jarvis listen"}
