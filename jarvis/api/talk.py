"""Asking, saying, listening, muting, and how the daemon is."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.errors import BadInputError
from jarvis.headerless import headerless
from jarvis.ports import LARGEST_RECORDING

LARGEST_BODY = 100_000

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Body = TypeVar("Body", bound=BaseModel)


class Ask(BaseModel):
    """A typed request; `aloud` has the answer spoken too."""

    model_config = ConfigDict(extra="forbid")
    text: Text
    aloud: bool = False


class Say(BaseModel):
    """Words to speak."""

    model_config = ConfigDict(extra="forbid")
    text: Text
    language: Annotated[str, Field(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3})?$")] = ""


async def status(request: Request) -> JSONResponse:
    """How the daemon is."""
    return JSONResponse(daemon_of(request).status())


async def ask(request: Request) -> JSONResponse:
    """Answer a typed request."""
    body = await read_json(request, Ask)
    return JSONResponse(asdict(await daemon_of(request).ask(body.text, aloud=body.aloud)))


async def ask_stream(request: Request) -> StreamingResponse:
    """`ask`, one JSON object a line: `{"piece": …}` as they come, and at the end `{"answered": …}`."""
    body = await read_json(request, Ask)
    answer = daemon_of(request).asked(body.text, aloud=body.aloud)

    async def lines() -> AsyncGenerator[str]:
        async with aclosing(answer) as told:
            async for one in told:
                line = {"piece": one} if isinstance(one, str) else {"answered": asdict(one)}
                yield json.dumps(line) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


async def ask_audio(request: Request) -> JSONResponse:
    """Answer what is said in the sound file that is the body.

    `?aloud=true`, `?whole=true`: see `Control`. `?rate=44100&channels=2&format=s16le`: it has no header.
    """
    options = request.query_params
    aloud, whole = (options.get(name) == "true" for name in ("aloud", "whole"))
    raw = headerless(options)
    recording = await _read(request, LARGEST_RECORDING)
    answered = await daemon_of(request).ask_audio(recording, aloud=aloud, whole=whole, raw=raw)
    return JSONResponse(asdict(answered))


async def say(request: Request) -> JSONResponse:
    """Speak; answers when the last word was heard, or with the problem why it was not."""
    body = await read_json(request, Say)
    problem = await daemon_of(request).say(body.text, body.language)
    return JSONResponse({"heard": not problem, "problem": problem})


async def mute(request: Request) -> JSONResponse:
    """Close the microphone; answers when it is closed."""
    await daemon_of(request).mute(on=True)
    return await status(request)


async def unmute(request: Request) -> JSONResponse:
    """Open the microphone."""
    await daemon_of(request).mute(on=False)
    return await status(request)


async def interrupt(request: Request) -> JSONResponse:
    """Silence what is being said."""
    return JSONResponse({"interrupted": daemon_of(request).interrupt()})


async def shutdown(request: Request) -> JSONResponse:
    """End the daemon."""
    daemon_of(request).stop("asked to stop")
    return JSONResponse({"stopping": True})


async def _read(request: Request, largest: int) -> bytes:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > largest:
            raise BadInputError(f"That is more than {largest // 1000} kB. Send something shorter.")
    return bytes(content)


async def read_json(request: Request, kind: type[Body]) -> Body:
    """The body of a request. Raises BadInputError with what is wrong with it."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise BadInputError("The request must be JSON, with the content type application/json.")
    try:
        return kind.model_validate_json(await _read(request, LARGEST_BODY))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the request"
        raise BadInputError(f"{where}: {first['msg']}.") from None


routes = [
    Route("/status", status, methods=["GET"]),
    *(
        Route(path, endpoint, methods=["POST"])
        for path, endpoint in {
            "/ask": ask,
            "/ask/stream": ask_stream,
            "/ask/audio": ask_audio,
            "/say": say,
            "/mute": mute,
            "/unmute": unmute,
            "/interrupt": interrupt,
            "/shutdown": shutdown,
        }.items()
    ),
]
