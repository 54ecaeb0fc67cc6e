from django.contrib import admin, messages

from alerts import ledger
from alerts.models import Alert
from microinternships.office import OfficeAdmin


@admin.register(Alert)
class AlertAdmin(OfficeAdmin):
    """The ledger, to read; a failed alert can be queued again."""

    list_display = ("kind", "step", "recipient", "state", "due_at", "sent_at", "reason")
    list_filter = ("state", "kind")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email",)
    date_hierarchy = "due_at"
    actions = ("queue_again",)
    readonly_fields = ("subject_line", "body_text")
    fields = (
        ("kind", "step"),
        ("subject_type", "subject_id", "transition_id"),
        "recipient",
        ("state", "reason", "attempts"),
        ("deadline", "queued_at", "due_at", "next_try_at", "sent_at"),
        "subject_line",
        "body_text",
    )

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_requeue_permission(self, request) -> bool:
        return request.user.has_perm("alerts.change_alert")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recipient", "message")

    @admin.display(description="Subject as sent", empty_value="Not sent")
    def subject_line(self, alert: Alert) -> str | None:
        return alert.message.subject_line if hasattr(alert, "message") else None

    @admin.display(description="Text as sent", empty_value="Not sent")
    def body_text(self, alert: Alert) -> str | None:
        return alert.message.body_text if hasattr(alert, "message") else None

    @admin.action(description="Queue again", permissions=["requeue"])
    def queue_again(self, request, queryset) -> None:
        count = ledger.queue_again(queryset)
        if count:
            sentence = f"{count} failed alert{'' if count == 1 else 's'} queued again."
            self.message_user(request, sentence, messages.SUCCESS)
        else:
            self.message_user(
                request, "None of these failed, so none was queued again.", messages.WARNING
            )
