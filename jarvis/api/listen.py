"""Listening without the wake word: now, or as long as a key is held."""

import json
from collections.abc import AsyncGenerator
from typing import Literal

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from jarvis.api.control import Control, daemon_of
from jarvis.api.talk import read_json


class Listen(BaseModel):
    """`now`: until a silence. `hold`: until the key is released. `toggle`: until the next `toggle`."""

    model_config = ConfigDict(extra="forbid")
    mode: Literal["now", "hold", "toggle"] = "now"


class Release(BaseModel):
    """The key of this turn is up."""

    model_config = ConfigDict(extra="forbid")
    turn: str


async def listen(request: Request) -> Response:
    """Listen; see `Listen`.

    `hold` answers with one JSON object a line: the turn, and when it does not listen any more, why. Who
    closes that connection before has vanished: what was said is no request then.
    """
    daemon = daemon_of(request)
    empty = request.headers.get("content-length", "0") == "0"
    mode = "now" if empty else (await read_json(request, Listen)).mode
    if mode == "hold":
        turn = daemon.talk_key.press()
        return StreamingResponse(_held(daemon, turn), media_type="application/x-ndjson")
    if mode == "toggle":
        turn, listens = daemon.talk_key.toggle()
        return JSONResponse({"turn": turn, "listening": listens})
    return JSONResponse({"turn": daemon.listen()})


async def _held(daemon: Control, turn: str) -> AsyncGenerator[str]:
    try:
        yield json.dumps({"turn": turn, "listening": True}) + "\n"
        how = await daemon.talk_key.ended(turn)
        yield json.dumps({"turn": turn, "listening": False, "ended": how}) + "\n"
    finally:
        daemon.talk_key.lost(turn)


async def release(request: Request) -> JSONResponse:
    """The key was released."""
    body = await read_json(request, Release)
    return JSONResponse({"turn": body.turn, "key": daemon_of(request).talk_key.release(body.turn)})


routes = [
    Route("/listen", listen, methods=["POST"]),
    Route("/listen/release", release, methods=["POST"]),
]
