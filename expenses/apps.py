from django.apps import AppConfig


class ExpensesConfig(AppConfig):
    name = "expenses"
    verbose_name = "Travel and lunch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from expenses import concerned, host_tasks, jobs, rules  # noqa: F401
