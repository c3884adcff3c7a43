"""`jarvis chat`: a typed conversation."""

import argparse
import io
import json
import sys
from collections.abc import Generator
from contextlib import closing
from typing import Any

from jarvis.cli.usage import tell
from jarvis.errors import JarvisError

PROMPT = "> "
HELP = """\
Type what you want, and Enter. The arrow keys bring back what you typed before.
Ctrl-C silences an answer; a second one leaves, and so do /quit and Ctrl-D.
  /why   what the last answer was, and where its time went
  /help  this
  /quit  leave"""
FAILED = 1


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "chat",
        help="talk with Jarvis in writing",
        description="Talk with Jarvis in writing; answers are shown while they come. From a pipe, each line "
        "is a request. Nothing that is typed is kept in a file of its own.",
        epilog="examples:  jarvis chat\n           jarvis chat --speak\n"
        "           printf 'what time is it\\nwhat day is it\\n' | jarvis chat --json",
    )
    command.add_argument("--speak", action="store_true", help="have the answers spoken too")
    command.add_argument("--json", action="store_true", help="print pieces and answers as JSON, one a line")
    command.set_defaults(run=chat)


def chat(options: argparse.Namespace) -> int:
    """Answer line by line; exit code 1 when the last request from a pipe failed."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # an answer may have any letter
        sys.stdout.reconfigure(errors="replace")
    conversation = Conversation(speak=options.speak, as_json=options.json)
    if sys.stdin.isatty():
        return _typed(conversation)
    code = 0
    for line in sys.stdin:
        if (text := line.strip()) and not conversation.command(text):
            code = 0 if conversation.ask(text) else FAILED
        if conversation.over:
            break
    return code


class Conversation:
    """What was asked last, and how it is shown."""

    def __init__(self, *, speak: bool, as_json: bool) -> None:
        self._speak, self._as_json = speak, as_json
        self._turn = ""
        self.over = False

    def command(self, text: str) -> bool:
        """Do what a line with a slash says; False for a request."""
        if not text.startswith("/"):
            return False
        match text.split(maxsplit=1)[0]:
            case "/quit" | "/exit":
                self.over = True
            case "/help":
                print(HELP, file=sys.stderr if self._as_json else sys.stdout)
            case "/why":
                self._why()
            case _:
                tell("There is no such command. /help tells which there are.", 2, as_json=self._as_json)
        return True

    def ask(self, text: str) -> bool:
        """Show the answer while it comes; whether there was one. Raises JarvisError, KeyboardInterrupt."""
        answered: dict[str, Any] | None = None
        shown = ""
        with closing(self._lines(text)) as told:
            for line in told:
                if self._as_json:
                    print(json.dumps(line), flush=True)
                if "piece" in line:
                    shown += self._show(str(line["piece"]))
                answered = line.get("answered", answered)
        if answered is None:
            if shown:
                self._show("\n")
            raise JarvisError("Jarvis ended before it had answered.")
        self._turn = str(answered["turn"])
        self._end(answered, shown)
        return bool(answered["status"] == "completed")

    def _lines(self, text: str) -> Generator[dict[str, Any]]:
        from jarvis.cli.client import lines

        return lines("/ask/stream", {"text": text, "aloud": self._speak})

    def _end(self, answered: dict[str, Any], shown: str) -> None:
        """What was not told in pieces, and the documents it comes from."""
        from ui.news import one_line, paragraphs

        whole = paragraphs(answered["answer"])
        if whole.startswith(shown):
            self._show(whole[len(shown) :])
        elif not shown:
            self._show(whole)
        if not whole and not shown:
            self._show("(silence)")
        self._show("\n")
        if sources := answered.get("sources"):
            self._show(f"from: {', '.join(map(one_line, sources))}\n")

    def _show(self, text: str) -> str:
        """Print a piece as text; gives what was printed."""
        from ui.news import paragraphs

        if self._as_json:
            return ""
        clean = paragraphs(text)
        print(clean, end="", flush=True)
        return clean

    def _why(self) -> None:
        from jarvis.cli.latency import why

        try:
            why(argparse.Namespace(turn=self._turn, json=self._as_json))
        except JarvisError as error:
            self.complain(error)

    def complain(self, error: JarvisError) -> None:
        """Say what is wrong and go on."""
        tell(str(error), error.exit_code, as_json=self._as_json)


def _typed(conversation: Conversation) -> int:
    """A person at a keyboard: nothing but /quit, Ctrl-D or a second Ctrl-C leaves."""
    if sys.stdout.isatty():
        import readline  # writes codes, which are for terminals

        readline.set_auto_history(True)
    print("Type what you want. /help tells more, /quit leaves.")
    once = False
    while not conversation.over:
        try:
            text = input(PROMPT).strip()
            once = False
            if text and not conversation.command(text):
                conversation.ask(text)
        except EOFError:
            print()
            break
        except JarvisError as error:
            conversation.complain(error)
        except KeyboardInterrupt:
            print()
            if once:
                break
            once = True
            print("(Ctrl-C once more leaves.)")
    return 0
