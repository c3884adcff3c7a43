"""Who holds the microphone, and what Jarvis is connected to."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of


async def privacy(request: Request) -> JSONResponse:
    """What the system and the sound server say just now."""
    return JSONResponse(await daemon_of(request).privacy())


routes = [Route("/privacy", privacy)]
