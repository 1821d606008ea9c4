"""The admin of people, letters and jobs: who sees what, and which actions change what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from supportdesk.core import roles
from supportdesk.core.jobs import leases
from supportdesk.core.jobs.models import JobLease, JobRun, PeriodicSlot
from supportdesk.core.jobs.worker import drain
from supportdesk.core.mail import post_letter
from supportdesk.core.models import IdempotencyRecord, Letter, SearchEntry, User

from . import sample_jobs

pytestmark = pytest.mark.django_db


def listing(model) -> str:
    return reverse(f"admin:core_{model._meta.model_name}_changelist")


def detail(thing) -> str:
    return reverse(f"admin:core_{thing._meta.model_name}_change", args=[thing.pk])


def act(browser, name: str, *things):
    data = {"action": name, "_selected_action": [str(thing.pk) for thing in things]}
    return browser.post(listing(type(things[0])), data, follow=True)


def failed_job() -> JobRun:
    run = sample_jobs.fail.enqueue("ana")
    JobRun.objects.update(max_attempts=1)
    drain()
    run.refresh_from_db()
    return run


def failed_letter(key: str = "welcome:1") -> Letter:
    letter = post_letter(key=key, kind="welcome", to="ana@example.org", language="en", subject="Hello", text="SECRET-K7")
    Letter.objects.filter(pk=letter.pk).update(status=Letter.Status.FAILED, last_error="550 <no>")
    return letter


def one_of_each() -> list:
    leases.beat("here:1:abc")
    return [
        failed_job(),
        failed_letter(),
        JobLease.objects.get(),
        PeriodicSlot.objects.create(name="a.job", every_seconds=60, due_at=timezone.now()),
        SearchEntry.objects.create(kind="faq", object_id=1, language="en", title="How", url="/", version=1),
        IdempotencyRecord.objects.create(client="user-1", key="k", fingerprint="f"),
    ]


def test_every_list_and_page_opens_for_an_administrator(page, administrator):
    browser = page(administrator)
    for thing in [*one_of_each(), administrator]:
        assert browser.get(listing(type(thing)) + "?q=a").status_code == 200
        assert browser.get(detail(thing)).status_code == 200
    assert browser.get(reverse("admin:auth_group_changelist")).status_code == 200
    assert browser.get(reverse("admin:auth_group_change", args=[Group.objects.first().pk])).status_code == 200


def test_a_customer_sees_none_of_it(page, customer):
    browser = page(customer)
    for thing in one_of_each():
        assert browser.get(listing(type(thing))).status_code in (302, 403)
        assert browser.get(detail(thing)).status_code in (302, 403)


def test_what_the_portal_wrote_cannot_be_edited_by_hand(page, administrator):
    run, letter = failed_job(), failed_letter()
    browser = page(administrator)
    browser.post(detail(run), {"status": "done"})
    browser.post(detail(letter), {"text": "changed"})
    run.refresh_from_db()
    letter.refresh_from_db()
    assert run.status == JobRun.Status.FAILED
    assert letter.text == "SECRET-K7"


@pytest.mark.parametrize("make", [failed_job, failed_letter])
def test_the_lists_cost_a_fixed_number_of_queries(page, administrator, make, django_assert_max_num_queries):
    thing, browser = make(), page(administrator)
    for _ in range(5):
        copy = type(thing).objects.get(pk=thing.pk)
        copy.pk = None if isinstance(copy, Letter) else JobRun().pk
        if isinstance(copy, Letter):
            copy.key = copy.message_id = str(timezone.now().timestamp())
        copy.save(force_insert=True)
    browser.get(listing(type(thing)))
    with django_assert_max_num_queries(16):
        browser.get(listing(type(thing)))


def test_failed_jobs_can_be_run_again_and_others_are_left_alone(page, administrator):
    failed, done = failed_job(), sample_jobs.greet.enqueue("ana")
    drain()
    answer = act(page(administrator), "run_again", failed, done)
    assert "1 job will run again." in answer.text
    assert "Only a failed job can be run again." in answer.text
    failed.refresh_from_db()
    done.refresh_from_db()
    assert (failed.status, done.status) == (JobRun.Status.WAITING, JobRun.Status.DONE)
    assert drain() == 1


def test_failed_letters_can_be_sent_again(page, administrator, mailoutbox):
    letter = failed_letter()
    act(page(administrator), "send_again", letter)
    drain()
    letter.refresh_from_db()
    assert letter.status == Letter.Status.SENT
    assert len(mailoutbox) == 1


def test_a_supervisor_reads_jobs_and_letters_but_may_not_act_on_them(page, supervisor):
    run, letter, browser = failed_job(), failed_letter(), page(supervisor)
    assert "SECRET-K7" in browser.get(detail(letter)).text
    assert "no luck, ana" in browser.get(detail(run)).text
    act(browser, "run_again", run)
    act(browser, "send_again", letter)
    run.refresh_from_db()
    letter.refresh_from_db()
    assert (run.status, letter.status) == (JobRun.Status.FAILED, Letter.Status.FAILED)


def test_nobody_reads_the_code_in_a_letter_about_an_account(page, administrator):
    letter = failed_letter(key="account:abc")
    answer = page(administrator).get(detail(letter))
    assert answer.status_code == 200
    assert "SECRET-K7" not in answer.text


def test_what_a_mail_server_answers_is_shown_as_text(page, administrator):
    assert "550 &lt;no&gt;" in page(administrator).get(detail(failed_letter())).text


def test_a_periodic_job_can_be_switched_off_and_started_now(page, administrator):
    later = timezone.now() + timedelta(hours=1)
    slot = PeriodicSlot.objects.create(name="a.job", every_seconds=3600, due_at=later)
    browser = page(administrator)
    act(browser, "start_now", slot)
    slot.refresh_from_db()
    assert slot.due_at <= timezone.now()
    browser.post(detail(slot), {})
    slot.refresh_from_db()
    assert slot.enabled is False
    assert slot.every_seconds == 3600


def new_person(**changes) -> dict:
    words = {"email": "Nora@Example.org", "display_name": "Nora", "language": "fr", "time_zone": "Europe/Paris"}
    return {**words, "usable_password": "true", "password1": "correct-horse-9", "password2": "correct-horse-9", **changes}


def test_a_person_is_added_by_address_and_can_sign_in(page, administrator, client):
    browser = page(administrator)
    assert browser.get(reverse("admin:core_user_add")).status_code == 200
    browser.post(reverse("admin:core_user_add"), new_person())
    nora = User.objects.get(email="nora@example.org")
    assert (nora.display_name, nora.language, nora.is_staff) == ("Nora", "fr", False)
    assert nora.check_password("correct-horse-9")


@pytest.mark.parametrize(
    "wrong", [{"email": "ANA@example.org"}, {"email": "nobody"}, {"time_zone": "Mars/Base"}, {"password2": "other"}]
)
def test_a_person_with_wrong_details_is_not_added(page, administrator, customer, wrong):
    before = User.objects.count()
    answer = page(administrator).post(reverse("admin:core_user_add"), new_person(**wrong))
    assert answer.status_code == 200
    assert User.objects.count() == before


def change(person: User, **changes) -> dict:
    words = {"email": person.email, "display_name": person.display_name, "language": "", "time_zone": "UTC", "is_active": "on"}
    inline = {"emailaddress_set-TOTAL_FORMS": "0", "emailaddress_set-INITIAL_FORMS": "0"}
    return {**words, **inline, **changes}


def test_a_person_gets_a_role_and_a_new_password(page, administrator, customer):
    EmailAddress.objects.create(user=customer, email=customer.email, verified=True, primary=True)
    browser = page(administrator)
    assert customer.email in browser.get(detail(customer)).text
    inline = {"emailaddress_set-TOTAL_FORMS": "0", "emailaddress_set-INITIAL_FORMS": "0"}
    group = Group.objects.get(name=roles.SUPERVISOR)
    answer = browser.post(detail(customer), change(customer, groups=[group.pk], is_staff="on", **inline))
    assert answer.status_code == 302
    password = reverse("admin:auth_user_password_change", args=[customer.pk])
    assert browser.get(password).status_code == 200
    browser.post(password, {"usable_password": "true", "password1": "correct-horse-9", "password2": "correct-horse-9"})
    customer = User.objects.get(pk=customer.pk)
    assert roles.has_role(customer, roles.SUPERVISOR)
    assert customer.check_password("correct-horse-9")


def test_an_administrator_who_is_no_superuser_can_neither_become_nor_touch_one(page, make_person):
    helper, mighty = make_person("hana", role="administrator"), make_person("zoe", is_superuser=True)
    administrators = Group.objects.get(name=roles.ADMINISTRATOR)
    browser = page(helper)
    browser.post(detail(helper), change(helper, is_superuser="on", is_staff="on", groups=[administrators.pk]))
    browser.post(detail(mighty), change(mighty, display_name="Taken over"))
    answer = browser.post(reverse("admin:auth_user_password_change", args=[mighty.pk]), {"password1": "x", "password2": "x"})
    assert answer.status_code == 403
    helper.refresh_from_db()
    mighty.refresh_from_db()
    assert not helper.is_superuser
    assert mighty.display_name == "Zoe"
