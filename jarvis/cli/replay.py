"""`jarvis replay`: save what was said in a turn, and ask it again to see whether it is still understood."""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jarvis.cli.saved import Outcome, load, outcome, save, to_json
from jarvis.errors import BadInputError, JarvisError, NotRunningError

DIFFERENT = 1
_EPILOG = """\
examples:  jarvis replay                          ask the last turn again
           jarvis replay --save tests             save the last turn in the folder tests
           jarvis replay --save voice_17_3 tests  save another one (see `jarvis events`)
           jarvis replay tests                    ask all turns in that folder again
           jarvis replay tests/voice_17_3.json    ask one of them again
"""


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "replay",
        help="ask what was said in a turn again, or save it",
        description="Ask what was said in a turn again, and compare. Exit code 0: the same words were "
        "understood, and the same skill answered; 1: not so. Jarvis really does it again: a timer is "
        "set once more. Nothing is written to disk but with --save.",
        epilog=_EPILOG,
    )
    command.add_argument("what", nargs="*", metavar="TURN|FILE|FOLDER", help="which (default: the last turn)")
    command.add_argument("--save", action="store_true", help="write the turn into FOLDER")
    command.add_argument("--json", action="store_true", help="print JSON, for programs")
    command.set_defaults(run=replay)


@dataclass(frozen=True)
class Replayed:
    """One turn, asked again: `was`, and `now` or the `problem` why it could not be asked."""

    name: str
    was: Outcome | None = None
    now: Outcome | None = None
    problem: str = ""
    differences: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether nothing has changed."""
        return not self.problem and not self.differences


def replay(options: argparse.Namespace) -> int:
    """Save a turn, or ask one or many again; exit code 1 when one of them is not the same any more."""
    if options.save:
        return _save(options)
    if len(options.what) > 1:
        raise BadInputError("One turn, file or folder can be asked again at a time.")
    what = options.what[0] if options.what else ""
    place = Path(what)
    if what and place.is_dir():
        return _show(options, _suite(place), summary=True)
    if place.suffix == ".json":
        return _show(options, [_from_file(place)])
    if "/" in what:
        raise BadInputError(f"{what} is no folder and no saved turn (TURN.json).")
    return _show(options, [_again(*_kept(what))])


def _save(options: argparse.Namespace) -> int:
    """Write the last turn into a folder, or the turn that is named."""
    from jarvis.cli.client import call

    if not 1 <= len(options.what) <= 2:  # noqa: PLR2004 - [TURN] FOLDER
        raise BadInputError("Say where to: jarvis replay --save [TURN] FOLDER.")
    *turn, folder = options.what
    name, was, sound = _kept(*turn)
    status, receipt = call("GET", "/status"), _receipt(name)
    versions = {"jarvis": status["version"], "recognizer": status["recognizer"]["engine"]}
    told = {"turn": name, **to_json(was), "did": receipt["did"], "versions": versions}
    file = save(Path(folder), name, sound, told)
    print(json.dumps({"saved": str(file)}) if options.json else f"Saved as {file} and {file.stem}.flac.")
    return 0


def _suite(folder: Path) -> Iterator[Replayed]:
    """Every saved turn of a folder; one that cannot be asked does not keep the others from it."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise BadInputError(f"There is no saved turn in {folder}. Save one: jarvis replay --save {folder}.")
    for file in files:
        try:
            yield _from_file(file)
        except NotRunningError:
            raise
        except JarvisError as error:
            yield Replayed(file.stem, problem=str(error))


def _from_file(file: Path) -> Replayed:
    from jarvis.cli.talk import read

    was, sound = load(file), file.with_suffix(".flac")
    try:
        return _again(file.stem, was, read(sound))
    except JarvisError as error:
        if error.exit_code == BadInputError.exit_code and str(sound) not in str(error):
            raise BadInputError(f"{sound} cannot be asked again. {error}") from None
        raise


def _kept(turn: str = "") -> tuple[str, Outcome, bytes]:
    """A turn of which the daemon keeps the sound: its name, what became of it, and the sound.

    By default the last one that was heard: those that are asked again are not kept once more.
    """
    from jarvis.cli.client import call, download

    receipt = _receipt(turn or (call("GET", "/turns") or [""])[-1])
    name = receipt["turn"]
    sound = download(f"/turns/{quote(name, errors='replace')}/sound")
    return name, outcome(receipt | {"answer": receipt["said"]}), sound


def _receipt(turn: str) -> dict[str, Any]:
    from jarvis.cli.client import call

    receipt: dict[str, Any] = call("GET", f"/why?turn={quote(turn, errors='replace')}")
    return receipt


def _again(name: str, was: Outcome, sound: bytes) -> Replayed:
    from jarvis.cli.client import call

    answered = call("POST", "/ask/audio?whole=true", sound)
    now = outcome(answered | {"heard": answered["text"]})
    return Replayed(name, was, now, differences=was.differences(now))


def _show(options: argparse.Namespace, replayed: Iterable[Replayed], *, summary: bool = False) -> int:
    """Tell about each turn as soon as it was asked."""
    done = []
    for one in replayed:
        done.append(one)
        if not options.json:
            _tell(one)
    same = sum(one.same for one in done)
    if options.json:
        turns = [_json(one) for one in done]
        print(json.dumps({"same": same, "different": len(done) - same, "turns": turns}))
    elif summary:
        print(f"{same} of {len(done)} turns are the same.")
    return 0 if same == len(done) else DIFFERENT


def _tell(one: Replayed) -> None:
    from ui import console, plainly

    verdict = "the same" if one.same else one.problem or "different"
    lines = [f"{one.name}: {verdict}"]
    lines += [f"  {name}: “{was}” became “{now}”" for name, (was, now) in one.differences.items()]
    if one.was and one.now:
        if "heard" not in one.differences:
            lines.append(f"  heard: “{one.now.heard}”")
        if one.was.answer != one.now.answer:
            lines.append(f"  answer (not compared): “{one.was.answer}”, now “{one.now.answer}”")
    for line in lines:
        told = console.clean(line).replace("\n", " ")
        print(told.strip() if plainly.plain() else told)


def _json(one: Replayed) -> dict[str, Any]:
    return {
        "turn": one.name,
        "same": one.same,
        "problem": one.problem,
        "differences": {name: {"was": was, "now": now} for name, (was, now) in one.differences.items()},
        "was": to_json(one.was) if one.was else None,
        "now": to_json(one.now) if one.now else None,
    }
