"""What was said in a turn, for whoever wants to keep it or ask it again (`POST /ask/audio?whole=true`)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jarvis.api.control import daemon_of


async def kept(request: Request) -> JSONResponse:
    """The turns whose sound is kept, the newest last."""
    return JSONResponse(daemon_of(request).kept())


async def sound(request: Request) -> Response:
    """The sound of a turn, a flac file; 404 when it is not kept, or not any more."""
    content = await daemon_of(request).sound(request.path_params["turn"])
    return Response(content, media_type="audio/flac", headers={"cache-control": "no-store"})


routes = [Route("/turns", kept, methods=["GET"]), Route("/turns/{turn}/sound", sound, methods=["GET"])]
