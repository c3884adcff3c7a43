"""Microphones and loudspeakers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json


class Choice(BaseModel):
    """Which one to use; "" is the system's default."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["microphone", "loudspeaker"]
    name: Annotated[str, Field(max_length=300)]


async def listed(request: Request) -> JSONResponse:
    """All there are, and which are wanted."""
    return JSONResponse(await daemon_of(request).devices.to_json())


async def use(request: Request) -> JSONResponse:
    """Take one, now and after the next start."""
    choice = await read_json(request, Choice)
    return JSONResponse(await daemon_of(request).devices.use(choice.kind, choice.name))


routes = [Route("/devices", listed, methods=["GET"]), Route("/devices", use, methods=["POST"])]
