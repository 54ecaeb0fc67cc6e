from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = "Applications and offers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from applications import (  # noqa: F401
            cards,
            competition,
            concerned,
            jobs,
            promotion,
            worklist,
        )
