"""The daemon, seen from the process of a skill."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from jarvis.asking import Question


class Daemon(Protocol):
    """Whoever passes on what a skill wants."""

    async def ask(self, name: str, arguments: tuple[object, ...], named: Mapping[str, object]) -> Any:  # noqa: ANN401
        """Have the daemon do something. Raises the error it tells."""
        ...


class Remote:
    """The daemon around the skill, seen from here: `await house().later(60, "Tea")` goes over the pipe."""

    def __init__(self, daemon: Daemon, name: str = "") -> None:
        self._daemon, self._name = daemon, name

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the daemon allows
        return Remote(self._daemon, f"{self._name}.{name}".lstrip("."))

    async def __call__(self, *arguments: object, **named: object) -> Any:  # noqa: ANN401, D102 - see above
        return await self._daemon.ask(self._name, arguments, named)

    def now(self) -> datetime:
        """The date and time here: nobody has to be asked."""
        return datetime.now().astimezone()


class Asking:
    """Puts the skill's questions to the user: the daemon does."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    async def put(self, question: Question) -> str:
        """See `jarvis.asking.Asker`."""
        about = (question.text, question.kind, list(question.choices))
        return str(await self._daemon.ask("ask", about, {}))
