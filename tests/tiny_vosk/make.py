"""Make the tiny Vosk model that the tests use, from flite's speech, with numpy alone.

    python -m tests.tiny_vosk.make tests/tiny_vosk/model

takes about seven minutes on two busy cores, so the tests use what it made and check only its parts. A
model made on another machine may differ in the last digits of its net. With the 32 commands of COMMANDS'
kind as a grammar, spoken by slt, rms and awb 10 % faster and slower, 189 of 192 come out whole (98 %), 190
without a grammar; loading takes 60 ms. It understands flite, and nobody else: it is for tests only.
"""

import argparse
import hashlib
import itertools
import math
import sys
from pathlib import Path

from tests.tiny_vosk import features, graph, kaldi, phones, speech
from tests.tiny_vosk.net import Net, Trainer

DECODING = f"""--min-active=200
--max-active=3000
--beam=12.0
--lattice-beam=2.0
--acoustic-scale=0.3
--frame-subsampling-factor=3
--endpoint.silence-phones={phones.SILENCE}
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.8
--endpoint.rule4.min-trailing-silence=1.2
"""
"""conf/model.conf. Vosk itself assumes 3 for the subsampling, here and there."""
SUMS = "SHA256SUMS"


def train(count: int, variations: int, rounds: int) -> Net:
    """A net that tells flite's phones."""
    trainer = Trainer([*speech.takes(count, variations), *speech.noises(count // 5)])
    for i in range(rounds):
        right = trainer.round(0.002 * (0.5 + 0.5 * math.cos(math.pi * i / rounds)) + 2e-5)
        sys.stderr.write(f"round {i + 1}: {right:.1%} of the frames right\n")
    return trainer.net()


def files(net: Net) -> dict[str, bytes]:
    """The model, file by file."""
    words = speech.vocabulary()
    ids = graph.word_ids(words)
    sounds = graph.sounds_of_words(speech.pronunciations(words), ids)
    grammar = graph.word_pairs(itertools.islice(speech.sentences(), 5_000), ids)
    return {
        "am/final.mdl": kaldi.model(net).encode(),
        "conf/mfcc.conf": features.CONF.encode(),
        "conf/model.conf": DECODING.encode(),
        "graph/HCLr.fst": sounds.as_lookahead(len(ids)),
        "graph/Gr.fst": grammar.as_vector(),
        "graph/disambig_tid.int": b"",
        "graph/phones/word_boundary.int": phones.word_boundaries().encode(),
        "graph/words.txt": graph.words_file(ids).encode(),
    }


def write(model: dict[str, bytes], folder: Path) -> None:
    """Write it, with the checksums beside it."""
    for name, content in model.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    sums = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(model.items()))
    (folder / SUMS).write_text("".join(sums))


def main() -> None:
    """What the command does."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--sentences", type=int, default=500)
    arguments.add_argument("--variations", type=int, default=2)
    arguments.add_argument("--rounds", type=int, default=8)
    given = arguments.parse_args()
    write(files(train(given.sentences, given.variations, given.rounds)), given.folder)


if __name__ == "__main__":
    main()
