"""The tiny model for tests: what lies there is what its maker makes, all but the net, which takes minutes."""

import hashlib
import itertools
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.tiny_vosk import features, fst, graph, kaldi, make, phones, speech
from tests.tiny_vosk.net import LOOKS_AT, Net, Trainer

MODEL = Path(__file__).parent / "tiny_vosk/model"


@pytest.fixture(scope="module")
def small() -> tuple[list[speech.Take], Net]:
    """A few sentences, and a net that saw them a few times."""
    takes = speech.takes(12, 1)
    trainer = Trainer(takes)
    for _ in range(6):
        trainer.round(0.002)
    return takes, trainer.net()


def test_it_is_whole_and_small() -> None:
    listed = [line.split("  ") for line in (MODEL / make.SUMS).read_text().splitlines()]
    files = [path for path in MODEL.rglob("*") if path.is_file() and path.name != make.SUMS]
    found = {str(path.relative_to(MODEL)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert {name: checksum for checksum, name in listed} == found
    assert sum(path.stat().st_size for path in files) <= 1_200_000


def test_the_maker_still_makes_it(small: tuple[list[speech.Take], Net], tmp_path: Path) -> None:
    model = make.files(small[1])
    make.write(model, tmp_path)
    for name in set(model) - {"am/final.mdl"}:
        assert (tmp_path / name).read_bytes() == (MODEL / name).read_bytes(), name
    shape = re.compile(r"-?\d\S*")  # the same text, but for the numbers
    ours, theirs = ((folder / "am/final.mdl").read_text() for folder in (tmp_path, MODEL))
    assert shape.sub("", ours).split() == shape.sub("", theirs).split()


def test_the_net_learns(small: tuple[list[speech.Take], Net]) -> None:
    takes, net = small
    right = [(net.scores(take.frames).argmax(axis=1) == take.labels).mean() for take in takes]
    assert np.mean(right) > 0.5
    assert net.priors.sum() == pytest.approx(1.0)
    assert net.layers[0].weights.shape[0] == features.CEPSTRA * len(LOOKS_AT)


def test_every_frame_gets_the_phone_that_is_spoken_then() -> None:
    ends_s = np.array([0.1, 0.2, 0.3])
    moments_s = np.array([0.05, 0.11, 0.15, 0.21, 0.29])
    stop, on = (2 * (1 + phones.PHONES.index(phone)) for phone in ("s", "aa"))
    labels = phones.label((phones.PAUSE, "s", "aa"), ends_s, moments_s)
    assert labels.tolist() == [1, stop, stop + 1, on, on + 1]


def test_louder_is_the_same_but_for_the_first_cepstrum() -> None:
    sound = speech.say("stop", "slt").samples
    soft, loud = features.cepstra(sound), features.cepstra(2 * sound)
    spoken = soft[:, 0] > soft[:, 0].mean()
    assert np.allclose(soft[spoken, 1:], loud[spoken, 1:], atol=0.5)
    assert (loud[spoken, 0] > soft[spoken, 0]).all()


def test_words_in_context_are_said_as_one_says_them() -> None:
    said = speech.pronunciations(["the", "ten"])
    assert said == {"the": {("dh", "ax")}, "ten": {("t", "eh", "n")}}


def test_a_transition_has_two_numbers() -> None:
    assert (kaldi.stay(1), kaldi.enter(1), kaldi.stay(2)) == (1, 2, 3)
    assert kaldi.transitions().count("\n") == len(phones.sounds()) + 16


def test_an_automaton_is_written_as_openfst_reads_it() -> None:
    automaton = fst.Automaton()
    automaton.add()
    automaton.add(final=0.5)
    automaton.connect(0, fst.Arc(2, 2, 1.5, 1))
    automaton.connect(0, fst.Arc(1, 1, 0.0, 1))
    written = automaton.as_vector()
    header = struct.calcsize("<ii6si8siiQqqq")
    assert struct.unpack("<ii6si8siiQqqq", written[:header])[-3:] == (0, 2, 2)
    arcs = written[header + 12 :]
    assert [struct.unpack("<iifi", arcs[i : i + 16])[0] for i in (0, 16)] == [1, 2]
    assert written.endswith(struct.pack("<fq", 0.5, 0))
    assert automaton.as_const() in automaton.as_lookahead(2)


def test_every_word_can_follow_every_word() -> None:
    ids = graph.word_ids(["a", "b"])
    grammar = graph.word_pairs(["a b", "a"], ids)
    assert ids == {"a": 1, "b": 2, graph.UNKNOWN: 3}
    everywhere = grammar.states[-1]
    assert {arc.to for arc in everywhere.arcs} == {1, 2, 3}
    back_offs = [arc for state in grammar.states[:-1] for arc in state.arcs if not arc.come]
    assert {arc.to for arc in back_offs} == {len(grammar.states) - 1}
    assert len(back_offs) == len(grammar.states) - 1


def test_commands_are_said_the_same_every_time() -> None:
    first, second = (list(itertools.islice(speech.sentences(), 50)) for _ in range(2))
    assert first == second
    assert {word for sentence in first for word in sentence.split()} <= set(speech.vocabulary())
    assert 30 <= len(speech.vocabulary()) <= 60
