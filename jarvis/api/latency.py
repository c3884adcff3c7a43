"""Why a turn took as long as it did, and how long turns take."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.errors import BadInputError

MOST_DAYS = 30
_DIGITS = 2


async def why(request: Request) -> JSONResponse:
    """The receipt of the turn `?turn=`, or of the last one."""
    return JSONResponse(daemon_of(request).why(request.query_params.get("turn", "")))


async def latency(request: Request) -> JSONResponse:
    """Figures since the start."""
    return JSONResponse(daemon_of(request).latency())


async def stats(request: Request) -> JSONResponse:
    """Figures of the last `?days=` (at most 30)."""
    days = request.query_params.get("days", "7")
    if not (days.isascii() and days.isdigit() and len(days) <= _DIGITS and 1 <= int(days) <= MOST_DAYS):
        raise BadInputError(f"days: {days[:20]!r} is no number from 1 to {MOST_DAYS}.")
    return JSONResponse(await daemon_of(request).stats(int(days)))


routes = [Route("/why", why), Route("/latency", latency), Route("/stats", stats)]
