from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Cycles, adverts and placements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from placements import clashes, concerned, host_tasks, jobs  # noqa: F401
