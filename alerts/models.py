"""The ledger: an alert is a row before it is a message."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from microinternships import clock


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

    The key is (kind, subject, recipient, deadline, step): ``deadline`` is the
    value of the date chased, so a moved date makes new keys. The step is a
    chaser's "T-2d", or "t17" for what transition 17 has to tell.

    ``recipient`` is an id that outlives its account, as in the history, so that
    the ledger can still be proved complete; the words go with the account
    (:class:`Message`). It is empty when there was nobody to tell.
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
                fields=["kind", "subject_type", "subject_id", "recipient", "deadline", "step"],
                nulls_distinct=False,
                name="alert_once",
                violation_error_message="This alert is already in the ledger.",
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
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    subject_line = models.CharField(max_length=250)
    body_text = models.TextField()
    body_html = models.TextField()

    def __str__(self) -> str:
        return self.subject_line
