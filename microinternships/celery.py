"""The Celery application: the worker and the beat of the deadline alerts."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microinternships.settings")
TRANSPORT_ALIASES["filesystem"] = "microinternships.filequeue:Transport"

app = Celery("microinternships")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
