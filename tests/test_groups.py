"""All commands and their files; each typed one loads its own only."""

import subprocess
import sys
from pathlib import Path

from jarvis.cli.groups import GROUPS, parser
from jarvis.cli.usage import commands_of
from tests.commands import WHOLE_STATUS

FILES = {name: file for group in GROUPS.values() for name, file in group.items()}
HEAVY = {"numpy", "asyncio", "pydantic", "rich", "starlette", "hassil", "yaml", "voice.ears", "ui.watch_view"}


def loaded(*words: str) -> set[str]:
    """The modules that a command has loaded in the end."""
    answered = f"from jarvis.cli import client; client.call = lambda *_: {WHOLE_STATUS!r}"
    script = (
        "import sys, contextlib, os; from jarvis.cli import main\n"
        f"{answered if words == ('status',) else ''}\n"
        "sys.stdout = open(os.devnull, 'w')\n"
        f"with contextlib.suppress(SystemExit): main({list(words)!r})\n"
        "sys.stderr.write('LOADED ' + ' '.join(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True)
    return set(ended.stderr.partition("LOADED ")[2].split())


def test_the_table_names_what_there_is() -> None:
    inner = commands_of(parser())
    assert inner is not None
    assert set(inner.choices) == set(FILES)
    folder = Path(__file__).parents[1] / "jarvis/cli"
    with_commands = {file.stem for file in folder.glob("*.py") if "\ndef add(commands" in file.read_text()}
    assert with_commands == set(FILES.values())


def test_one_command_loads_no_other_and_the_help_nothing_heavy() -> None:
    assert not loaded("--help") & {*HEAVY, "subprocess", "platformdirs.unix"}
    assert not loaded("status") & HEAVY
    found = loaded("version")
    assert not found & HEAVY
    assert {name for name in found if name.startswith("jarvis.cli.")} == {
        "jarvis.cli.groups",
        "jarvis.cli.usage",
        "jarvis.cli.control",
    }


def test_an_option_before_the_command_does_not_hide_it() -> None:
    for words in (["--plain", "status"], ["status", "--plain"], ["status", "--json", "--plain"]):
        inner = commands_of(parser(words))
        assert inner is not None
        assert set(inner.choices) == {name for name, file in FILES.items() if file == "control"}
        assert parser(words).parse_args(words).plain is True
    assert parser(["status"]).parse_args(["status"]).plain is False
