"""The guard of a page on this computer: only the person who was given its address may use it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

__all__ = ["guard", "new_token"]

HOSTS = ("127.0.0.1", "localhost")
OWN_SITES = ("same-origin", "none")

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With "no-referrer" a browser would send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def new_token() -> str:
    """Return a token that cannot be guessed, to be the first part of every address."""
    return secrets.token_urlsafe(24)


def guard(token: str) -> Middleware:
    """Return a middleware that refuses with 403 whatever did not come from the page's own address.

    A page of another site can reach a server on this computer, by its number or by a name that it
    points here. So three things are checked: the address holds the token, ``Host`` is this
    computer's (against rebound names), and a browser says that a form came from here (against
    forged requests).
    """

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not (_knows(token, request) and _is_local(request) and _is_own(request)):
            response: web.StreamResponse = web.Response(
                status=403, text="Open the whole address that isonomia printed in the terminal.\n"
            )
        else:
            try:
                response = await handler(request)
            except web.HTTPError as error:
                response = web.Response(status=error.status, text=f"{error.reason}\n")
        response.headers.update(HEADERS)
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
        return response

    return guarded


def _knows(token: str, request: web.Request) -> bool:
    given = request.path.lstrip("/").partition("/")[0]
    return secrets.compare_digest(given.encode(), token.encode())


def _is_local(request: web.Request) -> bool:
    return request.headers.getall("Host", []) in [[host] for host in _own_hosts(request)]


def _is_own(request: web.Request) -> bool:
    if request.method in {"GET", "HEAD"}:
        return True
    origin = request.headers.get("Origin")
    own = [f"http://{host}" for host in _own_hosts(request)]
    return origin in {None, *own} and request.headers.get("Sec-Fetch-Site", "none") in OWN_SITES


def _own_hosts(request: web.Request) -> list[str]:
    transport = request.transport
    port = transport.get_extra_info("sockname")[1] if transport else 0
    return [f"{host}:{port}" for host in HOSTS]
