"""Timers, alarms and reminders: what is to come, and taking it back."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json
from jarvis.due_words import called
from jarvis.household import Due

KINDS = ("timer", "alarm", "reminder")


class Cancel(BaseModel):
    """Their keys."""

    model_config = ConfigDict(extra="forbid")
    keys: Annotated[list[int], Field(min_length=1, max_length=100)]


def wire(due: Due) -> dict[str, Any]:
    """As JSON values; `called` is what it is in words, `at` the local time as in 2026-05-01T07:00:00."""
    # Not `asdict`: it would copy the zone of `at`, and one that was read from a file cannot be copied.
    return {**vars(due), "at": due.at.isoformat(timespec="seconds"), "called": called(due)}


async def listed(request: Request) -> JSONResponse:
    """All of them, kind by kind, the next one first."""
    dues = daemon_of(request).dues
    return JSONResponse([wire(one) for kind in KINDS for one in await dues.all(kind)])


async def cancel(request: Request) -> JSONResponse:
    """Take these back; answers with those there were."""
    wish = await read_json(request, Cancel)
    return JSONResponse([wire(one) for one in await daemon_of(request).dues.cancel(wish.keys)])


routes = [Route("/dues", listed, methods=["GET"]), Route("/dues/cancel", cancel, methods=["POST"])]
