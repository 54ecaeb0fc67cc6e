"""History: what was decided, by whom, when. Written once by the engine, never changed."""

from django.conf import settings
from django.db import models

from microinternships import clock


class TransitionQuerySet(models.QuerySet):
    def of(self, subject: models.Model) -> "TransitionQuerySet":
        """The history of one row, oldest first."""
        return self.filter(machine=subject._meta.label_lower, subject_id=subject.pk).select_related(
            "note"
        )

    def last_of(self, subject: models.Model) -> int:
        """The key of the latest row of its history; 0 where nothing has happened yet."""
        last = self.of(subject).order_by("-pk").values_list("pk", flat=True).first()
        return last or 0


class Transition(models.Model):
    """One event that happened. A database trigger refuses to change or remove it.

    It holds ids and codes only; free text stands in its :class:`Note`, so that
    a person's words can be erased without touching the record of the decision.
    """

    machine = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    event = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    role = models.CharField(max_length=10)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    at = models.DateTimeField(default=clock.real_now)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["machine", "subject_id"], name="history_of_subject")]

    def __str__(self) -> str:
        return f"{self.machine} {self.subject_id}: {self.event}"

    @classmethod
    def record(cls, *, machine: str, act, source: str) -> "Transition":
        row = cls.objects.create(
            machine=machine,
            subject_id=act.subject.pk,
            event=act.event.name,
            source=source,
            target=act.subject.state,
            role=act.role,
            by=act.by,
        )
        if act.comment:
            Note.objects.create(transition=row, text=act.comment)
        return row


class Note(models.Model):
    """What somebody wrote when they fired an event; can be erased with the person."""

    transition = models.OneToOneField(Transition, on_delete=models.DO_NOTHING, related_name="note")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]
