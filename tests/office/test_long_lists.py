"""The Office's lists stay as quick after ten years as after one: they do not count for ever."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from microinternships.office import OfficePaginator
from placements.models import Advert
from tests import factories

ADVERTS = reverse("admin:placements_advert_changelist")
pytestmark = pytest.mark.django_db


@pytest.fixture
def adverts(client, monkeypatch):
    monkeypatch.setattr(OfficePaginator, "MOST", 30)
    client.force_login(factories.OfficeFactory())
    factories.AdvertFactory.create_batch(29)


def page(client, **query) -> str:
    return " ".join(client.get(ADVERTS, query).text.split())


def test_a_list_that_ends_is_counted(adverts, client):
    told = page(client)
    assert "29 adverts" in told
    assert "or more" not in told


@pytest.mark.parametrize("more", [1, 2, 30])
def test_a_list_that_goes_on_says_so(more, adverts, client):
    factories.AdvertFactory.create_batch(more)
    told = page(client)
    assert "30 or more adverts" in told
    assert "results (" not in told


def test_what_comes_after_the_last_page_is_found_by_searching(adverts, client):
    oldest = Advert.objects.order_by("pk").first()
    Advert.objects.filter(pk=oldest.pk).update(title="Written once only")
    factories.AdvertFactory.create_batch(60)
    assert "Written once only" not in page(client, p=2)
    told = page(client, q="Written once only")
    assert reverse("admin:placements_advert_change", args=[oldest.pk]) in told
    assert "1 result (" in told


def test_no_more_rows_are_counted_than_that(adverts, client):
    with CaptureQueriesContext(connection) as queries:
        client.get(ADVERTS)
    (counted,) = [one["sql"] for one in queries if "COUNT(*)" in one["sql"]]
    assert f"LIMIT {OfficePaginator.MOST}" in counted


def test_the_title_tells_what_was_found_of_all(adverts, client):
    assert "results (" not in page(client)
    assert "29 results (" in page(client, state__exact="approved")
