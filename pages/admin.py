from django import forms
from django.contrib import admin
from django.urls import reverse

from microinternships import clock
from microinternships.office import OfficeAdmin
from pages.models import Page


class PageForm(forms.ModelForm):
    """Opens with the words that readers see now, whoever wrote them."""

    asks_again = forms.BooleanField(
        label="Ask organisations to accept it again",
        required=False,
        help_text="Tick it when what they agree to has changed: their admins are then written to. "
        "Leave it for a corrected comma.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.is_accepted:
            del self.fields["asks_again"]
        for name in ("title", "lead", "body"):
            self.initial[name] = getattr(self.instance.words, name)


@admin.register(Page)
class PageAdmin(OfficeAdmin):
    """The pages that exist, to rewrite; which ones there are is not for the Office to change."""

    form = PageForm
    list_display = ("slug", "changed_at", "changed_by")
    list_select_related = ("changed_by",)
    fields = ("title", "lead", "body", ("changed_at", "changed_by"))
    readonly_fields = ("changed_at", "changed_by", "version")

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_fields(self, request, obj=None):
        extra = ("asks_again", "version") if obj and obj.is_accepted else ()
        return (*super().get_fields(request, obj), *extra)

    def get_view_on_site_url(self, obj=None) -> str | None:
        return reverse(f"pages:{obj.slug}") if obj else None

    def save_model(self, request, page, form, change) -> None:
        page.changed_at, page.changed_by = clock.now(), request.user
        if form.cleaned_data.get("asks_again"):
            page.version += 1
            page.asked_again_at = page.changed_at
        super().save_model(request, page, form, change)
