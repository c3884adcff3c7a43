"""How what is kept is: the database, and the store of vectors."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of


async def store(request: Request) -> JSONResponse:
    """Whole or damaged, which version, how large, how many passages and vectors."""
    return JSONResponse(await daemon_of(request).store())


routes = [Route("/store", store)]
"""Nothing is changed by asking."""
