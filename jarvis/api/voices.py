"""How Jarvis can sound: which voices there are, how one sounds, and which one to take."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json

Name = Annotated[str, Field(min_length=1, max_length=100)]
LONGEST_SAMPLE = 500


class Try(BaseModel):
    """A voice, and what it shall say; "" is a sentence of ours."""

    model_config = ConfigDict(extra="forbid")
    voice: Name
    text: Annotated[str, Field(max_length=LONGEST_SAMPLE)] = ""


class Use(BaseModel):
    """A voice to take."""

    model_config = ConfigDict(extra="forbid")
    voice: Name


async def voices(request: Request) -> JSONResponse:
    """All of them, or with `?language=de` those of a language."""
    return JSONResponse(await daemon_of(request).voices.to_json(request.query_params.get("language", "")))


async def try_(request: Request) -> JSONResponse:
    """Speak; answers when it was heard."""
    body = await read_json(request, Try)
    return JSONResponse(await daemon_of(request).voices.try_(body.voice, body.text.strip()))


async def use(request: Request) -> JSONResponse:
    """Switch; answers with the voice that is in use now."""
    body = await read_json(request, Use)
    return JSONResponse(await daemon_of(request).voices.use(body.voice))


routes = [
    Route("/voices", voices, methods=["GET"]),
    Route("/voices/try", try_, methods=["POST"]),
    Route("/voices/use", use, methods=["POST"]),
]
