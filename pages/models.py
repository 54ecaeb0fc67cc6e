"""Pages of prose, which the Office may rewrite."""

from django.conf import settings
from django.db import models

from microinternships import prose
from pages import delivered


class Page(models.Model):
    """One page. Its row says nothing until the Office has written on it."""

    class Slug(models.TextChoices):
        FAQ = "faq", "Questions and answers"
        HOSTS = "hosts", "For hosts"
        ACCESSIBILITY = "accessibility", "Accessibility"
        HOST_TERMS = "host-terms", "Terms for hosts"

    slug = models.CharField("page", max_length=30, choices=Slug.choices, unique=True)
    title = models.CharField(max_length=120, blank=True)
    lead = models.TextField(
        "opening sentence", blank=True, help_text="Stands under the title, in larger letters."
    )
    body = models.TextField(
        "text",
        blank=True,
        help_text=f"{prose.HELP} Leave it empty to go back to the words that came with the site.",
    )
    version = models.PositiveSmallIntegerField(
        default=1,
        editable=False,
        help_text="Of words that somebody accepts. A higher one asks them again.",
    )
    asked_again_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when the present version is asked for."
    )
    changed_at = models.DateTimeField("last changed", null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.get_slug_display()

    @property
    def is_accepted(self) -> bool:
        """Whether it is something that people accept, and not only read."""
        return self.slug == self.Slug.HOST_TERMS

    @property
    def words(self) -> delivered.Words:
        """What the page says: the Office's words, or those that came with the site."""
        if not self.body.strip():
            return delivered.words(self.slug)
        return delivered.Words(self.title or self.get_slug_display(), self.lead, self.body)
