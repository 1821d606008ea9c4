"""The language of an answer: `?language=`, then the person's, then the browser's."""

from __future__ import annotations

import pytest
from django.utils import translation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("supportdesk.core.tests.api_doors")]
SPEAK = "/support/speak"
YES = {"en": "Yes", "es": "Sí", "fr": "Oui", "de": "Ja", "ar": "نعم", "zh-hans": "是"}


@pytest.mark.parametrize(
    ("query", "own", "accepted", "spoken"),
    [
        ("", "", "", "en"),
        ("", "", "de", "de"),
        ("", "", "es-MX,en;q=0.5", "es"),
        ("", "", "zh-CN", "zh-hans"),
        ("", "", "xx,fr;q=0.5", "fr"),
        ("", "", "xx", "en"),
        ("", "ar", "de", "ar"),
        ("?language=fr", "ar", "de", "fr"),
        ("?language=fr-CA", "", "de", "fr"),
        ("?language=FR", "", "de", "fr"),
        ("?language=xx", "ar", "de", "ar"),
        ("?language=", "ar", "de", "ar"),
        ("?language=xx", "", "de", "de"),
        ("?language=%00&language=%ff", "", "de", "de"),
        ("?language=" + "e" * 600, "", "de", "de"),
    ],
)
def test_who_decides(api, make_person, query, own, accepted, spoken):
    person = make_person("ana", language=own) if own else None
    response = api(person).get(SPEAK + query, headers={"Accept-Language": accepted})
    assert response.json()["yes"] == YES[spoken]
    assert response["Content-Language"] == spoken


def test_the_session_of_the_pages_speaks_its_language_too(client, make_person):
    client.force_login(make_person("ana", language="fr"))
    assert client.get(SPEAK, headers={"Accept-Language": "de"}).json()["yes"] == "Oui"


def test_refusals_and_limits_are_in_the_language_of_the_person(api, make_person, settings):
    client = api(make_person("ana", language="de"))
    refused = client.delete(SPEAK)
    with translation.override("de"):
        assert refused.json()["errors"][0]["detail"] == translation.gettext('Method "{method}" not allowed.').format(
            method="DELETE"
        )
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "person": "0/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    assert client.get(SPEAK)["Content-Language"] == "de"


def test_one_persons_language_does_not_stay_for_the_next(api, make_person):
    api(make_person("ana", language="ar")).get(SPEAK)
    assert api().get(SPEAK).json()["yes"] == "Yes"


def test_times_are_in_utc_by_every_door(api, client, make_person):
    person = make_person("ana", time_zone="Asia/Tokyo")
    client.force_login(person)
    assert client.get(SPEAK).json()["now"].endswith("Z")
    assert api(person).get(SPEAK).json()["now"].endswith("Z")
