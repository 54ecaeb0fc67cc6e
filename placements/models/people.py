"""Who acts for an organisation, who is asked to, who asks, and how that changed."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from microinternships import clock
from placements.models.organisation import Organisation


class Role(models.TextChoices):
    """What somebody looks after for an organisation, in the order in which it is told."""

    ADMIN = "admin", "Admin"
    RECRUITER = "recruiter", "Recruiter"
    APPROVER = "approver", "Approver"

    @property
    def looks_after(self) -> str:
        return LOOKS_AFTER[self]


LOOKS_AFTER = {
    Role.ADMIN: "the organisation, its people, and what a recruiter does too",
    Role.RECRUITER: "adverts, applicants and placements",
    Role.APPROVER: "claims and payments",
}


class HasRoles(models.Model):
    is_admin = models.BooleanField("looks after people", default=False)
    is_recruiter = models.BooleanField("looks after adverts and applicants", default=True)
    is_approver = models.BooleanField("decides and pays claims", default=True)

    class Meta:
        abstract = True

    @property
    def roles(self) -> list[str]:
        return [role for role in Role if getattr(self, f"is_{role}")]

    @roles.setter
    def roles(self, given: Iterable[str]) -> None:
        held = set(given)
        for role in Role:
            setattr(self, f"is_{role}", role in held)

    @property
    def role_names(self) -> list[str]:
        """As in ["Admin", "Recruiter"]."""
        return [Role(role).label for role in self.roles]


def has_a_role(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(is_admin=True) | Q(is_recruiter=True) | Q(is_approver=True),
        name=name,
        violation_error_message="Choose at least one role.",
    )


class HostMemberQuerySet(models.QuerySet):
    def recruiting(self) -> "HostMemberQuerySet":
        """Who looks after adverts, applicants and placements; admins always do, so that an
        organisation, which keeps an admin, is never without."""
        return self.filter(Q(is_recruiter=True) | Q(is_admin=True))


class HostMember(HasRoles):
    """A person acting for an organisation: people, adverts and applicants, or money.

    The account of somebody who acts for an organisation is not deleted before they have left it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="host_memberships"
    )

    objects = HostMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="one_membership_per_person",
                violation_error_message="This person already acts for the organisation.",
            ),
            has_a_role("member_has_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation}"

    @property
    def recruits(self) -> bool:
        """One-object twin of :meth:`HostMemberQuerySet.recruiting`."""
        return self.is_recruiter or self.is_admin


class MemberChange(models.Model):
    """One line of the history of an organisation's people; written once.

    ``user`` and ``by`` are ids that outlive their accounts, as in the history of states.
    ``by_office`` says that the Internship Office did it.
    """

    class What(models.TextChoices):
        REGISTERED = "registered", "registered the organisation"
        ACCEPTED = "accepted", "accepted an invitation"
        JOINED = "joined", "was let in"
        CHANGED = "changed", "has other roles"
        REMOVED = "removed", "was removed"
        LEFT = "left", "left"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="member_changes"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    by_office = models.BooleanField(default=False)
    what = models.CharField(max_length=10, choices=What.choices)
    roles_before = ArrayField(models.CharField(max_length=10, choices=Role.choices))
    roles_after = ArrayField(models.CharField(max_length=10, choices=Role.choices))
    at = models.DateTimeField(default=clock.real_now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_what_display()}"


def new_token() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet):
    def waiting(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn, run out or not."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open_for(self, user, now: datetime) -> "InvitationQuerySet":
        """What ``user`` may accept now, at any address that they have verified."""
        mine = user.emailaddress_set.filter(verified=True).values(folded=Lower("email"))
        still = self.waiting().filter(sent_at__gt=now - Invitation.LASTS)
        return still.annotate(folded=Lower("email")).filter(folded__in=mine)


class Invitation(HasRoles):
    """An organisation asks whoever reads mail at an address to act for it.

    ``token`` is only ever told to the address. Sending it again gives it its full time again.
    """

    LASTS = timedelta(days=14)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField("sent")
    accepted_at = models.DateTimeField("accepted", null=True, blank=True)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            has_a_role("invitation_has_a_role"),
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_waiting_invitation_per_address",
                violation_error_message="This address has an invitation already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} for {self.organisation}"

    @property
    def expires_at(self) -> datetime:
        """From this moment on it is too late to accept it."""
        return self.sent_at + self.LASTS

    def expired(self, now: datetime) -> bool:
        return now >= self.expires_at


class JoinRequest(models.Model):
    """Somebody found that their organisation is registered, and asks to act for it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    message = models.TextField(blank=True, max_length=500)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    admitted = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(answered_at=None),
                name="one_waiting_request_per_person",
                violation_error_message="You have asked already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} asks to act for {self.organisation}"
