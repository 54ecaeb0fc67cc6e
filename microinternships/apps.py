from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MicrointernshipsConfig(AppConfig):
    name = "microinternships"
    verbose_name = "Programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("checks", "workflow", "alerts", "invariants", "moments")
