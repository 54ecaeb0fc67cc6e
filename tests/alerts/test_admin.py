import pytest
from django.urls import reverse

from accounts.models import OfficeMember, User
from alerts import sender
from alerts.models import Alert
from tests.alerts.conftest import NOON, alert_for, person_with
from tests.alerts.sample.kinds import NAME_MISSING

pytestmark = pytest.mark.django_db
LIST = "admin:alerts_alert_changelist"
QUERIES = 7


def office(role: str) -> User:
    member = User.objects.create(email=f"{role}@careers.example.org", name="Office Person")
    OfficeMember.objects.create(user=member, role=role)
    return member


@pytest.fixture
def manager(client) -> None:
    client.force_login(office(OfficeMember.Role.MANAGER))


@pytest.mark.usefixtures("manager")
class TestManager:
    def test_the_office_reads_what_was_sent(self, client, declare, person):
        declare(NAME_MISSING)
        alert = alert_for(person)
        sender.send_due(NOON.replace(day=17))
        page = client.get(reverse("admin:alerts_alert_change", args=[alert.pk])).content.decode()
        assert "Tell us your name by Monday 19 October 2026, 12:00 noon, Oxford time" in page
        assert "Your account has no name yet." in page
        assert 'name="_save"' not in page

    def test_the_ledger_cannot_be_written_by_hand(self, client, person):
        alert = alert_for(person)
        paths = [
            reverse("admin:alerts_alert_add"),
            reverse("admin:alerts_alert_change", args=[alert.pk]),
            reverse("admin:alerts_alert_delete", args=[alert.pk]),
        ]
        assert [client.post(path, {"state": "sent"}).status_code for path in paths] == [403] * 3

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({}, {"T-7d", "T-2d", "T-6h"}),
            ({"state__exact": "failed"}, {"T-2d"}),
            ({"kind__exact": "welcome"}, {"T-6h"}),
            ({"q": "other@example.org"}, {"T-7d"}),
        ],
    )
    def test_filters_and_search(self, client, person, asked, shown):
        other = person_with(email="other@example.org")
        alert_for(other, step="T-7d")
        alert_for(person, step="T-2d", state="failed")
        alert_for(person, step="T-6h", kind="welcome")
        found = client.get(reverse(LIST), asked).context["cl"].queryset
        assert {alert.step for alert in found} == shown

    @pytest.mark.parametrize(
        ("state", "after", "sentence"),
        [
            ("failed", "queued", "1 failed alert queued again."),
            ("skipped", "skipped", "None of these failed, so none was queued again."),
        ],
    )
    def test_a_failed_alert_is_queued_again_by_a_button(
        self, client, person, state, after, sentence
    ):
        alert = alert_for(person, state=state, attempts=4)
        asked = {"action": "queue_again", "_selected_action": [alert.pk]}
        page = client.post(reverse(LIST), asked, follow=True)
        assert [str(message) for message in page.context["messages"]] == [sentence]
        assert Alert.objects.get().state == after

    @pytest.mark.parametrize("count", [1, 3, 50])
    def test_the_list_asks_the_same_few_questions_at_any_size(
        self, client, django_assert_num_queries, count
    ):
        for n in range(count):
            alert_for(person_with(email=f"p{n}@example.org"))
        client.get(reverse(LIST))
        with django_assert_num_queries(QUERIES):
            client.get(reverse(LIST))


def test_a_viewer_cannot_queue_again(client, person):
    client.force_login(office(OfficeMember.Role.VIEWER))
    alert = alert_for(person, state="failed", attempts=4)
    client.post(reverse(LIST), {"action": "queue_again", "_selected_action": [alert.pk]})
    assert Alert.objects.get().state == "failed"


def test_nobody_else_sees_the_ledger(client, person):
    client.force_login(person)
    assert client.get(reverse(LIST)).status_code == 302
