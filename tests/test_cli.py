"""The terminal commands: help, exit codes, and quick to load."""

import subprocess
import sys

import pytest

from jarvis import __version__
from jarvis.cli import EXIT_CODES, main, parser
from jarvis.errors import JarvisError

COMMANDS = [
    "run",
    "start",
    "stop",
    "status",
    "ask",
    "chat",
    "watch",
    "say",
    "listen",
    "mute",
    "unmute",
    "replay",
    "events",
    "why",
    "latency",
    "stats",
    "privacy",
    "models",
    "version",
]


def test_every_command_is_there_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    shown = parser().format_help()
    for command in COMMANDS:
        assert f"\n  {command} " in shown
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        assert capsys.readouterr().out.startswith(f"usage: jarvis {command}")


def test_the_exit_codes_in_the_help_are_those_of_the_errors() -> None:
    told = {int(line.split()[0]) for line in EXIT_CODES.splitlines()[1:]}
    kinds = [JarvisError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert {kind.exit_code for kind in kinds} <= told


@pytest.mark.parametrize(
    "command", ["status", "stop", "mute", "unmute", "events", "listen", "replay", "why", "latency", "stats"]
)
def test_without_a_daemon_each_says_how_to_start_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 3
    assert capsys.readouterr().err == "jarvis: Jarvis is not running. Start it with `jarvis start`.\n"


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert capsys.readouterr().out == f"jarvis {__version__}\n"
    assert main(["version", "--json"]) == 0
    assert capsys.readouterr().out == f'{{"version": "{__version__}"}}\n'


def test_a_quick_command_loads_nothing_heavy() -> None:
    script = (
        "import sys; from jarvis.cli import main; main(['status']); "
        "heavy = {'numpy', 'asyncio', 'pydantic', 'rich', 'starlette', 'hassil', 'voice.ears'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    ended = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
