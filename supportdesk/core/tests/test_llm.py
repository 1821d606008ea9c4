"""The client of a language model, against a real server on this machine."""

from __future__ import annotations

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from supportdesk.core import llm

QUESTION = [{"role": "user", "content": "Say hello."}]


class Provider(ThreadingHTTPServer):
    """Answers with `status` and `body`, after `hold` was let go; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.headers = 200, {}
        self.body = answer("Hello.")
        self.hold = threading.Event()
        self.hold.set()
        self.drip = False
        self.asked: list[tuple[str, dict, dict]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(content)))
        self.server.hold.wait(10)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(self.server.body)
        except OSError:
            pass

    def log_message(self, *args: object) -> None:
        pass


def answer(text: object, **more: object) -> bytes:
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop", **more}]}
    ).encode()


@pytest.fixture
def provider(settings):
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    settings.LLM_BASE_URL, settings.LLM_API_KEY, settings.LLM_MODEL = server.address, "secret-key", "a-model"
    settings.LLM_TIMEOUT = 5
    yield server
    server.hold.set()
    server.shutdown()
    server.server_close()


def refused() -> llm.LLMError:
    with pytest.raises(llm.LLMError) as caught:
        llm.complete(QUESTION)
    return caught.value


def test_nothing_is_configured_by_default(settings):
    assert not llm.is_configured()
    assert "No language model" in str(refused())


def test_an_answer_is_the_text_of_the_first_choice(provider):
    assert llm.complete(QUESTION, max_tokens=7, temperature=0.5) == "Hello."
    path, headers, content = provider.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret-key"
    assert content == {"model": "a-model", "messages": QUESTION, "max_tokens": 7, "temperature": 0.5}


def test_a_server_without_a_key_is_sent_none(provider, settings):
    settings.LLM_API_KEY = ""
    assert llm.complete(QUESTION) == "Hello."
    assert "Authorization" not in provider.asked[0][1]


@pytest.mark.parametrize(
    ("status", "words", "is_final"),
    [
        (401, "refused the key", True),
        (403, "refused the key", True),
        (404, "did not accept", True),
        (400, "did not accept", True),
        (429, "busy", False),
        (500, "has a fault", False),
        (503, "has a fault", False),
    ],
)
def test_each_refusal_of_the_server_has_plain_words_and_says_whether_to_ask_again(provider, status, words, is_final):
    provider.status, provider.body = status, b'{"error": {"message": "secret-key is bad"}}'
    error = refused()
    assert words in str(error)
    assert error.is_final is is_final
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"choices": []}', b'{"choices": [{"message": null}]}', b"\xff\xfe", b"[" * 100_000, b"<html>"],
)
def test_an_answer_of_another_shape_is_an_error(provider, body):
    provider.body = body
    assert "cannot be understood" in str(refused())


@pytest.mark.parametrize("text", [None, "", "  \n", 7, ["Hello"]])
def test_an_answer_without_a_text_is_an_error(provider, text):
    provider.body = answer(text)
    assert "is empty" in str(refused())


def test_half_an_answer_is_none(provider):
    provider.body = answer("Hel", finish_reason="length")
    assert "cut off" in str(refused())


def test_an_answer_that_does_not_end_is_left_unread(provider, monkeypatch):
    monkeypatch.setattr(llm, "LARGEST_ANSWER", 10_000)
    provider.body = answer("x" * 1_000_000)
    assert "too long" in str(refused())


def test_a_server_that_says_nothing_is_not_waited_for(provider, settings):
    settings.LLM_TIMEOUT = 0.1
    provider.hold.clear()
    error = refused()
    assert "in time" in str(error)
    assert not error.is_final


def test_a_server_that_talks_slowly_is_cut_short_as_a_whole(provider, settings, monkeypatch):
    settings.LLM_TIMEOUT = 30
    moments = iter([0.0, 31.0, 32.0, 33.0])
    monkeypatch.setattr(llm.time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(llm.httpx.Response, "iter_bytes", lambda self: iter([b"{", b"}"]))
    assert "in time" in str(refused())


def test_nobody_listening_is_an_error_that_may_pass(provider, settings):
    settings.LLM_BASE_URL = "http://127.0.0.1:1/v1"
    error = refused()
    assert "cannot be reached" in str(error)
    assert not error.is_final


@pytest.mark.parametrize("address", ["ftp://example.org", "example.org", "http://[", "http://exa mple"])
def test_a_wrong_address_is_an_error(provider, settings, address):
    settings.LLM_BASE_URL = address
    assert refused().args


def test_a_redirect_is_not_followed_with_the_key(provider):
    provider.status, provider.headers = 307, {"Location": f"{provider.address}/elsewhere"}
    assert "did not accept" in str(refused())
    assert len(provider.asked) == 1


def test_the_key_stands_in_no_log_and_no_error(provider, caplog):
    caplog.set_level(logging.DEBUG)
    llm.complete(QUESTION)
    provider.status = 401
    error = refused()
    assert "secret-key" not in caplog.text + repr(error) + str(error.__cause__)
