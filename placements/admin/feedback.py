"""What students say of their placements, to read."""

from django.contrib import admin

from microinternships.office import OfficeAdmin
from placements.models import Advert, Feedback, Organisation
from placements.models.feedback import ASPECTS


@admin.register(Feedback)
class FeedbackAdmin(OfficeAdmin):
    list_display = ("advert", "organisation", *ASPECTS, "may_quote", "given_at")
    list_filter = ("placement__advert__cycle", "may_quote", *ASPECTS)
    list_select_related = ("placement__student", "placement__advert__organisation")
    search_fields = ("placement__advert__title", "placement__advert__organisation__name")
    readonly_fields = tuple(field.name for field in Feedback._meta.fields if field.name != "id")

    @admin.display(description="advert")
    def advert(self, feedback: Feedback) -> Advert:
        return feedback.placement.advert

    @admin.display(description="organisation")
    def organisation(self, feedback: Feedback) -> Organisation:
        return feedback.placement.advert.organisation

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
