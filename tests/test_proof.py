"""What is said about who holds the microphone: the truth, and where it ends."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.holders import Holder, Privacy, Socket
from voice.proof import kept, sentences

OURS = Holder(123, "voice.device capture", "", ours=True)
ON_DESK = Holder(123, "voice.device capture", "Desk", ours=True)
OTHER = Holder(77, "zoom", "Desk", ours=False)
MONITOR = Holder(None, "module-remap-source.c", "Monitor", ours=False, monitor=True)
QUIET = Privacy(
    running=True, muted=True, capturing=(), recording=(), devices=(), sockets=(), hidden=0, unasked=""
)
NOBODY = "No other program records a microphone, says the sound server."
NO_CARD = "No process has the microphone of a sound card open directly."
ALONE = "Nothing of ours is connected to another machine."


def told(**found: object) -> list[str]:
    """What is said of this."""
    return list(sentences(dataclasses.replace(QUIET, **found)))  # type: ignore[arg-type]


def test_muted_means_nobody() -> None:
    muted = "Muted: no process of Jarvis has the microphone open."
    assert told() == [muted, NOBODY, NO_CARD, ALONE]
    assert kept(QUIET)


def test_who_listens_is_named() -> None:
    assert told(muted=False, capturing=(OURS,), recording=(MONITOR, ON_DESK)) == [
        "The microphone “Desk” is held by process 123 (voice.device capture), for Jarvis.",
        (
            "Something that does not say which process it is (module-remap-source.c) records what a "
            "loudspeaker plays, “Monitor”; it is no part of Jarvis."
        ),
        NOBODY,
        NO_CARD,
        ALONE,
    ]


@pytest.mark.parametrize("how", ["capturing", "recording", "devices"])
def test_a_process_that_outlives_mute_is_told_wherever_it_shows(how: str) -> None:
    found = dataclasses.replace(QUIET, **{how: (ON_DESK,)})  # type: ignore[arg-type]
    assert not kept(found)
    first = next(iter(sentences(found)))
    assert first.startswith("Jarvis is muted, but process 123 (voice.device capture) of Jarvis has the mic")
    assert first.endswith("End it: `kill -9 123`.")


def test_what_a_jarvis_left_behind_is_told() -> None:
    found = dataclasses.replace(QUIET, running=False, muted=False, capturing=(OURS,))
    assert not kept(found)
    assert list(sentences(found))[:2] == [
        "Jarvis does not run.",
        (
            "A Jarvis left process 123 (voice.device capture) behind, which has the microphone. "
            "End it: `kill -9 123`."
        ),
    ]


@pytest.mark.parametrize(
    ("muted", "first"), [(True, "Jarvis does not run; it will start muted."), (False, "Jarvis does not run.")]
)
def test_without_a_daemon_that_comes_first(first: str, *, muted: bool) -> None:
    assert told(running=False, muted=muted)[:2] == [first, "No process of Jarvis has the microphone open."]


def test_one_who_only_looks_for_a_microphone_is_not_said_to_have_one() -> None:
    assert told(muted=False, capturing=(OURS,))[0] == (
        "Process 123 (voice.device capture) looks for a microphone for Jarvis; it has none open."
    )


def test_what_could_not_be_seen_is_not_guessed() -> None:
    said = told(muted=False, capturing=(OURS,), unasked="no sound server can be reached", hidden=3)
    assert said == [
        (
            "The microphone is held by process 123 (voice.device capture), for Jarvis; "
            "from which device could not be seen."
        ),
        "Whether other programs record could not be asked: no sound server can be reached.",
        "3 processes could not be looked into; they belong to others.",
        ALONE,
    ]


def test_another_program_that_records_is_told_also_while_muted() -> None:
    said = told(recording=(OTHER,))
    assert said[1] == "Process 77 (zoom) records “Desk”; it is no part of Jarvis."
    assert NOBODY not in said
    assert kept(dataclasses.replace(QUIET, recording=(OTHER,)))


def test_jarvis_recording_a_loudspeaker_is_told_but_no_microphone() -> None:
    own = dataclasses.replace(ON_DESK, monitor=True)
    assert "Process 123 (voice.device capture) of Jarvis records what a loudspeaker plays, “Desk”." in told(
        recording=(own,)
    )
    assert kept(dataclasses.replace(QUIET, recording=(own,)))


def test_connections_are_told_by_how_far_they_reach() -> None:
    sockets = (
        Socket(5, "jarvis run", "tcp", "10.0.0.2:5", "9.9.9.9:443", "outside"),
        Socket(5, "jarvis run", "tcp", "0.0.0.0:80", "", "outside"),
        Socket(5, "jarvis run", "other", "descriptor 4", "", "unknown"),
        Socket(5, "jarvis run", "other", "descriptor 5", "", "unknown"),
        Socket(5, "jarvis run", "unix", "/run/x", "", "this machine"),
    )
    assert told(sockets=sockets)[3:] == [
        "Process 5 (jarvis run) is connected to another machine, 9.9.9.9:443 (tcp).",
        "Process 5 (jarvis run) can be reached from other machines, at 0.0.0.0:80 (tcp).",
        "Process 5 (jarvis run) has sockets of another kind; what they reach is not known.",
    ]
    assert told(sockets=sockets[1:])[-1] == ALONE


HOLDERS = st.builds(
    Holder, st.integers(1, 9), st.just("p"), st.just("Desk"), ours=st.booleans(), monitor=st.booleans()
)
FOUND = st.builds(
    Privacy,
    running=st.booleans(),
    muted=st.booleans(),
    capturing=st.tuples(st.just(OURS)) | st.just(()),
    recording=st.lists(HOLDERS, max_size=4).map(tuple),
    devices=st.lists(HOLDERS, max_size=2).map(tuple),
    sockets=st.just(()),
    hidden=st.integers(0, 2),
    unasked=st.sampled_from(["", "no sound server can be reached"]),
)


@given(FOUND)
def test_it_never_says_that_nobody_listens_while_somebody_does(found: Privacy) -> None:
    said = " ".join(sentences(found))
    ours = {
        one.pid
        for one in (*found.capturing, *found.recording, *found.devices)
        if one.ours and not one.monitor
    }
    ours |= {one.pid for one in found.devices if one.ours}
    assert ("o process of Jarvis has the microphone open" in said) == (not ours)
    assert all(f"rocess {pid} " in said for pid in ours)
    assert kept(found) is (not ours or (found.running and not found.muted))
