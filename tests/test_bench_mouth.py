"""The mouth's bench: what it counts from what it heard."""

import numpy as np
import pytest

from jarvis.ports import RATE_HZ
from tests.bench.goals import GOALS
from tests.bench.mouth import _played_ms
from tests.bench.mouth_room import _of_barging_in, _of_itself
from tests.room_sound import cough, louder
from tests.sound import audible_ms, flite, noise, silence

ROOM = {"wakes": 0, "answers": 0, "dismissed": 1, "held": 2, "echo": "cancelled"}


def test_how_much_was_played_is_read_from_the_recording() -> None:
    whole = flite("the lighthouse stands on a rock in the sea")
    recording = silence(0.7) + whole[: RATE_HZ * 2] + silence(1)
    assert _played_ms(recording, whole) == pytest.approx(1_000, abs=30)


def test_every_wake_and_every_answer_to_itself_counts() -> None:
    row = _of_itself({-5: {**ROOM, "wakes": 1}, -10: ROOM, -20: {**ROOM, "answers": 2}}, 300)
    assert (row["value"], row["met"], row["goal"]) == (3, False, GOALS["self_wakes"].text)
    assert _of_itself({-5: ROOM}, 300)["met"]


def test_who_is_not_noticed_and_what_stops_it_for_nothing_is_told() -> None:
    found = {"tried": 4, "took_ms": [100.0, 140.0, 180.0], "noise_s": 300.0, "held": 5, "resumed": 4}
    latency, false = _of_barging_in(found)
    assert (latency["value"], latency["error_rate"]) == (140, 0.25)
    assert (false["value"], false["met"]) == (2, False)
    *_, nothing = _of_barging_in({**found, "noise_s": 0})
    assert nothing["met"] is None


def test_coughs_are_short_loud_and_each_its_own() -> None:
    coughs = [cough(seed) for seed in range(5)]
    assert len(set(coughs)) == 5
    assert all(100 <= audible_ms(one) <= 1_000 for one in coughs)
    quiet = np.frombuffer(louder(noise(1), -40), "<i2").astype(float)
    assert 20 * np.log10(np.sqrt(np.mean(quiet**2)) / 32_768) == pytest.approx(-40, abs=0.5)
    assert louder(b"", -40) == b""
