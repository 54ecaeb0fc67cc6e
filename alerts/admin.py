from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from unfold.decorators import action

from alerts import kinds, ledger
from alerts.models import Alert, Announcement, Subscription, Topic
from microinternships import clock
from microinternships.office import OfficeAdmin


class OfKind(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind__exact"

    def lookups(self, request, model_admin):
        names = sorted(kind.name for kind in kinds.every())
        return [(name, kinds.in_words(name)) for name in names]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Alert)
class AlertAdmin(OfficeAdmin):
    """The ledger, to read; a failed alert can be queued again."""

    list_display = ("what", "step", "told", "state", "due_at", "sent_at", "reason")
    list_filter = ("state", OfKind)
    list_select_related = ("recipient", "subscription")
    search_fields = ("recipient__email", "subscription__email")
    date_hierarchy = "due_at"
    actions = ("queue_again",)
    readonly_fields = ("what", "told", "subject_line", "body_text")
    fields = (
        "what",
        "step",
        "subject_type",
        "subject_id",
        "transition_id",
        "told",
        "state",
        "reason",
        "attempts",
        "deadline",
        "queued_at",
        "due_at",
        "next_try_at",
        "sent_at",
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
        return super().get_queryset(request).select_related("recipient", "subscription", "message")

    @admin.display(description="Kind", ordering="kind")
    def what(self, alert: Alert) -> str:
        return kinds.in_words(alert.kind)

    @admin.display(description="Recipient", empty_value="Nobody")
    def told(self, alert: Alert) -> str | None:
        address = "The address that its subject carries" if alert.to_subject else None
        return alert.recipient or alert.subscription or address

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


class AnnouncementForm(forms.ModelForm):
    """A time that has not come yet, or none: what is saved can be published by a button."""

    def clean_published_at(self):
        moment = self.cleaned_data["published_at"]
        if moment and moment < clock.now():
            raise forms.ValidationError(
                "Give a time to come. To publish now, leave it empty, save and press “Publish now”."
            )
        return moment


@admin.register(Announcement)
class AnnouncementAdmin(OfficeAdmin):
    """News: written, looked at on its page, then published now or at a time."""

    form = AnnouncementForm
    list_display = ("title", "published_at", "tell_the_list", "changed_at")
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title",)}
    fields = ("title", "slug", "summary", "body", "published_at", "tell_the_list")
    view_on_site = False
    actions_submit_line = ("publish_now",)
    actions_detail = ("preview",)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """The mailing list is told once, and what is linked to keeps its address."""
        published = obj is not None and obj.is_published(clock.now())
        return ("slug", "published_at", "tell_the_list") if published else ()

    def save_model(self, request, announcement, form, change) -> None:
        announcement.changed_at = clock.now()
        super().save_model(request, announcement, form, change)

    @action(description="Publish now", permissions=["publish"])
    def publish_now(self, request, announcement: Announcement) -> None:
        announcement.published_at = clock.now()
        announcement.save(update_fields=["published_at"])
        self.message_user(request, "Published. The mailing list is told by day.", messages.SUCCESS)

    def has_publish_permission(self, request, object_id=None) -> bool:
        announcement = object_id and self.get_object(request, object_id)
        published = announcement and announcement.is_published(clock.now())
        return request.user.has_perm("alerts.change_announcement") and not published

    @action(description="Preview", permissions=["view"])
    def preview(self, request, object_id):
        return redirect(self.get_object(request, object_id))


class OnTheList(admin.SimpleListFilter):
    title = "on the list"
    parameter_name = "on_list"

    def lookups(self, request, model_admin):
        return (("yes", "On the list"), ("no", "Not confirmed, or unsubscribed"))

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.on_list()
        return queryset.exclude(pk__in=queryset.on_list()) if self.value() == "no" else queryset


@admin.register(Subscription)
class SubscriptionAdmin(OfficeAdmin):
    """The mailing list, to read and to count. People join and leave it themselves; a manager may
    delete an address that asks to be forgotten."""

    list_display = ("email", "topics", "asked_at", "confirmed_at", "unsubscribed_at")
    list_filter = (OnTheList,)
    list_before_template = "alerts/office_counts.html"
    search_fields = ("email",)
    fields = ("email", "topics", "asked_at", "confirmed_at", "unsubscribed_at")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def changelist_view(self, request, extra_context=None):
        wanting = [(topic.label, Subscription.objects.wanting(topic).count()) for topic in Topic]
        counts = [("On the mailing list", Subscription.objects.on_list().count()), *wanting]
        return super().changelist_view(request, {**(extra_context or {}), "counts": counts})
