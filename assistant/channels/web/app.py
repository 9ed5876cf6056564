"""The pages as one application: which address shows what, and what guards all of them."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.channels.web.guarding import Door
from assistant.channels.web.headers import SafeHeaders
from assistant.channels.web.pages import Pages
from assistant.channels.web.parts import Parts
from assistant.channels.web.refusing import RefusedError
from assistant.channels.web.rendering import ICON, STYLE, refusal

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def make_app(parts: Parts) -> Starlette:
    """Join the pages; all but the door, the style and the health are behind the door."""
    door, pages = Door(parts), Pages(parts)
    month = "/o/{organisation}/{period}"
    routes = [
        Route("/stijl.css", _style, name="style"),
        Route("/icoon.svg", _icon, name="icon"),
        Route("/healthz", _health, name="health"),
        *door.own_routes(),
        door.route("/", "start", pages.start),
        door.route("/o/{organisation}", "organisation", pages.organisation),
        door.route("/o/{organisation}/documenten", "documents", pages.documents),
        door.route(month, "month", pages.month),
        door.route(f"{month}/bevinding", "finding", pages.finding),
        door.route(f"{month}/stuk", "draft", pages.draft),
        door.route(f"{month}/merk", "mark", pages.mark, method="POST"),
        door.route(f"{month}/agenda", "agenda", pages.agenda),
        door.route(f"{month}/cijfers.csv", "csv", pages.csv),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders, is_https=parts.is_https)],
        exception_handlers={HTTPException: _not_a_page},
    )


async def _style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers=_FOR_EVER)


async def _icon(_request: Request) -> Response:
    return Response(ICON, media_type="image/svg+xml", headers=_FOR_EVER)


async def _health(_request: Request) -> Response:
    return Response("ok", media_type="text/plain")


async def _not_a_page(_request: Request, error: Exception) -> Response:
    """What no route is for, or a method that a route does not have."""
    told = refusal(RefusedError("page"))
    if isinstance(error, HTTPException):
        told.status_code = error.status_code
        told.headers.update(error.headers or {})
    return told
