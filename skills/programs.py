"""Opening programs and files. What was started is looked at: only what lives was opened."""

import asyncio

from jarvis import Reply, ask, skill
from jarvis.file_finder import Found, find, runs, still_there, told
from jarvis.free_words import ProgramName, Usual
from jarvis.launch import LaunchError, found, launch, opener
from jarvis.notices import plain
from jarvis.program_menu import Program, named, programs

_ANY = ProgramName()
_OFFERED = 5
"""More names are not read out."""
_TERMINALS = (
    ("xdg-terminal-exec",),
    ("x-terminal-emulator", "-e"),
    ("gnome-terminal", "--"),
    ("xterm", "-e"),
)

_OPEN = "(open|launch|run|start|bring up|fire up|pull up|boot|load|start up|boot up|load up|open up)"
_SHOW = (
    "(open|show [me]|bring up|pull up|view|display|get [me]|find and open|let me see|I need|I want to see)"
)
_FILE = "(file|document|spreadsheet|presentation|picture|photo|pdf|letter|image|recipe document)"


@skill(
    f"{_OPEN} [up] [the|my|a] [(program|app|application|called)] {{name}} [for me]",
    f"{_OPEN} [up] [the|my|a] {{name}} (program|app|application) [for me]",
    "[open|start|launch|run|use|get|need] [up] (the|my|a|an) (program|app|application) (called|named) {name}",
    "(get|make) {name} (going|running|started|open)",
    f"({_OPEN}|show [me]|get [me]|give me|use|bring me) [up] [the|my|a] {{usual}} [for me]",
    "(I need|I want|I'd like|let me have|let me use|I want to use|I need to use|I'd like to use) [the"
    "|my|a] {usual}",
    f"{_OPEN} (a|the|some|another) (program|app|application)",
    example="open firefox",
)
async def open_program(name: ProgramName = _ANY, usual: Usual | None = None) -> str | Reply:
    """Open a program of the menu, such as the browser."""
    wanted = usual or name or await ask("Which program shall I open?")
    likely = named(await asyncio.to_thread(programs), wanted)
    if not likely:
        return f"I know no program called {plain(wanted)}."
    one = likely[0] if len(likely) == 1 else await _which(likely)
    argv = (*await asyncio.to_thread(_terminal), *one.argv) if one.terminal else one.argv
    if one.terminal and argv == one.argv:
        return f"{one.name} needs a terminal, and I find none here."
    try:
        process, lives = await launch(argv)
    except LaunchError as error:
        return f"I could not open {one.name}: {error}."
    after = f"runs as process {process}" if lives else "handed over to one that runs"
    did = {"what": "program opened", "on": one.name, "before": "not asked for", "after": after}
    return Reply(f"{one.name} is open." if lives else f"I told {one.name} to open a window.", did=did)


async def _which(likely: list[Program]) -> Program:
    """Of entries with one name the first one counts: it is the user's own."""
    by_name: dict[str, Program] = {}
    for one in likely:
        by_name.setdefault(one.name, one)
    names = list(by_name)[:_OFFERED]
    if len(names) == 1:
        return by_name[names[0]]
    return by_name[await ask(f"Which one: {', '.join(names[:-1])} or {names[-1]}?", choices=names)]


def _terminal() -> tuple[str, ...]:
    return next((one for one in _TERMINALS if found(one[0])), ())


@skill(
    f"{_SHOW} [up] [the|my|a|that] {_FILE} [(called|named|with|about|of|for|to|from|with the name|on)] "
    f"[the|my] {{name}}",
    f"{_SHOW} [up] [the|my|that] {{name}} {_FILE} [for me]",
    f"{_SHOW} {{name}} (from|in) [the|my] (documents|desktop|downloads) [folder]",
    example="open the file budget",
)
async def open_file(name: str) -> str | Reply:
    """Open one of your files, from Documents, Desktop or Downloads."""
    likely = await asyncio.to_thread(find, name)
    if not likely:
        return "I find no such file in your documents, on your desktop or among your downloads."
    if len(likely) > _OFFERED:
        return f"There are {len(likely)} files or more that are called like that. Tell me more of its name."
    names = told(likely)
    at = 0
    if len(likely) > 1:
        at = names.index(await ask(f"Which one: {', '.join(names[:-1])} or {names[-1]}?", choices=names))
    return await _open(likely[at], names[at])


async def _open(one: Found, name: str) -> str | Reply:
    if not await asyncio.to_thread(still_there, one.path):
        return f"{name} is not there any more."
    if await asyncio.to_thread(runs, one.path):
        return f"{name} is a program, or starts one. I only open files. It lies in {one.inside}."
    program = await asyncio.to_thread(opener)
    if not program:
        return "This computer has neither gio nor xdg-open, which know the program for each file."
    try:
        process, lives = await launch((*program, str(one.path)))
    except LaunchError:
        return f"No program here opens {name}."
    after = f"opened by {program[0]}" + (f", process {process}" if lives else "")
    return Reply(f"Here is {name}.", did={"what": "file opened", "on": name, "before": "", "after": after})
