"""Organisations in the Office's admin."""

from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from unfold.admin import TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget

from microinternships import clock
from microinternships.office import CommentForm, MachineAdmin
from placements import verifying
from placements.admin.fields import MomentField
from placements.models import Cycle, HostMember, Organisation
from placements.workflow import organisation_machine


class LateForm(CommentForm):
    cycle = forms.ModelChoiceField(Cycle.objects.none(), widget=UnfoldAdminSelectWidget)
    until = MomentField(label="May be submitted until", help_text="Oxford time.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.filter(reserve_ends_at__gt=clock.now())


class OrganisationForm(forms.ModelForm):
    def clean_sector(self) -> str:
        given = self.cleaned_data["sector"]
        if self.instance.sector and not given and self.instance.state != Organisation.State.DRAFT:
            raise forms.ValidationError("Choose the sector it works in most.")
        return given


class MemberInline(TabularInline):
    """Who acts for it, to read; the page of its people changes them and tells those concerned."""

    model = HostMember
    extra = 0
    fields = readonly_fields = ("user", "is_admin", "is_recruiter", "is_approver")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "organisation")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(MachineAdmin):
    """One page with all that verifying an organisation needs."""

    form = OrganisationForm
    machine = organisation_machine
    main_events = {Organisation.State.SUBMITTED: "verify", Organisation.State.SUSPENDED: "resume"}
    event_forms = {"permit": LateForm}
    list_display = ("name", "kind", "sector", "country", "state", "website")
    list_filter = ("state", "kind", "sector")
    search_fields = ("name", "website")
    inlines = (MemberInline,)
    fields = ("state", "name", "kind", "sector", "country", "website", "about")
    actions_detail = ("people",)
    change_form_outer_before_template = "office/organisation.html"

    def about(self, subject: Organisation) -> dict:
        return {
            "facts": verifying.facts(subject),
            "duplicates": verifying.likely_duplicates(subject),
        }

    def has_add_permission(self, request) -> bool:
        return False

    @action(description="People", permissions=["change"])
    def people(self, request, object_id):
        return redirect("placements:people", object_id)
