"""The door: every page but the door itself is behind it.

Who is in, whose page it is, whether a form is ours, and how often somebody may ask is decided here,
before a page does anything.
"""

import hmac
import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl

import anyio.to_thread
import structlog
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from assistant.channels.web.limiting import Limiter
from assistant.channels.web.months import is_month
from assistant.channels.web.parts import Parts, Visit
from assistant.channels.web.refusing import RefusedError
from assistant.channels.web.rendering import page, refusal
from assistant.ports import StoreUnavailableError
from assistant.storage.access import AT_MOST, LINK

_log = structlog.get_logger("mentorkompas.web")

Page = Callable[[Visit], Response]

_AT_ONCE = 2
"""Pages that are made at once: more would wait for each other, and keep a bot waiting too."""

_MOST_BYTES = 8_192
"""Of a form; ours have three short fields."""
_MOST_LETTERS = 100
"""Of what a browser holds; ours are shorter."""
_FOREIGN = ("cross-site", "same-site")
"""Sec-Fetch-Site of a request that another site began."""


class Door:
    """Lets people in, and pages know who looks."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # A cookie of this prefix belongs to this host alone, and never travels without TLS.
        prefix = "__Host-" if parts.is_https else ""
        self._session = f"{prefix}mentorkompas"
        self._before = f"{prefix}mentorkompas-voor"
        self._knocks = Limiter(at_once=20, per_minute=20)
        self._looks = Limiter(at_once=60, per_minute=120)
        self._threads = CapacityLimiter(_AT_ONCE)

    def route(self, path: str, name: str, shown: Page, *, method: str = "GET") -> Route:
        """A route behind the door; a POST needs a form of ours."""

        def answered(request: Request, form: dict[str, str]) -> Response:
            return shown(self._visit(request, name, form))

        return Route(path, _safely(answered, self._threads), methods=[method], name=name)

    def own_routes(self) -> list[Route]:
        """The door itself: a link that is looked at, used, and the way out."""
        return [
            Route("/binnen/{token}", _safely(self._knock, self._threads), name="knock"),
            Route("/binnen", _safely(self._enter, self._threads), methods=["POST"], name="enter"),
            Route("/uit", _safely(self._leave, self._threads), methods=["POST"], name="leave"),
        ]

    def _visit(self, request: Request, name: str, form: dict[str, str]) -> Visit:
        parts = self._parts
        key = request.cookies.get(self._session, "")
        organisation = request.path_params.get("organisation")
        if not key or len(key) > _MOST_LETTERS:
            raise RefusedError("out")
        if not self._looks.allows(key):
            raise RefusedError("often")
        now = parts.clock.now()
        person = parts.access.look(key, organisation, name, now)
        if person is None:
            raise RefusedError("out" if self._knocks.allows(_host(request)) else "often")
        if request.method == "POST":
            _must_be_ours(request, form, key)
        searcher = parts.searchers.current()
        known = searcher.knowledge.organisations
        # Nobody learns whether an organisation exists that is not their own.
        if organisation is not None and (
            organisation not in person.organisations or organisation not in known
        ):
            raise RefusedError("organisation")
        period = request.path_params.get("period")
        if period is not None and (not is_month(period) or period > f"{now:%Y-%m}"):
            raise RefusedError("month")
        return Visit(
            person=person,
            now=now,
            searcher=searcher,
            csrf=_csrf(key),
            organisation_=known[organisation] if organisation is not None else None,
            period_=period,
            over=request.query_params.get("over"),
            form=form,
        )

    def _knock(self, request: Request, _form: dict[str, str]) -> Response:
        """Show a button: what only looks at a link (a preview, a scanner) must not use it up."""
        token = request.path_params["token"]
        if not self._knocks.allows(_host(request)):
            raise RefusedError("often")
        if len(token) > _MOST_LETTERS or not self._parts.access.is_live(
            token, self._parts.clock.now()
        ):
            raise RefusedError("link")
        before = secrets.token_urlsafe(16)
        shown = page("binnen", token=token, csrf=_csrf(before))
        self._give(shown, self._before, before, int(LINK.total_seconds()))
        return shown

    def _enter(self, request: Request, form: dict[str, str]) -> Response:
        if not self._knocks.allows(_host(request)):
            raise RefusedError("often")
        _must_be_ours(request, form, request.cookies.get(self._before, ""))
        token = form.get("token", "")
        key = None
        if token and len(token) <= _MOST_LETTERS:
            key = self._parts.access.enter(token, self._parts.clock.now())
        if key is None:
            raise RefusedError("link")
        into = RedirectResponse("/", 303)
        self._give(into, self._session, key, int(AT_MOST.total_seconds()))
        self._give(into, self._before, "", 0)
        return into

    def _leave(self, request: Request, form: dict[str, str]) -> Response:
        key = request.cookies.get(self._session, "")
        if not key or len(key) > _MOST_LETTERS:
            raise RefusedError("out")
        _must_be_ours(request, form, key)
        self._parts.access.leave(key)
        left = page("uit")
        self._give(left, self._session, "", 0)
        return left

    def _give(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self._parts.is_https,
            httponly=True,
            samesite="lax",  # strict would leave whoever follows a link to a page outside
        )


def _safely(
    answered: Callable[[Request, dict[str, str]], Response], threads: CapacityLimiter
) -> Callable[[Request], object]:
    """An endpoint that answers in a thread, and whose every failure is a page."""

    async def endpoint(request: Request) -> Response:
        try:
            form = await _form(request) if request.method == "POST" else {}
            return await anyio.to_thread.run_sync(answered, request, form, limiter=threads)
        except RefusedError as error:
            return refusal(error)
        except StoreUnavailableError:
            return refusal(RefusedError("busy"))
        except Exception as error:
            # Only the kind: its text may hold what somebody typed.
            _log.error("a page failed", route=_name(request), kind=type(error).__name__)
            return refusal(RefusedError("defect"))

    return endpoint


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise RefusedError("form")
    try:
        return dict(parse_qsl(body.decode("utf-8"), max_num_fields=16))
    except ValueError:
        raise RefusedError("form") from None


def _must_be_ours(request: Request, form: dict[str, str], key: str) -> None:
    """A form that we gave to this very browser, sent from our own page.

    Raises:
        RefusedError: it is not.
    """
    given = form.get("csrf", "").encode()
    is_foreign = request.headers.get("sec-fetch-site") in _FOREIGN
    if not key or is_foreign or not hmac.compare_digest(given, _csrf(key).encode()):
        raise RefusedError("form")


def _csrf(key: str) -> str:
    """What a form holds: nobody can make it who does not know what the browser holds."""
    return hmac.digest(key.encode("utf-8", "surrogatepass"), b"mentorkompas form", "sha256").hex()


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def _name(request: Request) -> str:
    route = request.scope.get("route")
    return str(getattr(route, "name", ""))
