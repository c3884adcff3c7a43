"""The app: requests in, JSON out, every error one sentence."""

import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse

from jarvis.api import (
    config,
    conversation,
    devices,
    docs,
    dues,
    events,
    health,
    latency,
    listen,
    memory,
    privacy,
    replay,
    skills,
    talk,
    vocabulary,
    voices,
    volume,
    wake,
)
from jarvis.api.control import Control
from jarvis.api.limit import Limit
from jarvis.errors import BadInputError, JarvisError, NotKeptError, QueueFullError

_STATUS = {NotKeptError: 404, BadInputError: 400, QueueFullError: 503}


def make_app(daemon: Control) -> Starlette:
    """The daemon's routes. The daemon lies in `app.state`, there are no globals."""
    app = Starlette(
        routes=[
            *talk.routes,
            *conversation.routes,
            *devices.routes,
            *dues.routes,
            *events.routes,
            *health.routes,
            *latency.routes,
            *listen.routes,
            *replay.routes,
            *wake.routes,
            *voices.routes,
            *memory.routes,
            *vocabulary.routes,
            *privacy.routes,
            *volume.routes,
            *config.routes,
            *docs.routes,
            *skills.routes,
        ],
        middleware=[Middleware(Limit, clock=time.monotonic)],
        exception_handlers={JarvisError: _sentence, HTTPException: _no_such_thing},
    )
    app.state.daemon = daemon
    return app


async def _sentence(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, JarvisError)  # noqa: S101 - registered for nothing else
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    return JSONResponse({"error": str(error), "exit_code": error.exit_code}, status)


async def _no_such_thing(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    sentence = f"{request.method} {request.url.path}: {error.detail}. Is the client of another version?"
    return JSONResponse({"error": sentence, "exit_code": 2}, error.status_code)
