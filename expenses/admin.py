"""Claims in the Office's admin: to read beside their receipts, and to act with a comment."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

from expenses.models import Claim, Item, Payment
from expenses.policy import Decision
from expenses.workflow import claim_machine
from microinternships.office import CommentForm, MachineAdmin


class DecisionForm(CommentForm):
    """On the host's behalf: an amount for each item, and a reason wherever it is less."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for item in self.subject.ordered_items:
            self.fields[f"item-{item.pk}-amount"] = forms.DecimalField(
                label=f"{item}: approve",
                min_value=Decimal(0),
                max_digits=7,
                decimal_places=2,
                initial=item.claimed.amount,
                widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
            )
            self.fields[f"item-{item.pk}-reason"] = forms.CharField(
                label="Why less", required=False, widget=UnfoldAdminTextInputWidget
            )

    def data_for_event(self) -> dict:
        given = self.cleaned_data
        decisions = {
            item.pk: Decision(given[f"item-{item.pk}-amount"], given[f"item-{item.pk}-reason"])
            for item in self.subject.ordered_items
        }
        return {"comment": given["comment"], "decisions": decisions}


class ToRead:
    """An inline that shows rows and changes none: money is decided through the claim's events."""

    extra = 0

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ItemInline(ToRead, TabularInline):
    model = Item
    fields = ("category", "note", "claimed", "approved", "reason", "proof")
    readonly_fields = ("proof",)

    @admin.display(description="receipt")
    def proof(self, item: Item):
        receipt = getattr(item, "receipt", None)
        if receipt is None:
            return "none"
        url = reverse("expenses:receipt", args=[receipt.pk])
        return format_html('<a href="{}">{}</a>', url, receipt.original_name)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("receipt")


class PaymentInline(ToRead, TabularInline):
    model = Payment
    fields = ("paid_on", "amount", "method", "reference", "recorded_by")


@admin.register(Claim)
class ClaimAdmin(MachineAdmin):
    machine = claim_machine
    event_forms = dict.fromkeys(("approve", "reject", "raise_approval"), DecisionForm)
    list_display = (
        "reference",
        "student",
        "organisation",
        "state",
        "submitted_at",
        "decide_by",
        "pay_by",
    )
    list_filter = ("state", "placement__advert__cycle")
    list_select_related = ("placement__student", "placement__advert__organisation")
    search_fields = ("reference", "placement__student__name")
    inlines = (ItemInline, PaymentInline)

    def get_readonly_fields(self, request, obj=None):
        return tuple(field.name for field in Claim._meta.fields if field.name != "id")

    @admin.display(description="student")
    def student(self, claim: Claim):
        return claim.placement.student

    @admin.display(description="organisation")
    def organisation(self, claim: Claim):
        return claim.placement.advert.organisation

    def has_add_permission(self, request) -> bool:
        return False
