"""`jarvis skills list | new | enable | disable | reload | why | test`."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jarvis.errors import BadInputError, FolderError, JarvisError

_STDERR = 2
_NAMED = ("new", "enable", "disable", "why", "test")


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "skills",
        help="see what Jarvis can do, and teach it more",
        description=(
            "What Jarvis can do. A skill of yours is a Python file in ~/.config/jarvis/skills:\n"
            "save it, and it answers. It runs in a process of its own, behind walls."
        ),
        epilog="examples:  jarvis skills new greet\n           jarvis skills why greet",
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, function, text in (
        ("list", list_, "show all skills, and why one does not answer"),
        ("new", new, "write the file of a new skill, for you to change"),
        ("enable", enable, "switch a skill on; you are asked for what it wants to be allowed"),
        ("disable", disable, "switch a skill off, and take back what it was allowed"),
        ("reload", reload, "load a skill anew, or all of them; saving the file does this by itself"),
        ("why", why, "tell all about a skill: its state, what it may do, what went wrong"),
        ("test", test, "run the tests beside a skill; if there are none, say its examples to it"),
    ):
        command = subcommands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:  jarvis skills {name}{'' if name == 'list' else ' greet'}",
        )
        command.set_defaults(run=function)
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        _arguments(name, command)


def _arguments(name: str, command: argparse.ArgumentParser) -> None:
    if name in _NAMED:
        command.add_argument("name", metavar="NAME", help="as in `jarvis skills list`")
    elif name == "reload":
        command.add_argument("name", metavar="NAME", nargs="?", default="", help="all, if left out")
    if name == "enable":
        command.add_argument("--yes", action="store_true", help="allow what it wants, without a question")


def list_(options: argparse.Namespace) -> int:
    """Show a table, and the walls that are missing."""
    from jarvis.cli.client import call

    found = call("GET", "/skills")
    if options.json:
        print(json.dumps(found))
        return 0
    from ui import console

    rows = [(one["name"], one["source"], one["status"], _says(one)) for one in found["skills"]]
    console.show_table(("name", "source", "status", "say"), rows)
    for one in found["skills"]:
        if any(one["permissions"].values()) and one["status"] == "on":
            print(console.clean(f"{one['name']}: {one['wants']} You allowed it."))
        if one["reason"]:
            print(console.clean(f"{one['name']}: {one['reason']}"))
    for wall in found["walls"]:
        if not wall["stands"]:
            print(console.clean(wall["words"]))
    standing = ", ".join(wall["name"] for wall in found["walls"] if wall["stands"])
    print(console.clean(f"Your own skills: {found['folder']}. Walls around them: {standing}."))
    return 0


def new(options: argparse.Namespace) -> int:
    """Write a file, which works at once; none that is there is written over."""
    from jarvis import paths
    from jarvis.skill_template import text_of

    stem = options.name.removesuffix(".py")
    if not (stem.isascii() and stem.isidentifier() and stem[0].isalpha()) or stem.startswith("test_"):
        raise BadInputError(
            f"{stem[:40]!r} is no name for a skill. Take letters, digits and _, as in my_skill."
        )
    folder, words = paths.skills(), stem.casefold().replace("_", " ").strip()
    file = folder / f"{stem}.py"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(text_of(stem))
    except FileExistsError:
        raise BadInputError(f"There is {file} already. Take another name, or change that one.") from None
    except OSError as error:
        raise FolderError(f"{file} cannot be written ({error.strerror}). Check that folder.") from None
    if options.json:
        print(json.dumps({"file": str(file), "say": words}))
    else:
        print(f"Written: {file}\nSay “Hey Jarvis, {words}”. Change the file, save it, and say it again.")
    return 0


def enable(options: argparse.Namespace) -> int:
    """Ask for what it wants, then switch it on; exit code 1 if it does not answer then."""
    from jarvis.cli.client import call
    from ui.console import clean

    told = call("POST", "/skills/enable", {"name": options.name})
    while "asks" in told:  # again, if the file was changed meanwhile
        if not options.yes and not _agreed(f"{options.name}: {told['asks']}"):
            return _show(options, {"enabled": False}, "Nothing was allowed.", code=1)
        body = {"name": options.name, "allowed": told["permissions"]}
        told = call("POST", "/skills/enable", body)
    if told["status"] == "on":
        say = f" Say “{told['skills'][0]['say']}”." if told["skills"] else ""
        return _show(options, told, clean(f"{told['name']} is on.{say}"))
    return _show(options, told, clean(f"{told['name']} is {told['status']}. {told['reason']}"), code=1)


def disable(options: argparse.Namespace) -> int:
    """Switch it off."""
    from jarvis.cli.client import call
    from ui.console import clean

    told = call("POST", "/skills/disable", {"name": options.name})
    return _show(options, told, clean(f"{told['name']} is off, and what it was allowed is taken back."))


def reload(options: argparse.Namespace) -> int:
    """Load; exit code 1 if one is not on then."""
    from jarvis.cli.client import call
    from ui.console import clean

    found = call("POST", "/skills/reload", {"name": options.name})["skills"]
    lines = [clean(f"{one['name']} is {one['status']}. {one['reason']}").strip() for one in found]
    bad = any(one["status"] not in ("on", "off") for one in found)
    return _show(
        options, {"skills": found}, "\n".join(lines) or "You have no skills of your own.", code=int(bad)
    )


def why(options: argparse.Namespace) -> int:
    """The whole story."""
    from jarvis.cli.client import call

    told = call("GET", f"/skills/{quote(options.name, safe='')}")
    if options.json:
        print(json.dumps(told))
        return 0
    from ui import console

    failed = [f"{one['at']}: {one['sentence']}" for one in told["errors"]]
    rows = {
        "status": f"{told['status']}{', the version before answers' if _old(told) else ''}",
        "why": told["reason"] or "-",
        "from": f"{told['source']}: {told['where']}",
        "say": _says(told) or "-",
        "may": told["wants"] or "do all that Jarvis may: it is part of it",
        "walls": ", ".join(told["walls"]) or "-",
        "loaded": told["loaded_at"] or "-",
        "process": told["process"] or "-",
        "last errors": "\n".join(failed) or "none",
    }
    console.show_pairs(rows)
    return 0


def test(options: argparse.Namespace) -> int:
    """Run its tests with your own rights, or say its examples behind its walls; exit code 1 for a failure."""
    from jarvis import paths
    from jarvis.skill_trial import own_tests, tried

    stem = options.name.removesuffix(".py")
    if (file := own_tests(stem, paths.skills())) is not None:
        return _tested(options, file, paths.skills())
    import asyncio

    from ui import plainly
    from ui.console import clean

    found = asyncio.run(tried(stem))
    gap = " " if plainly.plain() else "  "
    lines = [
        f"{'FAILED' if one.problem else 'ok'}{gap}“{one.said}”: {one.problem or one.answer}" for one in found
    ]
    values = {"tried": [vars(one) for one in found]}
    return _show(options, values, "\n".join(map(clean, lines)), code=int(any(one.problem for one in found)))


def _tested(options: argparse.Namespace, file: Path, folder: Path) -> int:
    import importlib.util
    import subprocess

    if importlib.util.find_spec("pytest") is None:
        raise JarvisError(f"{file} needs pytest. Install it: `{sys.executable} -m pip install pytest`.")
    ended = subprocess.run(  # noqa: S603 - the author's own file, which was asked for
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)],
        cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=_STDERR if options.json else None,
        check=False,
    )
    if options.json:
        print(json.dumps({"tests": str(file), "passed": ended.returncode == 0}))
    return int(ended.returncode != 0)


def _agreed(question: str) -> bool:
    """Whether the user says yes; where nobody can be asked, that is a no."""
    from ui.console import clean

    print(f"{clean(question)} Allow it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _says(one: dict[str, Any]) -> str:
    return ", ".join(f"“{skill['say']}”" for skill in one["skills"])


def _old(told: dict[str, Any]) -> bool:
    return bool(told["answers"]) and told["status"] != "on"


def _show(options: argparse.Namespace, values: dict[str, Any], sentence: str, *, code: int = 0) -> int:
    print(json.dumps(values) if options.json else sentence)
    return code
