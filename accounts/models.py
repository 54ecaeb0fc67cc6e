"""Who people are. What somebody may do follows from rows that point to their User.

A Student row is the university's register speaking; an OfficeMember row makes
a member of the Internship Office; a placements.HostMember row makes a host.
One person may be all three.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from microinternships import clock


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=150, blank=True)
    known_as = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.real_now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_email",
                violation_error_message="There is already an account with this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def called(self) -> str:
        """The name to greet this person by."""
        return self.known_as or self.name.split(" ")[0] or self.email

    def has_verified(self, email: str) -> bool:
        """Whether this person has proved that they read mail at ``email``."""
        return self.emailaddress_set.filter(verified=True, email__iexact=email).exists()

    @property
    def how_to_address(self) -> str:
        """What they ask of others, as in "known as Sam, they/them"; empty when they ask nothing."""
        asked = (f"known as {self.known_as}" if self.known_as else "", self.pronouns)
        return ", ".join(part for part in asked if part)

    def get_short_name(self) -> str:
        return self.called

    def get_full_name(self) -> str:
        return self.name or self.email

    @cached_property
    def _links(self) -> dict[str, object]:
        """The rows that make somebody a student, a host, a member of the Office: in one query.

        Looked up by their names from here downwards: this module must not know the apps above it.
        """
        links = ("student", "host_memberships", "office_member__role")
        found = User.objects.filter(pk=self.pk).values(*links).first()
        return found or dict.fromkeys(links)

    @property
    def student_key(self) -> int | None:
        """The number of this person's row in the register; None for who is not a student."""
        return self._links["student"]

    @property
    def is_student(self) -> bool:
        return self.student_key is not None

    @property
    def is_host(self) -> bool:
        return self._links["host_memberships"] is not None

    @property
    def office_role(self) -> str:
        """viewer, caseworker or manager; empty for everybody outside the Internship Office."""
        return self._links["office_member__role"] or ""

    @property
    def is_staff(self) -> bool:
        """Whether Django admin lets this person in."""
        return self.is_superuser or bool(self.office_role)


class OfficeMember(models.Model):
    class Role(models.TextChoices):
        VIEWER = "viewer", "Viewer: sees everything, changes nothing"
        CASEWORKER = "caseworker", "Caseworker: runs the programme"
        MANAGER = "manager", "Manager: also people, waivers and settings"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="office_member")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CASEWORKER)

    class Meta:
        verbose_name = "member of the Internship Office"
        verbose_name_plural = "members of the Internship Office"

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class StudentQuerySet(models.QuerySet):
    def for_user(self, user) -> "StudentQuerySet":
        """The register's row of a signed-in person; empty when the register has none."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Student(models.Model):
    """One row of the university's register, as imported; the Office corrects it, nobody else."""

    class Level(models.TextChoices):
        UNDERGRADUATE = "undergraduate", "Undergraduate"
        TAUGHT = "taught", "Postgraduate taught"
        RESEARCH = "research", "Postgraduate research"

    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="student"
    )
    name = models.CharField(max_length=150)
    email = models.EmailField("university e-mail", unique=True)
    level = models.CharField(max_length=14, choices=Level.choices)
    award = models.CharField(max_length=40, help_text="As in the register: BA, MSc, DPhil, MBA …")
    programme = models.CharField(max_length=150, blank=True)
    college = models.CharField(max_length=80, blank=True)
    matriculated_on = models.DateField(null=True, blank=True)
    visiting = models.BooleanField("visiting student", default=False)
    course_ends_on = models.DateField()

    objects = StudentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_register_row_per_email",
                violation_error_message="The register has this university e-mail already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.user.called if self.user else self.name.split(" ")[0]

    @property
    def how_to_address(self) -> str:
        return self.user.how_to_address if self.user else ""
