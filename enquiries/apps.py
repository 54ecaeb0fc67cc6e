from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"
    verbose_name = "Questions and concerns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from enquiries import advert_page, host_tasks  # noqa: F401
