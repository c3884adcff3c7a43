"""What is misheard, and what is meant: looking at it, adding to it, and forgetting it."""

from dataclasses import asdict
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.memory import Forget
from jarvis.api.talk import read_json

_PRIVATE = {"Cache-Control": "no-store"}


class Add(BaseModel):
    """What is heard, and what is meant by it."""

    model_config = ConfigDict(extra="forbid")
    heard: Annotated[str, Field(min_length=1, max_length=200)]
    meant: Annotated[str, Field(min_length=1, max_length=200)]


async def vocabulary(request: Request) -> JSONResponse:
    """All entries, the oldest first."""
    return JSONResponse({"entries": daemon_of(request).vocabulary.to_json()}, headers=_PRIVATE)


async def add(request: Request) -> JSONResponse:
    """Add an entry; answers when it is on disk."""
    body = await read_json(request, Add)
    learned = await daemon_of(request).vocabulary.learn(body.heard, body.meant)
    return JSONResponse({"entry": asdict(learned)}, headers=_PRIVATE)


async def forget(request: Request) -> JSONResponse:
    """Forget some; answers when nothing of them is on disk any more."""
    body = await read_json(request, Forget)
    return JSONResponse({"forgotten": await daemon_of(request).vocabulary.forget(body.numbers)})


async def wipe(request: Request) -> JSONResponse:
    """Forget all; answers when nothing is on disk any more."""
    return JSONResponse({"forgotten": await daemon_of(request).vocabulary.wipe()})


routes = [
    Route("/vocabulary", vocabulary, methods=["GET"]),
    Route("/vocabulary/add", add, methods=["POST"]),
    Route("/vocabulary/forget", forget, methods=["POST"]),
    Route("/vocabulary/wipe", wipe, methods=["POST"]),
]
