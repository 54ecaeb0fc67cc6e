from datetime import timedelta

import pytest
from django.core import mail
from django.template import TemplateDoesNotExist

from alerts import sender
from alerts.checks import every_event_names_declared_kinds, every_kind_has_its_template
from alerts.kinds import Chaser, Kind, register
from alerts.mail import write
from tests.alerts.conftest import NOON, alert_for, person_with
from tests.alerts.sample.kinds import GIVEN_UP, NAME_MISSING, WELCOME

pytestmark = pytest.mark.django_db

TEXT = """\
Dear Ada,

Our motto is Dominus <illuminatio> & mea.
What happens next:
- You look at https://example.org/a?b=1&c=2
- You write & send

See your page:
https://micro.example.org/you/?a=1&b=2

-- 
Oxford Micro-Internships, the Internship Office
micro-internships@careers.ox.ac.uk
https://micro.example.org
"""


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://micro.example.org"


@pytest.fixture
def ada(db):
    return person_with(email="ada@example.org", name="Ada <Example> & Co")


@pytest.fixture
def letter(ada):
    return write(WELCOME, alert_for(ada, kind="welcome", deadline=None), ada, ada)


def test_one_template_gives_subject_and_text(letter):
    assert letter.subject_line == "Welcome, Ada <Example> & Co"
    assert letter.text == TEXT


def test_the_html_says_the_same_escaped(letter):
    assert "Ada <Example>" not in letter.html
    assert "Welcome, Ada &lt;Example&gt; &amp; Co</h1>" in letter.html
    assert "Dominus &lt;illuminatio&gt; &amp; mea." in letter.html
    assert letter.html.count("<li") == 2
    assert 'href="https://micro.example.org/you/?a=1&amp;b=2"' in letter.html
    assert ">See your page</a>" in letter.html


def test_styles_are_inlined_for_mail_readers(letter):
    assert '<h1 style="' in letter.html


def test_what_goes_over_the_wire(declare, ada):
    declare(WELCOME)
    alert = alert_for(ada, kind="welcome", deadline=None)
    sender.send_due(NOON)
    message = mail.outbox[0].message()
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Welcome, Ada <Example> & Co"
    assert message["Reply-To"] == "micro-internships@careers.ox.ac.uk"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == (
        f"<alert-{alert.pk}-{alert.queued_at:%Y%m%d%H%M%S}@micro.example.org>"
    )
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_a_reminder_names_its_deadline_with_weekday_time_and_zone(person):
    letter = write(NAME_MISSING, alert_for(person), person, person)
    assert (
        letter.subject_line
        == "Tell us your name by Monday 19 October 2026, 12:00 noon, Oxford time"
    )
    assert letter.text.startswith("Dear ada@example.org,\n\nYour account has no name yet.\n\n")


def test_a_mail_without_an_action_has_no_button(person):
    about = alert_for(person)
    letter = write(GIVEN_UP, alert_for(person, kind="given_up"), about, person)
    assert 'class="action"' not in letter.html
    assert letter.text.startswith("It could not be sent.\n\n-- \n")


def test_a_kind_without_template_is_not_sent_and_is_found_at_start_up(declare, person):
    lost = Kind("lost", subject="accounts.user", recipients=lambda user: [user])
    declare(lost, WELCOME)
    with pytest.raises(TemplateDoesNotExist):
        write(lost, alert_for(person, kind="lost"), person, person)
    assert [(found.id, found.msg) for found in every_kind_has_its_template(None)] == [
        ("alerts.E001", "The alert lost has no template accounts/alerts/lost.txt.")
    ]


def test_an_event_that_tells_an_unfit_kind_is_found_at_start_up(declare, machine):
    declare(GIVEN_UP, WELCOME)
    machine("given_up", "welcome", "unheard_of")
    assert [found.msg for found in every_event_names_declared_kinds(None)] == [
        "alerts.alert “give_up” tells welcome, which is no alert about alerts.alert.",
        "alerts.alert “give_up” tells unheard_of, which is no alert about alerts.alert.",
    ]


def test_a_kind_is_declared_once(declare):
    declare(WELCOME)
    with pytest.raises(ValueError, match="The alert welcome is declared twice"):
        register(WELCOME)


def test_a_chaser_needs_steps():
    with pytest.raises(ValueError, match="has no steps"):
        Chaser(
            "idle",
            subject="accounts.user",
            recipients=lambda user: [user],
            due=lambda now: [],
            deadline=lambda user: NOON + timedelta(days=1),
            steps=(),
        )
