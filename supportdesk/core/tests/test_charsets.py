"""What a client calls its charset cannot break the portal."""

from __future__ import annotations

import io

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from supportdesk.core.charsets import for_asgi, for_wsgi, plain_content_type


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json; charset=utf-8"),
        ('text/plain;charset="ISO-8859-1"; x=y', 'text/plain;charset="ISO-8859-1"; x=y'),
        ("application/json; charset=rot13", "application/json"),
        ("application/json;CHARSET = zlib ; x=y", "application/json; x=y"),
        ("multipart/form-data; boundary=a; charset=idna", "multipart/form-data; boundary=a"),
        ("", ""),
    ],
)
def test_only_charsets_of_browsers_are_kept(given, kept):
    assert plain_content_type(given) == kept


STRANGE = ["rot13", "hex", "zlib", "idna", "nonsense", "utf-8"]


@pytest.mark.parametrize("charset", STRANGE)
async def test_a_strange_charset_is_no_crash_over_asgi(charset):
    headers = [(b"content-type", f"application/json; charset={charset}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/healthz", "query_string": b"a=%65s", "headers": headers}
    caller = ApplicationCommunicator(for_asgi(get_asgi_application()), scope)
    await caller.send_input({"type": "http.request", "body": b"{}"})
    assert (await caller.receive_output(5))["status"] == 200


@pytest.mark.parametrize("charset", STRANGE)
def test_a_strange_charset_is_no_crash_over_wsgi(charset, db):
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/healthz",
        "QUERY_STRING": "a=%65s",
        "CONTENT_TYPE": f"application/json; charset={charset}",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(b"{}"),
        "wsgi.url_scheme": "http",
    }
    statuses = []
    for_wsgi(get_wsgi_application())(environ, lambda status, headers: statuses.append(status))
    assert statuses == ["200 OK"]
