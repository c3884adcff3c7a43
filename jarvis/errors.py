"""Everything that can go wrong, on one page: each error is a sentence one could speak, with its remedy."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class JarvisError(Exception):
    """Something the user can be told. `str(error)` is the sentence, `exit_code` what the CLI returns."""

    exit_code = 1


class ConfigError(JarvisError):
    """A setting that cannot be used; names the file, the key and the remedy."""

    exit_code = 2


class BadInputError(JarvisError):
    """The caller handed in something unusable: an unreadable sound file, an empty text."""

    exit_code = 2


class NotKeptError(BadInputError):
    """Something was asked for that is not kept, or not any more."""


class NotRunningError(JarvisError):
    """A client found no daemon to talk to."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("Jarvis is not running. Start it with `jarvis start`.")


class PlaceTakenError(JarvisError):
    """Another daemon of this user holds the place."""

    exit_code = 4

    def __init__(self, holder: str) -> None:
        super().__init__(f"Jarvis is already running ({holder}). Use `jarvis stop` to end it first.")


class TrayTakenError(JarvisError):
    """Another tray icon of this user is shown."""

    exit_code = 4

    def __init__(self, holder: str) -> None:
        super().__init__(f"The tray icon is there already ({holder}). Quit it in its menu first.")


class SocketError(JarvisError):
    """The daemon's Unix socket cannot be made."""

    exit_code = 4


class FolderError(JarvisError):
    """A folder of ours cannot be made or used."""


class ModelError(JarvisError):
    """A model is unknown, missing, damaged, or could not be fetched."""

    exit_code = 5


class QueueFullError(JarvisError):
    """Too much is waiting already."""

    exit_code = 6

    def __init__(self, waiting: int) -> None:
        super().__init__(f"I am busy: {waiting} requests are waiting already. Please ask again in a moment.")


class RecognitionError(JarvisError):
    """Speech could not be turned into text; nothing the speaker did wrong."""


class SynthesisError(JarvisError):
    """Text could not be turned into speech."""


class PartRestingError(JarvisError):
    """A part failed so often that it is left alone for a while."""

    def __init__(self, name: str, rests_for_s: float) -> None:
        super().__init__(
            f"The {name} part failed too often and rests. It is tried again in {rests_for_s:.0f} seconds."
        )


class TooSlowError(JarvisError):
    """A stage of a turn did not finish in time; nothing waits for it any longer."""


class TransientError(JarvisError):
    """It did not work just now, and nothing was done yet: trying again later may help."""


class IllegalStepError(JarvisError):
    """Something was asked for that cannot follow on what was; nothing changed."""


class EngineError(JarvisError):
    """A part that answers is broken or rests; the next one may know."""


class NotMineError(JarvisError):
    """Whoever was asked finds that this is not for them; the next one is asked."""


class SkillError(JarvisError):
    """A skill could not be loaded, or failed while it answered."""


class SkillRefusedError(SkillError):
    """The file of a skill is not to be trusted, and was not looked into."""


class NoAnswerError(JarvisError):
    """A skill asked, and nobody answered, or the user would rather not. The skill ends."""

    def __init__(self, sentence: str = "All right.") -> None:
        super().__init__(sentence)


class StoreError(JarvisError):
    """The database cannot be opened or written."""


async def contain(work: Awaitable[T]) -> T | Exception:
    """Await other people's code (a skill, a turn, an event handler) and hand back what it raised.

    The one page where any exception is caught: whoever calls this has to say what becomes of it.
    Cancellation passes through.
    """
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - this is the wall between us and code that may fail in any way
        return error


def contained(work: Callable[[], T]) -> T | Exception:
    """`contain` for plain calls, such as those of a recognition engine in its own process."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the same wall
        return error
