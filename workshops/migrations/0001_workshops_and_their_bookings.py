"""Workshops that the Office announces, and the students who book them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_everything_has_a_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="Workshop",
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
                            ("draft", "Draft"),
                            ("announced", "Announced"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "summary",
                    models.CharField(
                        help_text="One line, for the list of workshops.", max_length=200
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        help_text="Begin a heading with ## and a list item with a hyphen. **Two stars** make words stand out. [Words of a link](https://example.org) make a link. An empty line begins a new paragraph.",
                        max_length=5000,
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(help_text="In Oxford’s time.", verbose_name="starts"),
                ),
                (
                    "ends_at",
                    models.DateTimeField(help_text="In Oxford’s time.", verbose_name="ends"),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("in_person", "In person"), ("online", "Online")], max_length=9
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="Room, building and street, if it is in person.",
                        max_length=200,
                    ),
                ),
                (
                    "joining_link",
                    models.URLField(
                        blank=True,
                        help_text="If it is online. Only students with a place read it.",
                        max_length=500,
                    ),
                ),
                (
                    "places",
                    models.PositiveIntegerField(
                        help_text="How many students can come. Those after them wait for a place."
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="workshop_ends_after_it_starts",
                        violation_error_message="It has to end after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 1)),
                        name="workshop_has_a_place",
                        violation_error_message="Give at least 1 place.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("mode", "in_person"), _negated=True),
                            models.Q(("place", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="announced_workshop_in_person_is_somewhere",
                        violation_error_message="Say where it is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("mode", "online"), _negated=True),
                            models.Q(("joining_link", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="announced_workshop_online_has_a_link",
                        violation_error_message="Give the link by which students join.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("joining_link", ""),
                            ("joining_link__startswith", "https://"),
                            _connector="OR",
                        ),
                        name="workshop_link_is_secure",
                        violation_error_message="Give a link that begins with https://.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
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
                            ("booked", "Has a place"),
                            ("waiting", "Waits for a place"),
                            ("cancelled", "No longer comes"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("booked_at", models.DateTimeField(verbose_name="booked")),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="accounts.student",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["booked", "waiting"])),
                        fields=("workshop", "student"),
                        name="one_active_booking_per_student_and_workshop",
                        violation_error_message="This student is booked already.",
                    )
                ],
            },
        ),
    ]
