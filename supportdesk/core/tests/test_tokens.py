"""Signing in for programs."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import hashers
from django.utils import timezone
from knox.models import AuthToken

pytestmark = pytest.mark.django_db
URL = "/support/auth/token"
PASSWORD = "correct-horse-7"


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(URL, {"email": email, "password": password, **extra}, format="json")


@pytest.fixture
def generous(settings):
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "token": "1000/min"},
    }


def test_a_token_opens_the_api_until_it_is_revoked(api, customer, settings):
    response = sign_in(api(), " ANA@Example.org ")
    assert response.status_code == 200
    assert set(response.json()) == {"token", "expires_at"}
    ends = timezone.datetime.fromisoformat(response.json()["expires_at"])
    assert abs(ends - timezone.now() - settings.REST_KNOX["TOKEN_TTL"]).total_seconds() < 60

    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {response.json()['token']}")
    assert client.get("/support/tickets").status_code == 200
    assert client.delete(URL).status_code == 204
    assert client.get("/support/tickets").status_code == 401
    assert client.delete(URL).status_code == 401


def test_the_token_itself_is_stored_nowhere(api, customer):
    token = sign_in(api(), customer.email).json()["token"]
    (row,) = AuthToken.objects.values()
    assert token not in str(row)


def test_revoking_takes_only_the_token_of_the_call(api, customer, stranger):
    first, second, other = api(customer), api(customer), api(stranger)
    assert first.delete(URL).status_code == 204
    assert first.get("/support/tickets").status_code == 401
    assert second.get("/support/tickets").status_code == 200
    assert other.get("/support/tickets").status_code == 200


def test_a_session_is_no_token_to_revoke(client, customer):
    client.force_login(customer)
    assert client.delete(URL).status_code == 401


@pytest.mark.parametrize("case", ["unknown", "wrong", "inactive", "no password"])
def test_every_refusal_is_the_same_and_costs_one_hash(api, customer, case, monkeypatch, generous):
    email, password = {"unknown": ("nobody@example.org", PASSWORD), "wrong": (customer.email, "wrong")}.get(
        case, (customer.email, PASSWORD)
    )
    if case == "inactive":
        customer.is_active = False
    if case == "no password":
        customer.set_unusable_password()
    customer.save()
    encodings = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *args: encodings.append(args) or encode(*args))

    response = sign_in(api(), email, password)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["errors"] == [
        {"code": "authentication_failed", "detail": "The e-mail address or the password is wrong.", "attr": None}
    ]
    assert len(encodings) == 1
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"email": "ana@example.org"}, "password"),
        ({"password": "x"}, "email"),
        ({"email": "no address", "password": "x"}, "email"),
        ({"email": 5, "password": "x"}, "email"),
        ({"email": ["ana@example.org"], "password": "x"}, "email"),
        ({"email": "ana@example.org", "password": 12345678}, "password"),
        ({"email": "ana@example.org", "password": None}, "password"),
        ({"email": "ana@example.org", "password": "x" * 1025}, "password"),
        ({"email": "a" * 300 + "@example.org", "password": "x"}, "email"),
    ],
)
def test_what_cannot_be_credentials_is_a_bad_request(api, customer, body, attr):
    response = api().post(URL, body, format="json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == attr


@pytest.fixture
def ten_tries(settings, monkeypatch):
    monkeypatch.setitem(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "token", "10/min")


def test_an_address_has_few_tries_a_minute(ten_tries, api, customer):
    answers = [sign_in(api(), f"person{number}@example.org") for number in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert sign_in(api(), customer.email).status_code == 429


def test_an_account_has_few_tries_a_minute_from_wherever_they_come(ten_tries, api, customer):
    client = api()
    for number in range(10):
        assert (
            client.post(
                URL, {"email": "ANA@example.org", "password": "guess"}, format="json", REMOTE_ADDR=f"10.0.0.{number}"
            ).status_code
            == 401
        )
    response = client.post(URL, {"email": customer.email, "password": PASSWORD}, format="json", REMOTE_ADDR="10.0.1.1")
    assert response.status_code == 429
    assert response["Retry-After"]


def test_a_stale_token_in_the_header_does_not_keep_from_signing_in(api, customer):
    client = api()
    client.credentials(HTTP_AUTHORIZATION="Bearer gone")
    assert sign_in(client, customer.email).status_code == 200


def test_an_unconfirmed_address_signs_in_nowhere(api, customer):
    address = EmailAddress.objects.create(user=customer, email=customer.email, verified=False, primary=True)
    response = sign_in(api(), customer.email)
    assert response.status_code == 403
    assert response.json()["errors"][0]["code"] == "email_not_verified"
    assert not AuthToken.objects.exists()
    # Who does not know the password learns nothing of that.
    assert sign_in(api(), customer.email, "wrong").status_code == 401
    address.verified = True
    address.save()
    assert sign_in(api(), customer.email).status_code == 200


def test_a_second_factor_is_asked_for_here_too(api, customer):
    secret = generate_totp_secret()
    TOTP.activate(customer, secret)
    recovery = RecoveryCodes.activate(customer).get_unused_codes()
    response = sign_in(api(), customer.email)
    assert response.status_code == 403
    assert response.json()["errors"][0]["code"] == "second_factor_required"
    assert sign_in(api(), customer.email, code="000000").status_code == 401
    assert sign_in(api(), customer.email, "wrong", code="000000").status_code == 401
    assert not AuthToken.objects.exists()

    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert sign_in(api(), customer.email, code=code).status_code == 200
    assert sign_in(api(), customer.email, code=code).status_code == 401, "a code is good for once"
    assert sign_in(api(), customer.email, code=recovery[0]).status_code == 200
    assert sign_in(api(), customer.email, code=recovery[0]).status_code == 401
