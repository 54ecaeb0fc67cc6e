"""Adverts in the Office: read in the order of the advert, changed by buttons that tell."""

import pytest
from django.urls import reverse

from placements import advert_fields
from placements.forms.adverts import DAY_MODES
from placements.models import Advert, Skill
from placements.workflow import advert_machine
from placements.workflow.changes import TERMS, WORDING
from tests.factories import AdvertFactory, OfficeFactory
from tests.office.sent import as_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def advert():
    return AdvertFactory(places=2)


@pytest.fixture
def office(client):
    client.force_login(OfficeFactory(role="caseworker"))


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "suspended"])
def test_the_office_moves_no_advert_and_changes_none_without_a_button(
    client, advert, office, state
):
    """A draft is its host's to write, and what was submitted is read as it came."""
    Advert.objects.update(state=state)
    page = client.get(reverse("admin:placements_advert_change", args=[advert.pk]))
    assert list(page.context["adminform"].form.fields) == []
    told = advert_fields.told(Advert.objects.get())
    assert page.context["parts"] == [
        (part.title, [(advert_fields.LABELS[name], told[name]) for name in part.names])
        for part in advert_fields.PARTS
    ]
    assert f'href="{reverse("placements:advert", args=[advert.pk])}"' in page.text


def test_what_a_colleague_changed_since_is_told_and_stays_where_it_was_left_alone(
    client, advert, office
):
    url = reverse("admin:placements_advert_do", args=[advert.pk, "amend_terms"])
    sent = as_sent(client.get(url), places="4", comment="Two more.")
    colleague = {"by": OfficeFactory(), "comment": "They are closed on Friday."}
    changes = {"days": 4, "lunch_in_kind": True, "places": 3}
    advert_machine.fire("amend_terms", advert, **colleague, changes=changes)
    before = Advert.objects.values().get()
    told = client.post(url, sent)
    assert "Since you opened this page: “Change the terms”." in told.text
    lines = ("Length in days: 5, now 4", "We give lunch: No, now Yes", "Places: 2, now 3")
    assert "<br>".join(("They are closed on Friday.", *lines)) in told.text
    assert Advert.objects.values().get() == before
    assert client.post(url, as_sent(told)).status_code == 302
    stored = Advert.objects.get()
    assert (stored.places, stored.days, stored.lunch_in_kind) == (4, 4, True)


@pytest.mark.parametrize("event", ["amend", "amend_terms"])
def test_the_office_changes_fields_in_the_order_of_the_advert_with_its_own_choices(
    client, advert, office, event
):
    page = client.get(reverse("admin:placements_advert_do", args=[advert.pk, event]))
    form = page.context["form"]
    names = WORDING if event == "amend" else TERMS
    shown = [name for name in form.fields if name not in (*DAY_MODES, "comment")]
    assert shown == [one for one in advert_fields.NAMES if one in names and one != "day_modes"]
    assert f'href="{reverse("placements:advert", args=[advert.pk])}"' in page.text
    assert form.fields["comment"].required
    if event == "amend":
        assert form.fields["skills"].choices == Skill.choices
        assert 'for="id_skills_0">Business awareness</label>' in page.text
    else:
        assert [form[name].label for name in DAY_MODES] == [f"Day {n}" for n in range(1, 6)]


def test_the_office_sets_the_mode_of_each_day(client, advert, office):
    url = reverse("admin:placements_advert_do", args=[advert.pk, "amend_terms"])
    days = {name: "remote" for name in DAY_MODES} | {"day_mode_2": ""}
    sent = as_sent(client.get(url), mode="hybrid", comment="Asked.", **days)
    refused = client.post(url, sent).context["form"].errors
    assert list(refused) == ["day_mode_1"]
    assert client.post(url, {**sent, "day_mode_2": "in_person"}).status_code == 302
    assert Advert.objects.get().day_modes == ["remote", "in_person", "remote", "remote", "remote"]
