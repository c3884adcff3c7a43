"""How well questions are answered out of documents: XQuAD's paragraphs as notes, its questions as asked.

The gate was chosen on the questions about every other paragraph, with the others in sight, so the figures are
kind. What is told of questions without an answer is measured on the rest, each with its own paragraph hidden.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

import numpy as np

from jarvis.mind.documents.kinds import Contents, Section
from jarvis.mind.documents.passages import passages
from jarvis.mind.embedding import Minilm, Vectors
from jarvis.mind.ranking import GATE, rank
from jarvis.mind.recall import Recall
from jarvis.mind.shelf import Passage, spoken_title
from tests.bench.goals import NO_MATERIAL, Goal, Row

GOALS = {
    "extract_gold": Goal("%", 70, at_least=True),
    "recall_at_1": Goal("%", 90, at_least=True),
    "unanswerable_answered": Goal("%", 10),
    "ladder_extractive": Goal("ms", 30),
    "docs_query_embedding": Goal("ms", 10),
    "docs_kill_lost": Goal("documents", 0),
}
CANDIDATES = 12
KILLS, KILLS_QUICK = 50, 5


class Asked(NamedTuple):
    """What became of a question; `false` is the score of the best passage when the right one is hidden."""

    number: int
    found: bool
    right: bool
    score: float
    false: float
    took_ms: float
    embedding_ms: float


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    folder = Path(os.environ.get("JARVIS_TESTDATA", "")) / "rag"
    if not (folder / "xquad_en_passages.jsonl").exists():
        yield from (_row(name, None, [], NO_MATERIAL) for name in GOALS if name != "docs_kill_lost")
    else:
        yield from _of_questions(*asyncio.run(_all(folder, quick=quick)))
    yield _kills(KILLS_QUICK if quick else KILLS)


def _of_questions(asked: Sequence[Asked], strange: Sequence[float]) -> Iterator[Row]:
    tested = [one for one in asked if one.number % 2]
    passed = [one for one in asked if one.score >= GATE]
    share = _share(one.right for one in passed)
    why = (
        f"the answer stands in the two sentences told; {len(asked)} questions; with the gate"
        f" {_share(one.score >= GATE and one.right for one in asked):.1f} % (of those answered {share:.1f} %)"
    )
    right = [100.0 * one.right for one in asked]
    yield _row("extract_gold", _share(one.right for one in asked), right, why)
    found = [100.0 * one.found for one in asked]
    yield _row("recall_at_1", _share(one.found for one in asked), found, "the right paragraph comes first")
    answered = _share(one.score >= GATE for one in tested)
    why = (
        f"questions whose paragraph is hidden, on the half that the gate was not chosen on; of the same"
        f" questions {answered:.1f} % are answered when it is there; of {len(strange)} questions of MT-RAG,"
        f" about which nothing is there, {sum(one >= GATE for one in strange)} are"
    )
    false = [100.0 * (one.false >= GATE) for one in tested]
    yield _row("unanswerable_answered", _share(one.false >= GATE for one in tested), false, why)
    took = [one.took_ms for one in asked]
    p50, p95 = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
    yield _row("ladder_extractive", p50, took, f"embedding, Chroma and ranking; p95 {p95:.1f} ms")
    embedding = [one.embedding_ms for one in asked]
    yield _row("docs_query_embedding", quantiles(embedding, n=20)[9], embedding, "p50, one thread")


async def _all(folder: Path, *, quick: bool) -> tuple[list[Asked], list[float]]:
    documents = [json.loads(line) for line in (folder / "xquad_en_passages.jsonl").open(encoding="utf-8")]
    questions = [json.loads(line) for line in (folder / "xquad_en_questions.jsonl").open(encoding="utf-8")]
    model = Minilm()
    kept = {one.id: one for document in documents for one in _kept(document, model)}
    numbers = {document["id"]: number for number, document in enumerate(documents)}
    with tempfile.TemporaryDirectory() as place:
        recall = Recall(Path(place) / "documents", lambda _: None)
        await recall.open()
        whole = np.stack([one.vectors[0] for one in kept.values()])
        await recall.upsert(list(kept), whole, [one.about() for one in kept.values()])
        some = questions[::8] if quick else questions
        asked = [await _ask(one, numbers[one["passage"]], model, (recall, kept)) for one in some]
        strange = [
            await _score(one, model, (recall, kept)) for one in strangers(folder)[:: 8 if quick else 1]
        ]
        await recall.close()
    return asked, strange


def strangers(folder: Path) -> list[str]:
    """Questions of MT-RAG: nothing about them stands in XQuAD's paragraphs."""
    lines = (folder / "mtrag_un_reference.jsonl").open(encoding="utf-8")
    return [str(json.loads(line)["input"][-1]["text"]) for line in lines]


def _kept(document: dict[str, Any], model: Minilm) -> list[Passage]:
    title = document["title"].replace("_", " ")
    found = []
    for position, cut in enumerate(passages(Contents(title, [Section("", document["text"])]))):
        whole = f"{spoken_title(title, '')}. {' '.join(cut.sentences)}"
        vectors = model.encode([whole, *cut.sentences])
        name = f"{document['id']}/{position}"
        found.append(Passage(name, document["id"], title, "", position, cut.sentences, vectors))
    return found


async def _score(text: str, model: Minilm, store: tuple[Recall, dict[str, Passage]]) -> float:
    recall, kept = store
    vector: Vectors = model.encode([text])[0]
    near = await recall.nearest(vector, CANDIDATES)
    return rank(text, vector, [kept[one] for one in near])[0].score


async def _ask(
    question: dict[str, Any], number: int, model: Minilm, store: tuple[Recall, dict[str, Passage]]
) -> Asked:
    recall, kept = store
    text, gold = question["question"], question["passage"]
    began_s = time.perf_counter()
    vector: Vectors = model.encode([text])[0]
    embedded_s = time.perf_counter()
    near = await recall.nearest(vector, CANDIDATES)
    best = rank(text, vector, [kept[one] for one in near])[0]
    ended_s = time.perf_counter()
    more = await recall.nearest(vector, CANDIDATES + 6)
    others = [kept[one] for one in more if kept[one].path != gold][:CANDIDATES]
    told = " ".join(best.sentences).casefold()
    return Asked(
        number,
        best.passage.path == gold,
        any(" ".join(answer.casefold().split()) in told for answer in question["answers"]),
        best.score,
        rank(text, vector, others)[0].score,
        (ended_s - began_s) * 1000,
        (embedded_s - began_s) * 1000,
    )


KILLED = """
import asyncio, sys
from pathlib import Path
from jarvis.bus import EventBus
from jarvis.events import DocumentIndexed
from jarvis.mind.library import Library
from jarvis.store import open_store
async def main():
    place = Path(sys.argv[1])
    async with EventBus() as bus, open_store(place / "x.db") as store, asyncio.TaskGroup() as group:
        bus.subscribe(DocumentIndexed, lambda event: print(event.path, flush=True))
        one = Library(bus, store, lambda: 1.0, place / "documents")
        group.create_task(one.run(), name="library")
        await one.add([str(place / "notes")])
        while one.progress["running"]:
            await asyncio.sleep(0.01)
        known = (await one.to_json())["documents"]
        print(*[entry["path"] for entry in known], "opened", flush=True)
asyncio.run(main())
"""


def _kills(kills: int) -> Row:
    """Killed while it reads, again and again; then everything that it had told as read is looked for."""
    told = set[str]()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "notes").mkdir()
        for number in range(kills * 4):
            (place / "notes" / f"{number:04}.md").write_text(
                f"The code of locker {number} is {number + 1000}."
            )
        for kill in range(kills):
            process = subprocess.Popen(
                [sys.executable, "-c", KILLED, name], stdout=subprocess.PIPE, text=True
            )
            assert process.stdout is not None
            for _ in range(1 + kill % 4):
                told.add(process.stdout.readline().strip())
            process.send_signal(signal.SIGKILL)
            told.update(
                line for line in process.stdout.read().split("\n")[:-1] if not line.endswith("opened")
            )
            process.wait()
        last = subprocess.Popen([sys.executable, "-c", KILLED, name], stdout=subprocess.PIPE, text=True)
        assert last.stdout is not None
        known = set(next(line for line in last.stdout if line.rstrip().endswith("opened")).split())
        last.kill()
        last.wait()
    lost = len({one for one in told if one} - known)
    return _row(
        "docs_kill_lost", lost, [lost], f"{kills} times kill -9 while reading; {len(told)} were told as read"
    )


def _share(of: Iterator[bool]) -> float:
    values = list(of)
    return 100 * sum(values) / max(len(values), 1)


def _row(name: str, value: float | None, values: Sequence[float], why: str) -> Row:
    goal = GOALS[name]
    shown = None if value is None else round(value, 2)
    return {
        "row": name,
        "value": shown,
        "unit": goal.unit,
        "goal": goal.text,
        "met": None if shown is None else goal.met(shown),
        "peer": None,
        "n": len(values),
        "spread": [round(min(values), 2), round(max(values), 2)] if values else None,
        "error_rate": None,
        "why": why,
    }
