"""The WSGI entry point gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microinternships.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page's module, before gunicorn forks its workers
