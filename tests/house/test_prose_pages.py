"""Pages of prose: the words they came with, the Office's own, and nothing unsafe in either."""

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import OfficeMember
from microinternships import clock, prose
from pages.models import Page
from tests.factories import HostFactory, OfficeFactory, UserFactory

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "faq": "/faq/",
    "hosts": "/for-hosts/",
    "accessibility": "/accessibility/",
    "host-terms": "/terms-for-hosts/",
}
OWN = {"title": "Ask us", "lead": "We answer.", "body": "## One\n\nTwo **three**"}


def edit(slug: str) -> str:
    return reverse("admin:pages_page_change", args=[Page.objects.get(slug=slug).pk])


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("One\ntwo\n\nThree", "<p>One<br>two</p>\n<p>Three</p>"),
        ("## Big\n### Small\ntext", "<h2>Big</h2>\n<h3>Small</h3>\n<p>text</p>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        (
            "1. **Ask** us\n2. Wait",
            '<ol class="stages"><li><h3>Ask</h3><p>us</p></li><li>Wait</li></ol>',
        ),
        ("Very **good**.", "<p>Very <strong>good</strong>.</p>"),
        (
            "[Look](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2">Look</a></p>',
        ),
        ("[Dates](/dates/)", '<p><a href="/dates/">Dates</a></p>'),
        ("[CC](careerconnect)", f'<p><a href="{settings.CAREERCONNECT_URL}">CC</a></p>'),
        ("ada@example.org", '<p><a href="mailto:ada@example.org">ada@example.org</a></p>'),
        ("#1 - not a heading", "<p>#1 - not a heading</p>"),
        ("", ""),
    ],
)
def test_a_few_signs_become_html(written, html):
    assert prose.render(written) == html


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("## <i>x</i>", "<h2>&lt;i&gt;x&lt;/i&gt;</h2>"),
        ("1. **<b>** <u>", '<ol class="stages"><li><h3>&lt;b&gt;</h3><p>&lt;u&gt;</p></li></ol>'),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>"),
        ("[x](/\\evil.example)", "<p>[x](/\\evil.example)</p>"),
        ("[<b>](/a/)", '<p><a href="/a/">&lt;b&gt;</a></p>'),
        ('[x](https://e.org/"onclick=)', '<p><a href="https://e.org/&quot;onclick=">x</a></p>'),
    ],
)
def test_nothing_else_does(written, html):
    assert prose.render(written) == html


@pytest.mark.parametrize(
    ("slug", "heading", "said"),
    [
        ("faq", "Questions and answers", "<h3>Can I apply?</h3>"),
        ("hosts", "Host an Oxford student for two to five days", "<h3>Describe</h3>"),
        (
            "accessibility",
            "Accessibility",
            "<li>Zoom to 400% without having to scroll sideways.</li>",
        ),
    ],
)
@pytest.mark.parametrize("with_row", [True, False])
def test_a_page_that_nobody_rewrote_says_what_it_came_with(client, slug, heading, said, with_row):
    if not with_row:
        Page.objects.all().delete()
    html = client.get(ADDRESSES[slug]).content.decode()
    assert f"<h1>{heading}</h1>" in html
    assert html.count(said) == 1


def test_the_words_of_the_law_stand_in_the_answers(client):
    html = client.get("/faq/").content.decode()
    assert f'<a href="{settings.BUSINESS_SCHOOL_CAREERS_URL}">Saïd Business School' in html
    assert "local travel (inclusive of bus travel between Oxford and London) and lunch" in html
    assert "the host will not cover any expenses" in html


def test_each_page_has_a_row_to_edit():
    assert set(Page.objects.values_list("slug", flat=True)) == set(Page.Slug.values)


def test_the_office_finds_the_present_words_in_the_form_and_changes_them(client):
    olive = OfficeFactory()
    client.force_login(olive)
    form = client.get(edit("faq")).context["adminform"].form
    assert form["title"].value() == "Questions and answers"
    assert "### Can I apply?" in form["body"].value()
    client.post(edit("faq"), OWN)
    page = Page.objects.get(slug="faq")
    assert (page.changed_by, page.changed_at <= clock.now()) == (olive, True)
    html = client.get("/faq/").content.decode()
    assert "<h1>Ask us</h1>" in html
    assert '<p class="lead">We answer.</p>' in html
    assert "<h2>One</h2>\n<p>Two <strong>three</strong></p>" in html
    assert "Can I apply?" not in html


def test_an_emptied_page_goes_back_to_the_words_it_came_with(client):
    Page.objects.filter(slug="faq").update(**OWN)
    client.force_login(OfficeFactory())
    client.post(edit("faq"), {"title": "Ask us", "lead": "We answer.", "body": " "})
    assert "<h1>Questions and answers</h1>" in client.get("/faq/").content.decode()


@pytest.mark.parametrize("role", [OfficeMember.Role.VIEWER, None])
def test_nobody_else_rewrites_a_page(client, role):
    client.force_login(OfficeFactory(role=role) if role else UserFactory())
    client.post(edit("faq"), OWN)
    assert Page.objects.get(slug="faq").body == ""


def test_pages_are_neither_added_nor_deleted(client):
    client.force_login(OfficeFactory())
    delete = reverse("admin:pages_page_delete", args=[Page.objects.first().pk])
    assert [client.post(url).status_code for url in (reverse("admin:pages_page_add"), delete)] == [
        403,
        403,
    ]


def test_the_page_for_hosts_offers_each_reader_their_next_step(client):
    assert "Create a host account" in client.get("/for-hosts/").content.decode()
    client.force_login(HostFactory().user)
    assert "Go to your host desk" in client.get("/for-hosts/").content.decode()
