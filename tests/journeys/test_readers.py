"""A page that was read says so itself, in a real browser (HO-28)."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from applications.models import AdvertView
from tests.factories import AdvertFactory, StudentFactory

pytestmark = pytest.mark.django_db(transaction=True)
READER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"  # the browser of tests says it has no head


def read(page: Page, advert) -> None:
    seen = reverse("applications:seen", args=[advert.pk])
    with page.expect_response(lambda answer: answer.url.endswith(seen)) as answer:
        page.goto(reverse("placements:advert", args=[advert.pk]))
    assert answer.value.status == 204


def test_whoever_reads_an_advert_counts_once_signed_in_or_not(visitor, person):
    advert = AdvertFactory()
    page = visitor(user_agent=READER)
    read(page, advert)
    read(page, advert)
    assert AdvertView.objects.count() == 1
    read(person(StudentFactory().user, user_agent=READER), advert)
    assert AdvertView.objects.count() == 2


def test_without_scripts_nobody_is_counted_and_the_page_is_whole(visitor):
    advert = AdvertFactory()
    page = visitor(user_agent=READER, java_script_enabled=False)
    page.goto(reverse("placements:advert", args=[advert.pk]))
    assert page.get_by_role("link", name="Apply").is_visible()
    assert AdvertView.objects.count() == 0
