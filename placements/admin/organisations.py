"""Organisations and who acts for them."""

from django.contrib import admin
from unfold.admin import TabularInline

from microinternships.office import MachineAdmin
from placements.admin.fields import NamedFieldsFormSet
from placements.models import HostMember, Organisation
from placements.workflow import organisation_machine


class MemberInline(TabularInline):
    model = HostMember
    formset = NamedFieldsFormSet
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Organisation)
class OrganisationAdmin(MachineAdmin):
    machine = organisation_machine
    list_display = ("name", "kind", "country", "state", "website")
    list_filter = ("state", "kind")
    search_fields = ("name", "website")
    inlines = (MemberInline,)
