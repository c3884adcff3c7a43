"""What happened, and what is happening: the bus, as JSON."""

import json
from collections.abc import AsyncGenerator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.errors import BadInputError
from jarvis.events import AnswerContinued, Event, MicrophoneLevel
from jarvis.records import Record
from jarvis.wire import to_wire

_FLEETING: dict[str, type[Event]] = {"levels": MicrophoneLevel, "pieces": AnswerContinued}


def wire(record: Record) -> dict[str, Any]:
    """A record as plain JSON values; `at_s` runs on the daemon's monotonic clock."""
    return {"number": record.number, "at_s": round(record.at_s, 4), **to_wire(record.event)}


async def events(request: Request) -> Response:
    """The newest events (`?last=N`, at most 100), oldest first."""
    last = request.query_params.get("last", "100")
    if not (last.isascii() and last.isdigit()):
        raise BadInputError(f"last: {last!r} is not a number.")
    found = [wire(record) for record in daemon_of(request).bus.history(int(last))]
    return Response(json.dumps(found), media_type="application/json")  # a file's name may be no UTF-8


async def stream(request: Request) -> StreamingResponse:
    """Events from now on, one JSON object a line; a reader who lags by 1000 of them misses some.

    With `?levels=true` the microphone's level is among them, five times a second; with `?pieces=true`
    every piece of an answer is.
    """
    bus = daemon_of(request).bus
    wanted = {kind for name, kind in _FLEETING.items() if request.query_params.get(name) == "true"}

    async def lines() -> AsyncGenerator[str]:
        with bus.read(fleeting=bool(wanted)) as reader:
            yield json.dumps({"event": "subscribed"}) + "\n"
            async for record in reader:
                if not record.event.fleeting or type(record.event) in wanted:
                    yield json.dumps(wire(record)) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


routes = [Route("/events", events), Route("/events/stream", stream)]
