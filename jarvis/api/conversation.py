"""Start, stop or pause the conversation: the message `conversation_control`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import read_json


class Wish(BaseModel):
    """What to do, and in which session; "" is the one at this computer."""

    model_config = ConfigDict(extra="forbid")
    type: Literal["conversation_control"] = "conversation_control"
    action: Literal["start", "stop", "pause"]
    session_id: Annotated[str, Field(max_length=200)] = ""


async def control(request: Request) -> JSONResponse:
    """Do it; answers with the message, the session filled in, and whether it is paused now."""
    wish = await read_json(request, Wish)
    return JSONResponse(daemon_of(request).conversation(wish.action, wish.session_id))


routes = [Route("/conversation", control, methods=["POST"])]
