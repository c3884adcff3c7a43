"""`jarvis watch --plain`: one line of text for each change, as a screen reader likes it."""

from collections.abc import Iterator

from ui.news import news as sentence_of
from ui.news import one_line
from ui.watched import Happened, News, Offline, Online, Watched

_TOLD_ANYWAY = frozenset({"microphone_muted", "microphone_unmuted", "daemon_ready", "daemon_stopping"})
"""Events that are the change of state themselves: the state is enough."""


class Teller:
    """Tells how Jarvis stands whenever that changes, and what happens that a person wants to hear of."""

    def __init__(self) -> None:
        self._watched = Watched()
        self._title = ""

    def told(self, news: News) -> Iterator[str]:
        """The lines for these news; none where nothing changed."""
        self._watched = self._watched.after(news)
        event = news.event if isinstance(news, Happened) else {}
        sentence = "" if event.get("event") in _TOLD_ANYWAY else sentence_of(event)
        if sentence:
            yield sentence
        title = self._watched.standing.title
        if title != self._title:
            self._title = title
            whole = isinstance(news, Online | Offline)
            yield one_line(self._watched.standing.tooltip if whole else f"{title}.")
