"""The guided form: saved as somebody types, by one window at a time, and what is still missing."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from microinternships import clock
from microinternships.engine import Refused
from placements import advert_fields
from placements.advert_fields import LABELS, NAMES
from placements.models import Advert
from placements.workflow import copy_to_cycle, save_draft
from tests.factories import AdvertFactory, CycleFactory, HostFactory
from tests.placements.test_writing import answers, the_errors
from tests.threads import at_once

pytestmark = pytest.mark.django_db
QUERIES = 11
QUERIES_WHEN_OVERTAKEN = 54  # half of them are what each form checks in the database


def send(client, advert, **changed):
    return client.post(
        reverse("placements:advert_edit", args=[advert.pk]), answers(advert, **changed)
    )


def typed(client, advert, **changed) -> str:
    return send(client, advert, autosave="1", **changed).content.decode()


def test_what_is_typed_is_saved_and_the_line_says_when(client, advert, host):
    said = typed(client, advert, title="Old maps")
    assert said.startswith("Saved at ")
    assert Advert.objects.values_list("title", "edition").get() == ("Old maps", 1)


def test_what_is_wrong_does_not_keep_the_rest_from_being_saved(client, advert, host):
    said = typed(client, advert, title="Old maps", days="9", places="0")
    assert "but for: Places; Length in days." in said
    stored = Advert.objects.get()
    assert (stored.title, stored.days, stored.places) == ("Old maps", 5, 1)


def test_hours_are_kept_together_or_not_at_all(client, advert, host):
    typed(client, advert, day_starts="20:00", day_ends="08:00")
    stored = Advert.objects.get()
    assert (f"{stored.day_starts:%H:%M}", f"{stored.day_ends:%H:%M}") == ("09:00", "17:30")


@pytest.mark.parametrize(("rest", "kept"), [("60", 60), ("57", 30)])
def test_37_5_hours_are_allowed_and_37_75_are_not(client, advert, host, rest, kept):
    Advert.objects.update(unpaid_break=30, days=2)
    response = send(client, advert, days="5", unpaid_break=rest)
    assert Advert.objects.get().unpaid_break == kept
    assert (response.status_code == 302) == (rest == "60")


def test_words_of_wages_are_pointed_out_while_they_are_typed(client, advert, host):
    said = typed(client, advert, tasks="Draw for a stipend.")
    assert '<div class="field-remarks" id="id_tasks_remarks" hx-swap-oob="true">' in said
    assert "“stipend” reads like pay." in said


def test_what_is_missing_is_told_by_part_in_any_order(client, advert, host):
    Advert.objects.update(summary="", tasks="", place="", state="draft")
    page = client.get(reverse("placements:advert_edit", args=[advert.pk]))
    assert [(part["label"], part["state"]) for part in page.context["parts_left"]] == [
        ("The project", "2 to do"),
        ("Whom you look for", "Complete"),
        ("When", "Complete"),
        ("Where", "1 to do"),
        ("What you reimburse", "Complete"),
    ]


def test_what_is_reimbursed_is_open_until_the_mode_is_known(client, advert, host):
    def costs() -> str:
        page = client.get(reverse("placements:advert_edit", args=[advert.pk]))
        return page.context["parts_left"][-1]["state"]

    for mode, accepted, state in [
        ("", True, "1 to do"),
        ("hybrid", False, "1 to do"),
        ("hybrid", True, "Complete"),
        ("remote", False, "Complete"),
    ]:
        Advert.objects.update(mode=mode, expenses_accepted=accepted, state="draft")
        assert costs() == state


@pytest.mark.parametrize(
    ("mode", "hidden"),
    [
        ("", ["remote"]),
        ("in_person", ["hybrid", "remote"]),
        ("hybrid", ["remote"]),
        ("remote", ["hybrid", *["in_person hybrid"] * 3]),
    ],
)
def test_without_scripts_the_saved_mode_decides_what_is_asked(client, advert, host, mode, hidden):
    Advert.objects.update(mode=mode, state="draft")
    page = client.get(reverse("placements:advert_edit", args=[advert.pk])).text
    parts = re.findall(r'<div[^>]*data-modes="([^"]+)"([^>]*)>', page)
    assert len(parts) == 5
    assert [modes for modes, rest in parts if "hidden" in rest] == hidden


@pytest.mark.parametrize(
    ("gone", "late", "said"),
    [
        (("summary",), False, "1 part needs something before you can submit it. You can leave"),
        (("summary", "place"), True, "2 parts need something before you can submit it. Fill them"),
        ((), True, "Every part is complete, but you cannot submit it:"),
        ((), False, "Every part is complete. Submit it when you are ready."),
    ],
)
def test_the_sentence_above_the_parts_is_true_of_them(client, advert, host, gone, late, said):
    Advert.objects.update(**dict.fromkeys(gone, ""))
    due = advert.cycle.adverts_due_at
    with clock.standing_at(due if late else due - timedelta(seconds=1)):
        page = client.get(reverse("placements:advert_edit", args=[advert.pk])).text
    assert said in page
    assert (" were due on " in page.partition('id="left"')[2].partition("</ul>")[0]) == late


def test_a_second_window_is_told_and_overwrites_only_when_it_saves_again(client, advert, host):
    typed(client, advert, title="First", tab="one", edition=0)
    typed(client, advert, title="First again", tab="one", edition=0)
    told = send(client, advert, title="Second", tab="two", edition=0)
    assert list(the_errors(told)) == ["__all__"]
    assert told.context["form"]["title"].value() == "Second"
    assert Advert.objects.get().title == "First again"
    assert told.context["edition"] == "0"
    assert told.context["advert"].edition == 2
    seen = {"edition": 0, "seen": 2}
    said = typed(client, advert, title="Second", tab="two", **seen)
    assert said.startswith('<strong class="unsaved">Not saved.</strong> Another window saved')
    assert send(client, advert, title="Second", tab="two", **seen).status_code == 302
    assert Advert.objects.get().title == "Second"
    assert "Not saved." in typed(client, advert, title="Third", tab="one", edition=0)
    assert Advert.objects.get().title == "Second"


def words(response) -> dict[str, list[tuple[str, str]]]:
    told = response.context["differences"]
    return {one.label: [(piece.kind, piece.text) for piece in one.pieces] for one in told}


def test_what_differs_is_told_field_by_field(client, advert, host):
    """Numbers, times, choices, ticks, weeks and modes of days, and what is typed wrong."""
    week_a, week_b = advert.cycle.ordered_weeks
    send(client, advert, tab="one")
    there = {"title": "Maps", "places": "0", "days": "4", "day_ends": "17:00", "sector": "law"}
    told = send(
        client,
        advert,
        **there,
        expenses_accepted=None,
        weeks=[week_b.pk],
        skills=[],
        day_mode_4="remote",
        tab="two",
        edition=0,
    )
    assert words(told) == {
        "Title": [("gone", "Cataloguing a hidden collection of maps"), ("new", "Maps")],
        "Sector": [("gone", "Arts, culture and heritage"), ("new", "Law")],
        "Skills it builds": [("gone", "Teamwork and Planning")],
        "Places": [("gone", "2"), ("new", "0")],
        "Candidate weeks": [("gone", f"{week_a} and "), ("kept", str(week_b))],
        "Length in days": [("gone", "3"), ("new", "4")],
        "Day ends": [("gone", "17:30"), ("new", "17:00")],
        "The mode of each day": [
            ("kept", "day 1 in person, day 2 "),
            ("gone", "remote and"),
            ("new", "remote,"),
            ("kept", " day 3 in person"),
            ("new", " and day 4 remote"),
        ],
        LABELS["expenses_accepted"]: [("gone", "Yes"), ("new", "No")],
    }
    for response in (told, send(client, advert, **there, tab="two", edition=0, autosave="1")):
        page = response.content.decode()
        assert '<span class="visually-hidden">saved: </span>17:30' in page
        assert '<span class="visually-hidden">typed here: </span>17:00' in page


def test_what_is_ticked_stays_as_it_was_saved_and_the_rest_is_put_in_its_place(
    client, advert, host
):
    send(client, advert, tab="one")
    week = advert.cycle.ordered_weeks[0]
    stays = ["title", "skills", "weeks", "day_ends", "days", "day_modes", "expenses_accepted"]
    mine = {
        "title": "Mine",
        "summary": "Mine too",
        "skills": [],
        "weeks": [week.pk],
        "days": "2",
        "day_ends": "16:00",
        "day_mode_1": "remote",
        "expenses_accepted": None,
        "places": "7",
    }
    before = values(advert)
    told = send(client, advert, **mine, stays=stays, tab="two", edition=0)
    assert [one.name for one in told.context["differences"] if one.stays] == [
        name for name in NAMES if name in stays
    ]
    assert told.context["form"]["title"].value() == "Mine"
    assert values(advert) == before
    assert (
        send(client, advert, **mine, stays=stays, tab="two", edition=0, seen=1).status_code == 302
    )
    assert values(advert) == {**before, "summary": "Mine too", "places": "7"}


def values(advert) -> dict[str, str]:
    return advert_fields.told(Advert.objects.get(pk=advert.pk))


def test_what_stays_and_what_is_typed_have_to_make_sense_together(client, advert, host):
    send(client, advert, days="5", tab="one")
    mine = {"days": "3", "day_ends": "19:30", "tab": "two", "edition": 0}
    told = send(client, advert, **mine, stays=["days"], seen=1)
    assert list(the_errors(told)) == ["day_ends"]
    assert f"{Advert.objects.get().day_ends:%H:%M}" == "17:30"


def test_a_third_window_is_told_of_too(client, advert, host):
    send(client, advert, title="One", tab="one")
    send(client, advert, title="Three", tab="three")
    told = send(client, advert, title="Two", tab="two", edition=0, seen=1)
    assert words(told) == {"Title": [("gone", "Three"), ("new", "Two")]}
    assert Advert.objects.get().title == "Three"


def test_when_nothing_differs_saving_again_goes_on(client, advert, host):
    send(client, advert, tasks="List\nand draw.", tab="one")
    told = send(client, advert, tasks="List\r\nand draw.", tab="two", edition=0)
    assert "Nothing: what stands here is what was saved." in told.content.decode()
    assert send(client, advert, tab="two", edition=0, seen=1).status_code == 302


OTHERWISE = {
    "title": "Maps",
    "summary": "Another",
    "description": "Another",
    "self_contained": None,
    "tasks": "Another",
    "shadowing": "Another",
    "outcomes": "Another",
    "supervision": "Another",
    "sector": "law",
    "skills": [],
    "requirements": "Another",
    "question": "Why?",
    "places": "3",
    "day_starts": "08:00",
    "day_ends": "15:00",
    "unpaid_break": "30",
}


@pytest.mark.parametrize("fields", [1, 3, len(OTHERWISE)])
def test_what_differs_costs_the_same_however_much_it_is(
    client, advert, host, fields, django_assert_num_queries
):
    send(client, advert, tab="one")
    page = reverse("placements:advert_edit", args=[advert.pk])
    mine = answers(advert, **dict(list(OTHERWISE.items())[:fields]), tab="two", edition=0)
    with django_assert_num_queries(QUERIES_WHEN_OVERTAKEN):
        told = client.post(page, mine)
    assert len(told.context["differences"]) == fields


@pytest.mark.parametrize("stays", ["state", "edition", "day_mode_9", "\0"])
def test_nothing_but_a_field_can_stay(client, advert, host, stays):
    assert send(client, advert, title="Mine", stays=[stays]).status_code == 302
    assert Advert.objects.get().title == "Mine"


@pytest.mark.parametrize("edition", ["", "-1", "x", "²", "99"])
def test_a_form_that_does_not_say_what_it_read_overwrites_nothing(client, advert, host, edition):
    send(client, advert, title="Changed", edition=edition, tab="")
    assert Advert.objects.get().title == advert.title


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_at_once_one_is_told():
    advert = AdvertFactory(state="draft")
    host = HostFactory(organisation=advert.organisation).user

    def saving(tab):
        def work():
            mine = Advert.objects.get(pk=advert.pk)
            mine.title = tab
            try:
                save_draft(mine, by=host, fields=["title"], edition=0, tab=tab)
            except Refused as refused:
                return [one.code for one in refused.refusals]
            return tab

        return work

    found = at_once(saving("one"), saving("two"))
    assert ["overtaken"] in found
    assert Advert.objects.get().title in found


def test_a_draft_that_was_sent_meanwhile_is_not_touched(client, advert, host):
    Advert.objects.update(state="submitted")
    said = typed(client, advert, title="Late")
    assert "Not saved.</strong> This can no longer be changed" in said
    assert Advert.objects.get().title == advert.title


def test_the_preview_is_the_students_page(client, advert, host):
    response = send(client, advert, title="Old maps", preview="Save and preview")
    assert response.url == reverse("placements:advert", args=[advert.pk])
    assert "Old maps" in client.get(response.url).content.decode()


def test_access_is_ticked_and_written(client, advert, host):
    send(client, advert, access_facts=["step-free", "hearing-loop"], access="Ring twice.")
    page = client.get(reverse("placements:advert", args=[advert.pk])).content.decode()
    for words in ("Step-free access", "A hearing loop", "Ring twice."):
        assert words in page
    assert "A quiet space" not in page


def test_a_new_advert_may_start_from_an_earlier_one(client, host, advert):
    other = CycleFactory(phase="collecting")
    address = reverse("placements:advert_new")
    sent = {"organisation": advert.organisation_id, "cycle": other.pk, "copied": advert.pk}
    client.post(address, {**sent, "title": ""})
    client.post(address, {**sent, "title": "Anew"})
    made = Advert.objects.filter(cycle=other).order_by("pk")
    assert [(one.title, one.tasks, one.state) for one in made] == [
        (advert.title, advert.tasks, "draft"),
        ("Anew", advert.tasks, "draft"),
    ]
    stranger = AdvertFactory()
    assert list(the_errors(client.post(address, {**sent, "copied": stranger.pk}))) == [
        "copied",
        "title",
    ]
    assert copy_to_cycle(advert, cycle=advert.cycle, by=host).edition == 0


def test_a_copy_belongs_to_the_organisation_that_was_chosen(client, host, advert):
    other = HostFactory(user=host).organisation
    cycle = CycleFactory(phase="collecting")
    sent = {"organisation": other.pk, "cycle": cycle.pk, "copied": advert.pk, "title": ""}
    client.post(reverse("placements:advert_new"), sent)
    made = Advert.objects.get(cycle=cycle)
    assert (made.organisation, made.tasks) == (other, advert.tasks)


def test_the_form_asks_a_fixed_number_of_queries(client, advert, host, django_assert_num_queries):
    page = reverse("placements:advert_edit", args=[advert.pk])
    client.get(page)
    with django_assert_num_queries(QUERIES):
        client.get(page)
