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
from assistant.channels.web.pacing import Pace
from assistant.channels.web.parts import Parts, Visit
from assistant.channels.web.refusing import RefusedError, Why
from assistant.channels.web.rendering import page, refusal
from assistant.ports import StoreUnavailableError
from assistant.storage.access import AT_MOST, LINK

_log = structlog.get_logger("mentorkompas.web")

Page = Callable[[Visit], Response]

_AT_ONCE = 2
"""Pages that are made at once: more would wait for each other, and keep a bot waiting too."""

_LONGEST_SECONDS = 30.0
"""For one page; who waits longer waits for a database that answers nothing."""

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
        self._pace = Pace(beside_bot=parts.beside_bot)

    def route(self, path: str, name: str, shown: Page, *, method: str = "GET") -> Route:
        """A route behind the door; a POST needs a form of ours."""

        def answered(request: Request, form: dict[str, str]) -> Response:
            return self._pace.made(lambda: shown(self._visit(request, name, form)))

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
        searcher = parts.searchers.current()
        known = searcher.knowledge.organisations
        named = organisation if organisation in known else None
        period = request.path_params.get("period")
        wrong: Why | None = None
        if organisation != named:
            wrong = "organisation"
        elif request.method == "POST" and not _is_ours(request, form, key):
            wrong = "form"
        elif period is not None and (not is_month(period) or period > f"{now:%Y-%m}"):
            wrong = "month"
        person = parts.access.look(key, named, name, now, is_refused=wrong is not None)
        if person is None:
            raise RefusedError("out" if self._knocks.allows(_host(request)) else "often")
        # Nobody learns whether an organisation exists that is not their own.
        if named is not None and named not in person.organisations:
            raise RefusedError("organisation")
        if wrong is not None:
            raise RefusedError(wrong)
        return Visit(
            person=person,
            now=now,
            searcher=searcher,
            csrf=_csrf(key),
            organisation_=known[named] if named is not None else None,
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
        if not _is_ours(request, form, request.cookies.get(self._before, "")):
            raise RefusedError("form")
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
        if not _is_ours(request, form, key):
            raise RefusedError("form")
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
            with anyio.fail_after(_LONGEST_SECONDS):
                return await anyio.to_thread.run_sync(
                    answered, request, form, limiter=threads, abandon_on_cancel=True
                )
        except RefusedError as error:
            if error.why != "often":  # who asks without end does not fill the log
                _log.info("a page was refused", route=_name(request), why=error.why)
            return refusal(error)
        except (StoreUnavailableError, TimeoutError) as error:
            _log.warning("a page has to wait", route=_name(request), kind=type(error).__name__)
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


def _is_ours(request: Request, form: dict[str, str], key: str) -> bool:
    """Whether it is a form that we gave to this very browser, sent from our own page."""
    given = form.get("csrf", "").encode()
    is_foreign = request.headers.get("sec-fetch-site") in _FOREIGN
    return bool(key) and not is_foreign and hmac.compare_digest(given, _csrf(key).encode())


def _csrf(key: str) -> str:
    """What a form holds: nobody can make it who does not know what the browser holds."""
    return hmac.digest(key.encode("utf-8", "surrogatepass"), b"mentorkompas form", "sha256").hex()


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def _name(request: Request) -> str:
    route = request.scope.get("route")
    return str(getattr(route, "name", ""))
