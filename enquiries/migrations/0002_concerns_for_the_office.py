"""Concerns reach the Internship Office, in confidence from the host."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0001_questions_about_adverts"),
        ("placements", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("looked_at", "Being looked at"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("text", models.TextField(max_length=3000, verbose_name="what happened")),
                ("reported_at", models.DateTimeField(verbose_name="reported")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("acted", "The Internship Office acted on it"),
                            ("nothing", "Nothing to act on was found"),
                            ("passed_on", "Passed on to those who can act"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True, max_length=3000, verbose_name="answer to whoever reported it"
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "advert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="placements.advert",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="placements.placement",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-reported_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("advert", None), ("placement__isnull", False)),
                            models.Q(("advert__isnull", False), ("placement", None)),
                            _connector="OR",
                        ),
                        name="concern_is_about_one_thing",
                        violation_error_message="A concern is about an advert or about a placement.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="concern_says_something",
                        violation_error_message="Say what happened.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="closed_concern_is_answered",
                        violation_error_message="Answer the concern before it is closed.",
                    ),
                ],
            },
        ),
    ]
