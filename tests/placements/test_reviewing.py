"""The Office's review: comments on fields, what changed since, flags, the preview."""

import pytest
from django.urls import reverse

from microinternships.engine import LOOK_AGAIN, Refused
from microinternships.models import Transition
from placements import advert_fields
from placements.comparing import compared
from placements.models import FieldComment, Submission
from placements.workflow import advert_machine
from placements.workflow.review import asked_of
from tests.alert_letters import Post, strict
from tests.factories import AdvertFactory, CycleFactory, HostFactory, OfficeFactory

pytestmark = pytest.mark.django_db
QUERIES = 21
ASKED = {"tasks": "What happens on Friday?", "places": "Could you take two?"}


@pytest.fixture
def host(advert):
    return HostFactory(organisation=advert.organisation).user


@pytest.fixture
def office():
    return OfficeFactory(role="caseworker")


@pytest.fixture
def submitted(advert, host):
    return advert_machine.fire("submit", advert, by=host)


@pytest.fixture
def asked(submitted, office):
    return advert_machine.fire(
        "request_changes", submitted, by=office, comment="Nearly there.", comments=ASKED
    )


def review(advert) -> str:
    return reverse("admin:placements_advert_review", args=[advert.pk])


def test_an_open_advert_is_read_as_students_read_it(client, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"))
    client.force_login(office)
    assert '"datePosted"' in client.get(reverse("placements:advert", args=[advert.pk])).text
    assert client.get(review(advert)).status_code == 200


# What is kept


def test_each_submission_keeps_every_field_in_words(submitted):
    told = Submission.objects.get(advert=submitted).told
    assert set(told) == set(advert_fields.NAMES)
    shown = ("title", "self_contained", "sector", "weeks", "day_starts", "mode", "country")
    weeks = submitted.cycle.ordered_weeks
    assert {name: told[name] for name in shown} == {
        "title": submitted.title,
        "self_contained": "Yes",
        "sector": submitted.get_sector_display(),
        "weeks": f"{weeks[0]} and {weeks[1]}",
        "day_starts": "9:00",
        "mode": "In person",
        "country": "United Kingdom",
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "comment"),
        ({"comment": "  ", "comments": {"tasks": " "}}, "comment"),
        ({"comments": {"state": "Change it."}}, "comments"),
    ],
)
def test_the_office_says_what_it_asks_and_of_which_field(submitted, office, given, code):
    with pytest.raises(Refused) as refused:
        advert_machine.fire("request_changes", submitted, by=office, **given)
    assert refused.value.codes == {code}
    assert FieldComment.objects.count() == 0


@pytest.mark.parametrize("given", [{"comment": "Shorter."}, {"comments": {"tasks": "Shorter."}}])
def test_one_comment_is_enough(submitted, office, given):
    changed = advert_machine.fire("request_changes", submitted, by=office, **given)
    assert changed.state == "changes_requested"
    assert asked_of(changed) == given.get("comments", {})


def test_comments_wait_until_the_advert_comes_back(asked, host):
    assert asked_of(asked) == ASKED
    again = advert_machine.fire("submit", asked, by=host)
    assert asked_of(again) == {}
    assert [made.comments.count() for made in again.submissions.all()] == [2, 0]


# What the host reads


def test_the_host_reads_each_comment_beside_its_field_and_on_the_adverts_page(client, asked, host):
    client.force_login(host)
    form = client.get(reverse("placements:advert_edit", args=[asked.pk])).context["form"]
    said = {field.name: [one.text for one in field.remarks] for field in form if field.remarks}
    assert said == {name: [text] for name, text in ASKED.items()}
    assert f"{form['tasks'].auto_id}_remarks" in form["tasks"].aria_describedby.split()
    page = client.get(reverse("placements:advert_host", args=[asked.pk])).content.decode()
    for words in ("Nearly there.", *ASKED.values()):
        assert words in page


def test_the_letter_names_each_field(settings, submitted, office):
    strict(settings)
    post = Post()
    advert_machine.fire("request_changes", submitted, by=office, comments=ASKED)
    post()
    text = post.text("advert_changes_requested")
    assert "On “Places”: “Could you take two?”" in text
    assert "The Office writes" not in text


def test_words_of_wages_are_pointed_out_and_stop_nothing(client, advert, host):
    type(advert).objects.update(description="You get a stipend of £12 per hour.")
    client.force_login(host)
    form = client.get(reverse("placements:advert_edit", args=[advert.pk])).context["form"]
    assert [(one.kind, one.text.split("”")[0]) for one in form["description"].remarks] == [
        ("wages", "“stipend"),
        ("wages", "“£12 per hour"),
    ]
    assert form["tasks"].remarks == []
    assert advert_machine.fire("submit", advert, by=host).state == "submitted"


# What the Office reads


def test_the_review_has_every_field_the_preview_and_the_flags(client, submitted, office):
    type(submitted).objects.update(tasks="Draw for a bonus & more.")
    client.force_login(office)
    response = client.get(review(submitted))
    page = response.content.decode()
    assert [row.name for _, rows in response.context["parts"] for row in rows] == [
        *advert_fields.NAMES
    ]
    assert "Draw for a <mark>bonus</mark> &amp; more." in page
    assert [(label, name) for label, name, _ in response.context["flags"]] == [
        ("What the student will observe and do", "tasks")
    ]
    assert "What you will observe and do" in page  # the student's own heading
    assert response.context["changes"] == []


def test_comments_are_sent_from_the_review(client, submitted, office):
    client.force_login(office)
    empty = client.post(review(submitted), {"on_tasks": " "})
    assert list(empty.context["form"].errors) == ["comment"]
    sent = client.post(review(submitted), {"on_tasks": "Say more.", "comment": ""})
    assert sent.url == f"{reverse('admin:placements_advert_changelist')}?state__exact=submitted"
    submitted.refresh_from_db()
    assert asked_of(submitted) == {"tasks": "Say more."}
    assert "Comment<" not in client.get(review(submitted)).content.decode()


def test_what_comes_back_shows_each_comment_with_what_became_of_it(client, asked, host, office):
    asked.tasks = f"{asked.tasks} On Friday you present it."
    asked.summary = "Put a map room in order"
    asked.save()
    again = advert_machine.fire("submit", asked, by=host)
    client.force_login(office)
    response = client.get(review(again))
    found = {change.label: (change.asked, change.changed) for change in response.context["changes"]}
    assert found == {
        "The project in one line": ("", True),
        "What the student will observe and do": (ASKED["tasks"], True),
        "Places": (ASKED["places"], False),
    }
    assert response.context["asked_of_all"] == "Nearly there."
    page = response.content.decode()
    assert "On Friday you present it.</ins>" in page
    assert page.count("Not changed") == 1


def test_the_first_press_approves(client, submitted, office):
    client.force_login(office)
    approve = reverse("admin:placements_advert_do", args=[submitted.pk, "approve"])
    pressed = f"{approve}?read={last_of(submitted)}"
    assert f'action="{pressed}"' in client.get(review(submitted)).text
    assert client.post(pressed).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == "approved"


@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_nobody_decides_about_what_was_sent_again_since_they_opened_the_page(
    client, submitted, office, host, decision
):
    """A colleague asked for changes meanwhile, and the host made some."""
    client.force_login(office)
    decide = reverse("admin:placements_advert_do", args=[submitted.pk, decision])
    read = last_of(submitted)
    assert f'{decide}?read={read}"' in client.get(review(submitted)).text
    assert hidden(read) in client.get(f"{decide}?read={read}").text
    asked = advert_machine.fire("request_changes", submitted, by=office, comments=ASKED)
    advert_machine.fire("submit", asked, by=host)
    since = "Since you opened this page: “Request changes” and “Submit to the Office”."
    for address, sent in ((decide, {"comment": "No."}), (review(submitted), {"comment": "More."})):
        answer = client.post(address, {"read": read, **sent})
        (said,) = answer.context["form"].non_field_errors()
        assert said == f"{since} {LOOK_AGAIN}"
        assert sent["comment"] in answer.text
        assert hidden(last_of(submitted)) in answer.text
    told = client.get(f"{decide}?read={read}").context["missed"]
    assert [row.label for row in told] == ["Request changes", "Submit to the Office"]
    assert client.post(decide, {"read": last_of(submitted), "comment": "No."}).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == {"approve": "approved", "decline": "declined"}[decision]


def last_of(advert) -> int:
    return Transition.objects.last_of(advert)


def hidden(read: int) -> str:
    return f'<input type="hidden" name="read" value="{read}">'


def test_the_button_of_the_record_leads_to_the_review(client, submitted, office):
    client.force_login(office)
    button = reverse("admin:placements_advert_do", args=[submitted.pk, "request_changes"])
    assert client.get(button).url == review(submitted)


def test_a_viewer_reads_the_review_and_sends_nothing(client, submitted):
    client.force_login(OfficeFactory(role="viewer"))
    assert client.get(review(submitted)).context["buttons"] == []
    assert client.post(review(submitted), {"comment": "No."}).status_code == 403


@pytest.mark.parametrize("person", [None, HostFactory])
def test_nobody_else_reaches_the_review(client, submitted, person):
    if person:
        client.force_login(person().user)
    assert client.get(review(submitted)).status_code == 302


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_review_asks_as_many_queries_after_three_rounds_as_after_one(
    client, submitted, host, office, rounds, django_assert_num_queries
):
    AdvertFactory.create_batch(rounds, organisation=submitted.organisation)
    for _ in range(rounds):
        advert_machine.fire("request_changes", submitted, by=office, comments=ASKED)
        advert_machine.fire("submit", submitted, by=host)
    client.force_login(office)
    client.get(review(submitted))
    with django_assert_num_queries(QUERIES):
        client.get(review(submitted))


# Comparing


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("Same", "Same", [("kept", "Same")]),
        ("", "New", [("new", "New")]),
        ("Old", "", [("gone", "Old")]),
        ("3", "5", [("gone", "3"), ("new", "5")]),
        (
            "Read the old letters here",
            "Read the new letters here",
            [("kept", "Read the "), ("gone", "old"), ("new", "new"), ("kept", " letters here")],
        ),
        (
            "One two three",
            "One two three four",
            [("kept", "One two three"), ("new", " four")],
        ),
        ("A b c d e", "V w x y z", [("gone", "A b c d e"), ("new", "V w x y z")]),
    ],
)
def test_what_stayed_went_and_came(before, after, pieces):
    found = compared(before, after)
    assert [(piece.kind, piece.text) for piece in found] == pieces
    assert "".join(piece.text for piece in found if piece.kind != "new") == before
    assert "".join(piece.text for piece in found if piece.kind != "gone") == after
