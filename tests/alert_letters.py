"""What the tests of the apps' alerts share: posting what is due and reading it critically."""

import copy
import re
from datetime import datetime

from django.conf import settings as django_settings
from django.core import mail

from alerts import kinds, ledger, sender
from alerts.models import Alert, Message
from microinternships import clock
from microinternships.engine import Machine
from microinternships.invariants import invariants
from microinternships.templatetags.words import moment

SITE = "https://micro.example.org"
MISSING = "¤"
# Their deadline is an hour of the day on which they go out, and nobody's to keep; or the start of a
# placement, which is told by its host's clock.
UNDATED = (
    *("placement_is_coming", "joining_instructions_missing"),
    *("claim_your_costs", "adverts_to_review", "applications_received", "saved_search_found"),
    *(
        "terms_to_accept",
        "tell_us_how_it_went",
        "payment_still_disputed",
        "payment_still_disputed_office",
    ),
)


def strict(settings) -> None:
    """Let a variable that a template names and nobody gives leave its mark in the letter."""
    settings.SITE_URL = SITE
    templates = copy.deepcopy(django_settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = MISSING + "%s"
    settings.TEMPLATES = templates


def told(machine: Machine) -> dict[str, tuple[str, ...]]:
    """Which kinds each event of ``machine`` tells."""
    return {event.name: event.alerts for event in machine}


class Post:
    """Posts what is queued, reads every letter, and remembers who was told what."""

    def __init__(self):
        self.told: list[tuple[str, int]] = []
        self.letters: dict[str, Message] = {}

    def __call__(self, now: datetime | None = None) -> None:
        sender.send_due(now or clock.now())
        assert [(row.kind, row.reason) for row in Alert.objects.filter(state="failed")] == []
        for message in Message.objects.select_related("alert").order_by("pk"):
            if self.letters.get(message.alert.kind) != message:
                read(message)
                self.letters[message.alert.kind] = message
        sent = Message.objects.order_by("pk").values_list("alert__kind", "recipient")
        self.told = list(sent)
        (nine,) = [one for one in invariants if one.number == 9]
        assert list(nine.check()) == []

    @property
    def kinds(self) -> set[str]:
        return set(self.letters)

    def text(self, kind: str) -> str:
        return self.letters[kind].body_text


def chase(kind: str, now: datetime) -> list[str]:
    """Plan and post at ``now``; the texts of every letter of ``kind`` so far, each of them read."""
    ledger.plan(now)
    post = Post()
    post(now)
    messages = Message.objects.filter(alert__kind=kind).select_related("alert").order_by("pk")
    return [message.body_text for message in messages]


def posted() -> list[tuple[str, str]]:
    """(to, subject) of what is due, once it has gone out."""
    sender.send_due(clock.now())
    assert not Alert.objects.filter(state="failed").exists()
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def read(message: Message) -> None:
    """What is true of every letter."""
    text, line = message.body_text, message.subject_line
    body, signature = text.rsplit("\n-- \n", 1)
    kind = kinds.get(message.alert.kind)
    assert (line and "\n" not in line and line[0].isupper()) or line[0] in "£1234567890", line
    assert len(re.findall(rf"{SITE}/\S+", body)) == 1, "one action with one absolute link"
    switch = f"You can switch this reminder off: {SITE}/account/alerts/"
    assert (switch in signature) == kind.switchable, "an optional letter says how to stop it"
    assert body.rstrip().splitlines()[-2].endswith(":"), "the action stands before its link"
    for wrong in (MISSING, "None", "{{", "{%", "..", "  ", " ,", " .", "()", "“”", "!", "midnight"):
        assert wrong not in f"{line}\n{body}".replace("://", ""), (kind.name, wrong, text)
    assert signature.startswith("Oxford Micro-Internships, the Internship Office\n")
    if message.alert.deadline and kind.name not in UNDATED:
        words = moment(message.alert.deadline)
        assert f"{words} (Oxford time)" in text, (kind.name, words, text)
    for day in re.findall(r"\d{1,2} [A-Z][a-z]+ 20\d\d", f"{line}\n{body}"):
        weekday = rf"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day {day}"
        assert re.search(weekday, f"{line}\n{body}"), (kind.name, "weekday", day)
