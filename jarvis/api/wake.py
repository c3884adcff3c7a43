"""What woke Jarvis, and what nearly did: looking at it, judging it, listening to it, trying it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json


class Judgement(BaseModel):
    """What the user says about an entry; without a number about the last one this can be said of."""

    model_config = ConfigDict(extra="forbid")
    number: Annotated[int, Field(ge=1)] | None = None
    verdict: Literal["wrong", "me"]


class Test(BaseModel):
    """Begin, renew or end a test. One that is not renewed ends by itself after half a minute."""

    model_config = ConfigDict(extra="forbid")
    on: bool


async def wake(request: Request) -> JSONResponse:
    """The ledger without its sound, and the advice."""
    return JSONResponse(daemon_of(request).wakes.to_json())


async def verdict(request: Request) -> JSONResponse:
    """Judge; answers with the entry."""
    body = await read_json(request, Judgement)
    return JSONResponse(daemon_of(request).wakes.judge(body.number, body.verdict))


async def sound(request: Request) -> Response:
    """The two seconds before an entry, as a wav file."""
    content = daemon_of(request).wakes.sound(request.path_params["number"])
    return Response(content, media_type="audio/wav", headers={"Cache-Control": "no-store"})


async def test(request: Request) -> JSONResponse:
    """While it is tested the wake word starts no turns; answers with the ledger."""
    body = await read_json(request, Test)
    return JSONResponse(daemon_of(request).wakes.test(on=body.on))


routes = [
    Route("/wake", wake, methods=["GET"]),
    Route("/wake/verdict", verdict, methods=["POST"]),
    Route("/wake/test", test, methods=["POST"]),
    Route("/wake/{number:int}/sound", sound, methods=["GET"]),
]
