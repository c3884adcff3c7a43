"""The skills: which there are, and why one does not answer; on, off, again."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Named(BaseModel):
    """The name of a skill file."""

    model_config = ConfigDict(extra="forbid")
    name: Name


class Enable(BaseModel):
    """A name, and the permissions that the user said yes to."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    allowed: Annotated[dict[str, Any], Field(max_length=20)] | None = None


class Reload(BaseModel):
    """A name, or nothing for all."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, StringConstraints(max_length=200)] = ""


async def listed(request: Request) -> JSONResponse:
    """All of them."""
    return JSONResponse(await daemon_of(request).skills.listed())


async def told(request: Request) -> JSONResponse:
    """All about one."""
    return JSONResponse(daemon_of(request).skills.told(request.path_params["name"]))


async def enable(request: Request) -> JSONResponse:
    """Switch one on, or answer with what it asks for."""
    body = await read_json(request, Enable)
    return JSONResponse(await daemon_of(request).skills.enable(body.name, body.allowed))


async def disable(request: Request) -> JSONResponse:
    """Switch one off."""
    body = await read_json(request, Named)
    return JSONResponse(await daemon_of(request).skills.disable(body.name))


async def reload(request: Request) -> JSONResponse:
    """Load one anew, or all; answers when that is done."""
    body = await read_json(request, Reload)
    return JSONResponse(await daemon_of(request).skills.reload(body.name))


routes = [
    Route("/skills", listed, methods=["GET"]),
    Route("/skills/enable", enable, methods=["POST"]),
    Route("/skills/disable", disable, methods=["POST"]),
    Route("/skills/reload", reload, methods=["POST"]),
    Route("/skills/{name}", told, methods=["GET"]),
]
