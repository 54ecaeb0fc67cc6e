"""The kinds of alert. Each app declares its own in its ``alerts.py``::

    from alerts.kinds import Chaser, Kind, register

    register(
        Kind(
            "application_received",
            subject="applications.application",
            recipients=lambda application: [application.student.user],
        ),
        Chaser(
            "draft_not_submitted",
            subject="applications.application",
            recipients=lambda application: [application.student.user],
            due=lambda now: Application.objects.drafts().select_related("student__user"),
            deadline=lambda application: application.round.closes_at,
            steps=("T-7d", "T-2d", "T-6h"),
            since=lambda application: application.created_at,
            still_true=lambda draft, alert: "" if draft.is_draft else "no longer a draft",
            optional=True,
            label="Reminders of an application that you have not sent",
            audience=STUDENT,
        ),
    )

An event's row in ``workflow.py`` names the kinds it tells: ``alerts=("application_received",)``.
The words stand in one plain-text template, ``templates/<app>/alerts/<name>.txt``, where <app> is
the app of the subject; :mod:`alerts.mail` says how to write it.
"""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from alerts.timing import Step, moments

Attachment = tuple[str, bytes, str]
LIST = "list"


def _always(subject, alert) -> str:
    return ""


def _nothing_more(subject, recipient) -> dict[str, Any]:
    return {}


def _nothing_attached(subject, recipient) -> list[Attachment]:
    return []


def _at_once(subject) -> None:
    return None


def _nowhere(subject) -> str:
    return ""


def _came_to_be(subject) -> datetime | None:
    return getattr(subject, "created_at", None)


@dataclass(frozen=True)
class Kind:
    """Told when an event happens, or at ``when(subject)`` if that is later (held outcomes).

    ``subject`` is the label of the model whose event it is. ``recipients`` is
    asked when the alert is queued and again when it is sent: a person no longer
    among them is not written to. They are accounts; or the subject itself, which
    then has an ``email``, such as an invitation to somebody without an account.
    ``still_true`` answers with an empty string, or with the reason why the alert
    is moot. ``context`` adds to what the template has anyway: the subject under
    its model's name, ``recipient`` and ``deadline``. ``attachments`` gives (file
    name, content, type). ``stop_url`` is a path that ends such mail by one press,
    without signing in (RFC 8058). ``optional`` kinds keep quiet hours and follow
    preferences: ``label`` is what the page of preferences calls them, and
    ``audience`` (student, host, office, or LIST for the mailing list, which has
    its own) is to whom it shows them.
    """

    name: str
    _: KW_ONLY
    subject: str
    recipients: Callable[[Any], Iterable[Any]]
    when: Callable[[Any], datetime | None] = _at_once
    still_true: Callable[[Any, Any], str] = _always
    context: Callable[[Any, Any], dict[str, Any]] = _nothing_more
    attachments: Callable[[Any, Any], Iterable[Attachment]] = _nothing_attached
    stop_url: Callable[[Any], str] = _nowhere
    optional: bool = False
    label: str = ""
    audience: str = ""

    @property
    def switchable(self) -> bool:
        """Whether whoever is told can switch it off on the page of preferences."""
        return self.optional and self.audience != LIST

    @property
    def subject_type(self) -> str:
        return self.subject.lower()

    @property
    def template(self) -> str:
        app = self.subject_type.split(".")[0]
        return f"{app}/alerts/{self.name}.txt"

    def about(self, subject: Model) -> bool:
        return subject._meta.label_lower == self.subject_type


@dataclass(frozen=True)
class Chaser(Kind):
    """Told at ``steps`` before and after ``deadline(subject)`` of each row in ``due(now)``.

    ``due`` should fetch whatever the other callables read. No deadline, no
    reminder. ``since`` is when there first was something to chase; a step that
    had passed by then is never sent.
    """

    due: Callable[[datetime], QuerySet] = field(kw_only=True)
    deadline: Callable[[Any], datetime | None] = field(kw_only=True)
    steps: tuple[str, ...] = field(kw_only=True)
    since: Callable[[Any], datetime | None] = field(default=_came_to_be, kw_only=True)

    def __post_init__(self) -> None:
        if not self.parsed:
            raise ValueError(f"The chaser {self.name} has no steps.")

    @cached_property
    def parsed(self) -> tuple[Step, ...]:
        return tuple(Step.parse(name) for name in self.steps)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.parsed if step.name == name), None)

    def reached(self, subject, deadline: datetime, now: datetime) -> list[tuple[Step, datetime]]:
        """The steps of ``deadline`` whose moment has come by ``now``, earliest first."""
        planned = moments(
            self.parsed, deadline, since=self.since(subject), considerate=self.optional
        )
        return [(step, moment) for step, moment in planned if moment <= now]


_kinds: dict[str, Kind] = {}
_always_told: dict[str, list[str]] = {}


def register(*kinds: Kind) -> None:
    """Declare kinds. A name is declared once, whatever its app; raises ValueError otherwise."""
    for kind in kinds:
        if kind.name in _kinds:
            raise ValueError(f"The alert {kind.name} is declared twice.")
        _kinds[kind.name] = kind


def always_told(audience: str, *what: str) -> None:
    """Say in plain words, for the page of preferences, what ``audience`` cannot switch off."""
    _always_told.setdefault(audience, []).extend(what)


def never_off(audience: str) -> list[str]:
    return list(_always_told.get(audience, ()))


def get(name: str) -> Kind:
    """Raises KeyError for a name that no app declared."""
    return _kinds[name]


def find(name: str) -> Kind | None:
    return _kinds.get(name)


def in_words(name: str) -> str:
    """A kind as the Office reads it, as in "Draft not submitted"."""
    return name.replace("_", " ").capitalize()


def every() -> list[Kind]:
    return list(_kinds.values())


def chasers() -> list[Chaser]:
    return [kind for kind in _kinds.values() if isinstance(kind, Chaser)]
