"""What a worker started by the tests runs under: the programme with the sample's alerts."""

import json
import os

from microinternships.settings import *  # noqa: F403
from microinternships.settings import BASE_DIR, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.alerts.sample"]
TEMPLATES = globals()["TEMPLATES"]
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests/alerts/sample/templates")
CELERY_BROKER_TRANSPORT_OPTIONS = json.loads(os.environ.get("BROKER_OPTIONS", "{}"))
CELERY_BEAT_SCHEDULE = {
    "plan": {"task": "alerts.tasks.plan", "schedule": 1},
    "send": {"task": "alerts.tasks.send", "schedule": 1},
}
