"""The ledger, where an alert is a row before it is a message; the mailing list; the news."""

import secrets
from datetime import datetime
from urllib.parse import urljoin

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from microinternships import clock, prose


class AlertState(models.TextChoices):
    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    SKIPPED = "skipped", "Skipped"
    FAILED = "failed", "Failed"


class AlertQuerySet(models.QuerySet):
    def of(self, subject: models.Model) -> "AlertQuerySet":
        """Every alert about one row."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def due(self, now: datetime) -> "AlertQuerySet":
        """What the sender should take up at ``now``, longest waiting first."""
        return self.filter(state=AlertState.QUEUED, next_try_at__lte=now).order_by(
            "next_try_at", "pk"
        )


class Alert(models.Model):
    """One thing that one person must be told once.

    The key is (kind, subject, recipient or subscription, deadline, step): ``deadline`` is the
    value of the date chased, so a moved date makes new keys. The step is a
    chaser's "T-2d", or "t17" for what transition 17 has to tell.

    ``recipient`` is an id that outlives its account, as in the history, so that
    the ledger can still be proved complete; the words go with the account
    (:class:`Message`). It is empty when there was nobody to tell, when the alert
    goes to an address on the mailing list, which is its ``subscription``, and
    when it goes ``to_subject``: to the address that its subject carries.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    subscription = models.ForeignKey(
        "alerts.Subscription",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    to_subject = models.BooleanField(default=False)
    deadline = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=30)
    transition_id = models.BigIntegerField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.QUEUED)
    reason = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField(default=clock.real_now)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "kind",
                    "subject_type",
                    "subject_id",
                    "recipient",
                    "subscription",
                    "deadline",
                    "step",
                ],
                nulls_distinct=False,
                name="alert_once",
                violation_error_message="This alert is already in the ledger.",
            ),
            models.CheckConstraint(
                condition=Q(recipient=None, subscription=None)
                | (Q(to_subject=False) & (Q(recipient=None) | Q(subscription=None))),
                name="alert_goes_to_one",
                violation_error_message="An alert goes to an account or to an address, not both.",
            ),
            models.CheckConstraint(
                condition=Q(state=AlertState.SENT, sent_at__isnull=False)
                | (~Q(state=AlertState.SENT) & Q(sent_at__isnull=True)),
                name="alert_sent_has_time",
                violation_error_message="A sent alert has the time at which it was sent.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="alerts_waiting", condition=Q(state="queued")
            ),
            models.Index(fields=["subject_type", "subject_id"], name="alerts_of_subject"),
            models.Index(
                fields=["transition_id"],
                name="alerts_of_transition",
                condition=Q(transition_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} for {self.subject_type} {self.subject_id}"

    def subject(self) -> models.Model | None:
        """The row that the alert is about as it stands now, or None when it is gone."""
        model = apps.get_model(self.subject_type)
        return model._base_manager.filter(pk=self.subject_id).first()


class Message(models.Model):
    """The words of a sent alert, as sent; erased with the person who received them."""

    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="message")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    subscription = models.ForeignKey(
        "alerts.Subscription", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    subject_line = models.CharField(max_length=250)
    body_text = models.TextField()
    body_html = models.TextField()

    def __str__(self) -> str:
        return self.subject_line


class SwitchedOff(models.Model):
    """An optional kind that somebody does not want to be told."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts_switched_off"
    )
    kind = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="alert_switched_off_once",
                violation_error_message="This alert is switched off already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user}"


class Topic(models.TextChoices):
    """What a subscriber may want to hear of."""

    VACANCIES = "vacancies", "New adverts, when a round opens"
    DEADLINES = "deadlines", "Deadlines, three days before applications close"
    NEWS = "news", "News from the Internship Office"


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SubscriptionQuerySet(models.QuerySet):
    def on_list(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False, unsubscribed_at=None)

    def wanting(self, topic: Topic) -> "SubscriptionQuerySet":
        return self.on_list().filter(topics__contains=[topic])


class Subscription(models.Model):
    """An address on the Internship Alerts mailing list, with an account or without.

    ``token`` is only ever told to the address, so whoever holds it reads that mail.
    """

    email = models.EmailField("e-mail address", unique=True)
    topics = ArrayField(models.CharField(max_length=10, choices=Topic.choices))
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    asked_at = models.DateTimeField("asked")
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True)
    unsubscribed_at = models.DateTimeField("unsubscribed", null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="subscription_email_in_small_letters",
                violation_error_message="Write the address in small letters.",
            ),
            models.CheckConstraint(
                condition=Q(topics__len__gt=0),
                name="subscription_wants_something",
                violation_error_message="Choose at least one topic.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def on_list(self) -> bool:
        return self.confirmed_at is not None and self.unsubscribed_at is None

    @property
    def topic_labels(self) -> list[str]:
        return [topic.label for topic in Topic if topic in self.topics]

    @property
    def manage_url(self) -> str:
        return self._url("manage")

    @property
    def unsubscribe_url(self) -> str:
        return self._url("unsubscribe")

    def _url(self, name: str) -> str:
        return urljoin(settings.SITE_URL, reverse(f"alerts:{name}", args=[self.token]))


class AnnouncementQuerySet(models.QuerySet):
    def published(self, now: datetime) -> "AnnouncementQuerySet":
        """What everybody may read at ``now``, latest first."""
        return self.filter(published_at__lte=now)

    def visible_to(self, user, now: datetime) -> "AnnouncementQuerySet":
        """The Office also reads drafts, and what is to appear later."""
        return self if user.has_perm("alerts.view_announcement") else self.published(now)


class Announcement(models.Model):
    """A piece of news. It appears by the clock: a draft has no time, or one that is to come."""

    title = models.CharField(max_length=150)
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        validators=[RegexValidator("^feed$", "This address is taken.", inverse_match=True)],
        help_text="The last part of the page's address, in small letters and hyphens.",
    )
    summary = models.CharField(
        max_length=300, help_text="One or two sentences: on the front page, and in the mail."
    )
    body = models.TextField("text", help_text=prose.HELP)
    published_at = models.DateTimeField(
        "appears",
        null=True,
        blank=True,
        help_text="Oxford time. Empty for a draft. Once it has appeared, its time stays.",
    )
    tell_the_list = models.BooleanField(
        "send it to the mailing list", default=True, help_text="Once, when it appears."
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alerts:announcement", args=[self.slug])

    def is_published(self, now: datetime) -> bool:
        return self.published_at is not None and self.published_at <= now
