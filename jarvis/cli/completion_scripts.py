"""Scripts that complete `jarvis` in a shell, drawn from the parser; names are asked for at each Tab."""

import argparse
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jarvis.cli.usage import commands_of

ASKED = {
    ("skills", "NAME"): "skills",
    ("models", "NAME"): "models",
    ("voices", "VOICE"): "voices",
    ("config", "KEY"): "settings",
    ("config", "KEY VALUE"): "settings",
    ("doctor", "CHECK"): "checks",
}
"""What stands at a place in a command: the names to ask `jarvis completion --names` for."""


@dataclass(frozen=True)
class Place:
    """What may follow the words of a command: `""` is jarvis itself, `"skills why"` one of its commands."""

    words: str
    candidates: Mapping[str, str]
    """Commands, options and choices, each with a few words about it."""
    names: str = ""


def places(parser: argparse.ArgumentParser, words: str = "") -> Iterator[Place]:
    """All commands and what may follow them."""
    found: dict[str, str] = {}
    names = ""
    inner = commands_of(parser)
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to what it knows
        if action is inner:
            continue
        about = "" if action.help == argparse.SUPPRESS else str(action.help or "").replace("%%", "%")
        found |= dict.fromkeys((one for one in action.option_strings if one.startswith("--")), about)
        found |= {str(one): about for one in action.choices or ()}
        names = names or ASKED.get((words.partition(" ")[0], str(action.metavar)), "")
    for one in inner._choices_actions if inner else ():  # noqa: SLF001 - same
        found[one.dest] = str(one.help or "")
    yield Place(words, found, names)
    for name, command in inner.choices.items() if inner else ():
        yield from places(command, f"{words} {name}".strip())


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script for bash, zsh or fish."""
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](list(places(parser)))


_WALK = """\
    local known={known} at="" word next
    for word in "${{{words}}}"; do
        [[ $word == -* ]] && continue
        next="${{at:+$at }}$word"
        [[ $known == *"|$next|"* ]] || break
        at=$next
    done
"""
"""Finds the command that is being typed: the longest run of words that is one."""


def _known(found: list[Place]) -> str:
    return shlex.quote(f"|{'|'.join(one.words for one in found if one.words)}|")


def _bash(found: list[Place]) -> str:
    cases = "".join(
        f"        {shlex.quote(one.words)}) candidates={shlex.quote(' '.join(one.candidates))}"
        f" names={shlex.quote(one.names)} ;;\n"
        for one in found
    )
    walk = _WALK.format(known=_known(found), words="COMP_WORDS[@]:1:COMP_CWORD-1")
    return f"""\
# bash completion for jarvis; made by `jarvis completion bash`
_jarvis() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" candidates="" names=""
{walk}    case "$at" in
{cases}    esac
    if [[ -n $names && $current != -* ]]; then
        candidates+=" $(timeout 1 jarvis completion --names "$names" 2>/dev/null)"
    fi
    mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$current")
    if [[ $current == *:* ]] && type __ltrim_colon_completions &>/dev/null; then
        __ltrim_colon_completions "$current"
    fi
}}
complete -o default -F _jarvis jarvis
"""


def _zsh(found: list[Place]) -> str:
    def told(one: Place) -> str:
        pairs = (
            f"{name.replace(':', chr(92) + ':')}:{about}" if about else name
            for name, about in one.candidates.items()
        )
        return " ".join(map(shlex.quote, pairs))

    cases = "".join(
        f"        {shlex.quote(one.words)}) candidates=({told(one)}) names={shlex.quote(one.names)} ;;\n"
        for one in found
    )
    walk = _WALK.format(known=_known(found), words="(@)words[2,CURRENT-1]")
    return f"""\
#compdef jarvis
# zsh completion for jarvis; made by `jarvis completion zsh`
_jarvis() {{
    local -a candidates more
    local names=""
{walk}    case "$at" in
{cases}    esac
    if [[ -n $names && ${{words[CURRENT]}} != -* ]]; then
        more=("${{(@f)$(timeout 1 jarvis completion --names "$names" 2>/dev/null)}}")
        compadd -- $more
    fi
    _describe command candidates || _files
}}
if [[ $funcstack[1] == _jarvis ]]; then _jarvis "$@"; else compdef _jarvis jarvis; fi
"""


def _fish(found: list[Place]) -> str:
    def rows(one: Place) -> Iterator[str]:
        begin = f"complete -c jarvis -n '__jarvis_at \"{one.words}\"'"
        for name, about in one.candidates.items():
            kind = f"-l {name[2:]}" if name.startswith("--") else f"-a {_fished(name)}"
            yield f"{begin} {kind}{f' -d {_fished(about)}' if about else ''}"
        if one.names:
            yield f"{begin} -a '(timeout 1 jarvis completion --names {one.names} 2>/dev/null)'"
        if commands := [name for name in one.candidates if not name.startswith("--")]:
            yield f"{begin} -f" if commands else ""

    lines = "\n".join(line for one in found for line in rows(one))
    known = " ".join(_fished(one.words) for one in found if one.words)
    return f"""\
# fish completion for jarvis; made by `jarvis completion fish`
function __jarvis_at
    set -l at ""
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and continue
        set -l next (string trim "$at $word")
        contains -- $next {known}; or break
        set at $next
    end
    test "$at" = "$argv[1]"
end
{lines}
"""


def _fished(text: str) -> str:
    r"""As fish wants it: only \ and ' are special between '."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
