from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = "Alerts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts import checks, ledger, news, subscriptions  # noqa: F401
        from microinternships import engine

        engine.on_transition(ledger.queue_for_transition)
