"""How commands explain themselves, and how they say no."""

import json
import re
import shlex

import pytest

from jarvis.cli import main, parser
from jarvis.cli.usage import every
from tests.commands import NO_JSON, jarvis, named, prepare, words_of

pytestmark = pytest.mark.real_time
ALL = {one.prog: one for one in every(parser())}
EXAMPLE = re.compile(r"^(?:examples?:)? +(?:.*\| )?jarvis (.*?)(?:  .*| \|.*)?$", re.MULTILINE)


@pytest.mark.parametrize("command", list(ALL))
def test_every_command_has_an_example_that_can_be_used(command: str) -> None:
    one = ALL[command]
    assert one.description
    examples = EXAMPLE.findall(str(one.epilog))
    assert examples, command
    for example in examples:
        options = parser().parse_args(shlex.split(example))  # ends the program if it cannot be used
        assert callable(options.run)
        assert command == "jarvis" or example.startswith(command.removeprefix("jarvis ")) or len(examples) > 1


def test_every_command_stands_in_the_help_once_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    for command in {name.split()[0] for name in named()}:
        assert len(re.findall(rf"^  {command}\b", shown, re.MULTILINE)) == 1, command
    assert [line for line in shown.splitlines() if re.fullmatch(r"[a-z].*:", line)] == [
        "start and end:",
        "talk to it:",
        "look at it:",
        "change it:",
        "teach it:",
        "mend it:",
        "the terminal:",
        "options:",
        "exit codes:",
    ]


def test_examples_stay_as_they_were_laid_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["events", "--help"])
    assert "\nexamples:  jarvis events --last 20\n           jarvis events --follow --json\n" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("satus", "There is no command `jarvis satus`. Did you mean `jarvis status`? See `jarvis --help`."),
        ("xyzzy", "There is no command `jarvis xyzzy`. See `jarvis --help`."),
        ("skills lst", "There is no command `jarvis skills lst`. Did you mean `jarvis skills list`?"),
        ("skills", "The following arguments are required: COMMAND. See `jarvis skills --help`."),
        ("events --last x", "Argument --last: invalid int value: 'x'. See `jarvis events --help`."),
        ("status \x1b[2J", "Unrecognized arguments: [2J. See `jarvis --help`."),
    ],
)
async def test_a_mistake_is_one_sentence_that_says_where_to_look(
    typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await jarvis(*typed.split()) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"jarvis: {told}")
    assert await jarvis(*typed.split(), "--json") == 2
    shown = capsys.readouterr()
    assert shown.err == ""
    assert json.loads(shown.out)["exit_code"] == 2
    assert json.loads(shown.out)["error"].startswith(told)


@pytest.mark.parametrize("command", [name for name in named() if name not in NO_JSON])
async def test_without_a_daemon_and_with_nonsense_programs_are_told_in_json(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    assert await jarvis(*command.split(), "--json", "--nonsense") == 2
    assert set(json.loads(capsys.readouterr().out)) == {"error", "exit_code"}
    if command in {"start", "watch", "doctor", "support", "skills test"}:
        return  # they do without a daemon, and are told elsewhere
    prepare(monkeypatch, tmp_path)  # type: ignore[arg-type] # a Path
    code = await jarvis(*words_of(command), "--json")
    shown = capsys.readouterr().out.splitlines()
    told = json.loads(shown[-1])
    if code == 3:
        assert told == {
            "error": "Jarvis is not running. Start it with `jarvis start`.",
            "exit_code": 3,
        }
        assert len(shown) == 1
