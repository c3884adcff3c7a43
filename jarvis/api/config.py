"""The settings: looking at them, and changing them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json

Key = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Value = Annotated[str, StringConstraints(max_length=4_000)] | int | float | bool | None


class Wishes(BaseModel):
    """Settings with their new values; null takes one out of the file."""

    model_config = ConfigDict(extra="forbid")
    set: Annotated[dict[Key, Value], Field(min_length=1, max_length=100)]


async def told(request: Request) -> JSONResponse:
    """All settings, and where each value comes from."""
    return JSONResponse(await daemon_of(request).settings.to_json())


async def wished(request: Request) -> JSONResponse:
    """Change some, all of them or none; answers when they are taken."""
    wishes = (await read_json(request, Wishes)).set
    return JSONResponse(await daemon_of(request).settings.change({key: _text(wishes[key]) for key in wishes}))


async def reload(request: Request) -> JSONResponse:
    """Read the file now; answers with what is wrong in it, and what waits for a restart."""
    return JSONResponse(await daemon_of(request).settings.reload())


def _text(value: str | float | bool | None) -> str | None:  # noqa: FBT001 - JSON's own
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


routes = [
    Route("/config", told, methods=["GET"]),
    Route("/config", wished, methods=["PUT"]),
    Route("/config/reload", reload, methods=["POST"]),
]
