"""How loud Jarvis is."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json

LOUDEST = 100


class Wish(BaseModel):
    """So loud, in percent, or so much louder than now (softer, below 0)."""

    model_config = ConfigDict(extra="forbid")
    percent: Annotated[int, Field(ge=0, le=LOUDEST)] | None = None
    by: Annotated[int, Field(ge=-LOUDEST, le=LOUDEST)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.percent is None) == (self.by is None):
            raise ValueError("either percent or by")
        return self


async def told(request: Request) -> JSONResponse:
    """The volume."""
    return JSONResponse({"percent": daemon_of(request).volume()})


async def wished(request: Request) -> JSONResponse:
    """Change it; what would leave the scale ends at its end. Answers with the new one."""
    wish = await read_json(request, Wish)
    daemon = daemon_of(request)
    wanted = daemon.volume() + wish.by if wish.by is not None else wish.percent
    daemon.set_volume(max(0, min(LOUDEST, wanted or 0)))
    return await told(request)


routes = [
    Route("/volume", told, methods=["GET"]),
    Route("/volume", wished, methods=["POST"]),
]
