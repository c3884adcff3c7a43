"""The user's own documents."""

from jarvis.events.base import Event


class DocumentIndexed(Event):
    """A document was read and can be asked about; `done` of `total` files that were to be looked at."""

    path: str
    chunks: int
    done: int
    total: int


class DocumentRefused(Event):
    """A document could not be read."""

    path: str
    reason: str


class DocumentRemoved(Event):
    """A document is gone, and forgotten."""

    path: str


class DocumentsRebuilt(Event):
    """The store of vectors could not be used, for the `reason` told, and was made again from the database."""

    reason: str
    passages: int
