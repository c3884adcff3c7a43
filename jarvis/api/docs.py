"""The user's documents: adding, listing, removing, searching them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from jarvis.api.control import daemon_of
from jarvis.api.talk import Text, read_json

PathName = Annotated[str, StringConstraints(min_length=1, max_length=4_096)]


class Add(BaseModel):
    """Absolute paths of files and folders."""

    model_config = ConfigDict(extra="forbid")
    paths: Annotated[list[PathName], Field(min_length=1, max_length=100)]


class Remove(BaseModel):
    """A number from the list, or a path."""

    model_config = ConfigDict(extra="forbid")
    document: PathName


class Search(BaseModel):
    """Words to look for."""

    model_config = ConfigDict(extra="forbid")
    text: Text


async def docs(request: Request) -> JSONResponse:
    """All documents, the folders that are followed, and how far reading them is."""
    return JSONResponse(await daemon_of(request).documents.to_json())


async def progress(request: Request) -> JSONResponse:
    """How far reading them is."""
    return JSONResponse(daemon_of(request).documents.progress)


async def add(request: Request) -> JSONResponse:
    """Read and follow; answers at once with the progress."""
    body = await read_json(request, Add)
    return JSONResponse(await daemon_of(request).documents.add(body.paths))


async def remove(request: Request) -> JSONResponse:
    """Forget; answers with what was forgotten."""
    body = await read_json(request, Remove)
    return JSONResponse(await daemon_of(request).documents.remove(body.document))


async def search(request: Request) -> JSONResponse:
    """The best passages."""
    body = await read_json(request, Search)
    return JSONResponse(await daemon_of(request).documents.search(body.text))


async def reindex(request: Request) -> JSONResponse:
    """Make the store of vectors again; answers at once with the progress."""
    return JSONResponse(await daemon_of(request).documents.reindex())


routes = [
    Route("/docs", docs, methods=["GET"]),
    Route("/docs/progress", progress, methods=["GET"]),
    Route("/docs/add", add, methods=["POST"]),
    Route("/docs/remove", remove, methods=["POST"]),
    Route("/docs/search", search, methods=["POST"]),
    Route("/docs/reindex", reindex, methods=["POST"]),
]
