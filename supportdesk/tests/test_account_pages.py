import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from conftest import PASSWORD
from supportdesk.core.models import Letter, User

from .markup import read, text_of

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "quiet-lagoon-morning-4"
FOR_VISITORS = ["login/", "signup/", "password/reset/", "password/reset/done/", "inactive/"]
FOR_PEOPLE = ["profile/", "email/", "password/change/", "logout/", "reauthenticate/", "2fa/", "2fa/webauthn/"]
AFTER_A_SECOND_LOOK = ["2fa/totp/activate/", "2fa/webauthn/add/"]


@pytest.fixture
def member(make_person):
    """A customer whose address is confirmed, as after sign-up."""
    person = make_person("mina")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def signed_in(page, member):
    """The member's browser, which has just given the password once more."""
    browser = page()
    browser.post("/en/account/login/", {"login": member.email, "password": PASSWORD})
    browser.post("/en/account/reauthenticate/", {"password": PASSWORD})
    return browser


def assert_wears_the_frame(response, status: int = 200) -> None:
    assert response.status_code == status
    found = read(response)
    assert found.offences == []
    assert found.every("header", **{"class": "site-header"})
    assert found.every("footer", **{"class": "site-footer"})
    assert found.every("main", id="content")
    assert len(found.every("h1")) == 1
    assert [button for kind in ("button", "a") for button in found.every(kind) if "btn" in button.get("class", "")]
    loose = [
        control for control in found.every("input") if control.get("type") not in ("hidden", "search") and not control.get("id")
    ]
    assert loose == []
    labelled = {label["for"] for label in found.every("label") if "for" in label}
    unlabelled = [c["id"] for c in found.every("input") if c.get("type") not in ("hidden", "search") and c["id"] not in labelled]
    assert unlabelled == []


def code_in(letter: Letter) -> str:
    """The code of a letter, which stands alone on its line."""
    return re.search(r"^ {4}(\S+)$", letter.text, re.MULTILINE).group(1)


def six_digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize("address", FOR_VISITORS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_for_visitors_wears_the_frame(page, language, address):
    assert_wears_the_frame(page().get(f"/{language}/account/{address}"))


@pytest.mark.parametrize("address", [*FOR_PEOPLE, *AFTER_A_SECOND_LOOK])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_for_people_wears_the_frame(signed_in, language, address):
    assert_wears_the_frame(signed_in.get(f"/{language}/account/{address}"))


@pytest.mark.parametrize("address", AFTER_A_SECOND_LOOK)
def test_what_touches_safety_asks_for_the_password_again(page, member, address):
    response = page(member).get(f"/en/account/{address}")
    assert response["Location"].startswith("/en/account/reauthenticate/")


def test_somebody_signs_up_with_the_code_of_the_letter(page):
    visitor = page()
    answers = {"display_name": "Noor", "email": "noor@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = visitor.post("/en/account/signup/", answers, follow=True)
    assert_wears_the_frame(response)
    assert "noor@example.org" in text_of(response)

    [letter] = Letter.objects.all()
    assert (letter.to, letter.language) == ("noor@example.org", "en")
    assert "Lumora Support" in letter.subject
    assert "Welcome" in letter.text
    wrong = visitor.post("/en/account/confirm-email/", {"code": "WRONG1"})
    assert wrong.status_code == 200
    assert read(wrong).every("input", name="code", **{"aria-invalid": "true"})
    assert not EmailAddress.objects.filter(verified=True).exists()

    done = visitor.post("/en/account/confirm-email/", {"code": code_in(letter)}, follow=True)
    assert "Sign out" in text_of(done)
    person = User.objects.get(email="noor@example.org")
    assert (person.display_name, person.language) == ("Noor", "en")
    assert EmailAddress.objects.get(user=person).verified


def test_a_second_account_with_an_address_is_not_made_and_only_its_owner_learns_why(page, member, settings):
    answers = {"display_name": "X", "email": member.email, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = page().post("/en/account/signup/", answers, headers={"Host": "localhost"}, follow=True)
    assert_wears_the_frame(response)
    assert "already" not in text_of(response)
    assert User.objects.count() == 1
    [letter] = Letter.objects.all()
    assert "already have an account" in letter.subject
    assert f"{settings.SITE_URL}/en/account/password/reset/" in letter.text


def test_a_refused_sign_up_says_why_beside_the_fields(page):
    response = page().post("/en/account/signup/", {"display_name": "", "email": "nobody", "password1": "1", "password2": "2"})
    assert_wears_the_frame(response)
    for name in ("display_name", "email", "password1"):
        assert read(response).every("input", name=name, **{"aria-invalid": "true"})
    assert not User.objects.exists()


def test_a_wrong_password_is_told_in_the_page(page, member):
    response = page().post("/en/account/login/", {"login": member.email, "password": "wrong"})
    assert_wears_the_frame(response)
    assert "not correct" in text_of(response)


def test_signing_out_leads_home(signed_in):
    response = signed_in.post("/en/account/logout/", follow=True)
    assert "Create account" in text_of(response)


def test_a_forgotten_password_is_replaced_with_the_code_of_the_letter(page, member):
    visitor = page()
    assert_wears_the_frame(visitor.post("/en/account/password/reset/", {"email": member.email}, follow=True))
    [letter] = Letter.objects.all()
    chosen = visitor.post("/en/account/password/reset/confirm/", {"code": code_in(letter)}, follow=True)
    assert_wears_the_frame(chosen)
    done = visitor.post(
        "/en/account/password/reset/complete/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True
    )
    assert done.status_code == 200
    member.refresh_from_db()
    assert member.check_password(NEW_PASSWORD)


def test_an_unknown_address_gets_the_same_page_and_an_honest_letter(page, settings):
    assert_wears_the_frame(page().post("/en/account/password/reset/", {"email": "who@example.org"}, follow=True))
    [letter] = Letter.objects.all()
    assert "no account" in letter.subject
    assert f"{settings.SITE_URL}/en/account/signup/" in letter.text


def test_a_new_password_ends_the_tokens_of_programs(signed_in, member, make_person):
    AuthToken.objects.create(member)
    others, _token = AuthToken.objects.create(make_person("other"))
    passwords = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    signed_in.post("/en/account/password/change/", {**passwords, "oldpassword": "wrong"})
    assert AuthToken.objects.filter(user=member).exists()
    signed_in.post("/en/account/password/change/", passwords)
    assert list(AuthToken.objects.all()) == [others]


def test_a_password_is_changed_and_the_owner_hears_of_it(signed_in, member):
    signed_in.post(
        "/en/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )
    member.refresh_from_db()
    assert member.check_password(NEW_PASSWORD)
    [letter] = Letter.objects.all()
    assert "password was changed" in letter.subject
    assert "Was this not you?" in letter.text


def test_an_address_changes_only_when_the_code_was_typed(signed_in, member):
    response = signed_in.post("/en/account/email/", {"email": "mina@new.example", "action_add": ""}, follow=True)
    assert_wears_the_frame(response)
    member.refresh_from_db()
    assert member.email == "mina@example.org"
    letter = Letter.objects.get(to="mina@new.example")
    assert_wears_the_frame(signed_in.get("/en/account/email/"))
    signed_in.post("/en/account/confirm-email/", {"code": code_in(letter)})
    member.refresh_from_db()
    assert member.email == "mina@new.example"


def test_two_step_verification_from_connecting_to_signing_in(signed_in, member, django_capture_on_commit_callbacks):
    shown = signed_in.get("/en/account/2fa/totp/activate/")
    [secret] = [field["value"] for field in read(shown).every("input", id="authenticator_secret")]
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post("/en/account/2fa/totp/activate/", {"code": six_digits(secret)})
    assert Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).exists()

    assert_wears_the_frame(signed_in.get("/en/account/2fa/"))
    assert_wears_the_frame(signed_in.get("/en/account/2fa/recovery-codes/"))
    assert_wears_the_frame(signed_in.get("/en/account/2fa/recovery-codes/generate/"))
    assert_wears_the_frame(signed_in.get("/en/account/2fa/totp/deactivate/"))
    assert signed_in.get("/en/account/2fa/recovery-codes/download/")["Content-Type"].startswith("text/plain")
    assert "Two-step verification is on" in Letter.objects.order_by("pk").values_list("subject", flat=True)

    other = Client()
    second = other.post("/en/account/login/", {"login": member.email, "password": PASSWORD}, follow=True)
    assert_wears_the_frame(second)
    assert "Second step" in text_of(second)
    unused = member.authenticator_set.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert "Sign out" in text_of(other.post("/en/account/2fa/authenticate/", {"code": unused[0]}, follow=True))


def test_a_key_can_be_renamed_and_removed(signed_in, member):
    key = Authenticator.objects.create(user=member, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone", "credential": {}})
    listed = signed_in.get("/en/account/2fa/webauthn/")
    assert_wears_the_frame(listed)
    assert "My phone" in text_of(listed)
    assert_wears_the_frame(signed_in.get(f"/en/account/2fa/webauthn/keys/{key.pk}/edit/"))
    assert_wears_the_frame(signed_in.get(f"/en/account/2fa/webauthn/keys/{key.pk}/remove/"))


def test_a_closed_account_is_told_so(page, member):
    member.is_active = False
    member.save(update_fields=["is_active"])
    assert_wears_the_frame(page().post("/en/account/login/", {"login": member.email, "password": PASSWORD}, follow=True))


def test_a_person_without_a_password_is_asked_to_set_one(page, member):
    member.set_unusable_password()
    member.save()
    assert_wears_the_frame(page(member).get("/en/account/password/change/", follow=True))


def test_notices_tell_when_and_from_where(signed_in):
    signed_in.post(
        "/en/account/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        headers={"user-agent": "Quiet/1.0"},
    )
    [letter] = Letter.objects.all()
    assert f"{timezone.now():%Y}" in letter.text
    assert "127.0.0.1" in letter.text
    assert "Quiet/1.0" in letter.text


def test_letters_are_in_the_language_of_the_page(page, member):
    page().post("/ar/account/password/reset/", {"email": member.email})
    assert Letter.objects.get().language == "ar"
