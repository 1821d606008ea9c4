import json

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import translation

from supportdesk import urls as portal
from supportdesk import views
from supportdesk.core.exceptions import Refusal, TooOften

from .markup import read, text_of

pytestmark = pytest.mark.django_db


class NotNow(Refusal):
    message = "Not before noon."


def raising(error: Exception):
    def view(request):
        raise error

    return view


BROKEN = {
    "crash": RuntimeError("secret"),
    "forbidden": PermissionDenied("secret"),
    "suspicious": SuspiciousOperation("secret"),
    "often": TooOften(retry_after=42),
    "refused": NotNow(),
}
urlpatterns = [
    *(path(f"{prefix}{name}", raising(error)) for prefix in ("", "support/") for name, error in BROKEN.items()),
    *portal.urlpatterns,
]
handler400, handler403 = views.bad_request, views.forbidden
handler404, handler500 = views.page_not_found, views.server_error

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


@pytest.fixture
def _breaking(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.usefixtures("_breaking")
@pytest.mark.parametrize(
    ("address", "status"), [("/en/nowhere/", 404), ("/forbidden", 403), ("/suspicious", 400), ("/often", 429), ("/crash", 500)]
)
def test_a_person_gets_a_page_that_shows_a_way_out_and_no_secret(visitor, address, status):
    response = visitor.get(address)
    assert response.status_code == status
    assert read(response).every("a", href="/en/") or read(response).every("a", href="/")
    assert read(response).offences == []
    assert "secret" not in text_of(response)


@pytest.mark.usefixtures("_breaking")
@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/support/nowhere", 404, "not_found"),
        ("/support/forbidden", 403, "permission_denied"),
        ("/support/suspicious", 400, "bad_request"),
        ("/support/crash", 500, "error"),
    ],
)
def test_a_program_gets_the_errors_of_the_api(visitor, address, status, code):
    response = visitor.get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert [(error["code"], error["attr"]) for error in json.loads(response.content)["errors"]] == [(code, None)]
    assert b"secret" not in response.content


@pytest.mark.usefixtures("_breaking")
@pytest.mark.parametrize(
    ("address", "status"), [("/en/nowhere/", 404), ("/forbidden", 403), ("/suspicious", 400), ("/refused", 409)]
)
def test_htmx_gets_a_toast_for_the_corner_and_the_page_stays(visitor, address, status):
    response = visitor.get(address, **HTMX)
    assert response.status_code == status
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#toasts", "beforeend")
    assert b"<html" not in response.content
    assert read(response).every("div", role="alert")


@pytest.mark.usefixtures("_breaking")
def test_too_many_requests_say_when_to_come_back(visitor):
    assert visitor.get("/often")["Retry-After"] == "42"


def test_a_crash_is_told_without_the_database_and_in_the_persons_language(rf):
    with CaptureQueriesContext(connection) as queries, translation.override("ar"):
        response = views.server_error(rf.get("/ar/"))
    assert response.status_code == 500
    [html] = read(response).every("html")
    assert (html["lang"], html["dir"]) == ("ar", "rtl")
    assert len(queries) == 0


def test_a_crash_of_the_templates_is_still_told(rf, monkeypatch):
    def broken(*args):
        raise OSError

    monkeypatch.setattr(views, "render_to_string", broken)
    response = views.server_error(rf.get("/en/"))
    assert response.status_code == 500
    assert response["Content-Type"].startswith("text/plain")


def test_a_form_without_its_token_is_refused_with_advice(customer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(customer)
    response = strict.post("/en/account/profile/", {"display_name": "Mallory", "time_zone": "UTC"})
    assert response.status_code == 403
    assert "open for too long" in text_of(response)
    customer.refresh_from_db()
    assert customer.display_name == "Ana"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/faqs/lost-suitcase/", "lost suitcase"),
        ("/en/help/refund_policy.html", "refund policy"),
        ("/ar/faqs/%D8%A7%D8%B3%D8%AA%D8%B1%D8%AF%D8%A7%D8%AF-%D9%85%D8%A7%D9%84/", "استرداد مال"),
        ("/en/community/2026/", ""),
        ("/en/tickets/0f8fad5b-d9cb-469f-a165-70867728950e/nothing/", "nothing"),
        ("/en/%00%00/", ""),
        ("/en/%3Cscript%3Ealert%3C-script%3E/", "script alert script"),
    ],
)
def test_a_lost_address_offers_the_search_with_its_words(visitor, path, words):
    response = visitor.get(path)
    assert response.status_code == 404
    [field] = [field for field in read(response).every("input", type="search", name="q") if "autofocus" not in field][-1:]
    assert field["value"] == words
    assert b"<script>alert" not in response.content


def test_no_more_of_a_lost_address_is_repeated_than_a_search_holds(visitor):
    response = visitor.get("/en/faqs/" + "-".join(["paradise"] * 40) + "/")
    assert len(read(response).every("input", type="search", name="q")[-1]["value"]) <= 80


@pytest.mark.usefixtures("_breaking")
@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("address", ["nowhere/", "forbidden", "suspicious", "often", "crash"])
def test_every_error_is_told_in_the_language_of_the_page_and_kept_from_search_engines(language, address):
    visitor = Client(raise_request_exception=False, headers={"accept-language": language})
    response = visitor.get(f"/{language}/{address}" if address == "nowhere/" else f"/{address}")
    found = read(response)
    [html] = found.every("html")
    assert html["lang"] == language
    assert any("noindex" in meta["content"] for meta in found.every("meta", name="robots"))
    assert len(found.every("h1")) == 1
