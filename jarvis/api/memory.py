"""What is kept of what was said: looking at it, and forgetting it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json
from jarvis.errors import BadInputError

_PRIVATE = {"Cache-Control": "no-store"}
_KINDS = {"": "", "turns": "turn", "facts": "fact"}


class Forget(BaseModel):
    """The numbers of what is to be forgotten."""

    model_config = ConfigDict(extra="forbid")
    numbers: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(min_length=1, max_length=1_000)]


async def memory(request: Request) -> JSONResponse:
    """What is kept, the oldest first; `?kind=turns` or `?kind=facts` for these alone."""
    kind = request.query_params.get("kind", "")
    if kind not in _KINDS:
        raise BadInputError("kind: it is `turns`, `facts`, or left out for both.")
    return JSONResponse({"kept": await daemon_of(request).memory.listed(_KINDS[kind])}, headers=_PRIVATE)


async def forget(request: Request) -> JSONResponse:
    """Forget some; answers when nothing of them is on disk any more."""
    body = await read_json(request, Forget)
    return JSONResponse({"forgotten": await daemon_of(request).memory.forget(body.numbers)})


async def wipe(request: Request) -> JSONResponse:
    """Forget all; answers when nothing is on disk any more."""
    return JSONResponse({"forgotten": await daemon_of(request).memory.forget_everything()})


routes = [
    Route("/memory", memory, methods=["GET"]),
    Route("/memory/forget", forget, methods=["POST"]),
    Route("/memory/wipe", wipe, methods=["POST"]),
]
