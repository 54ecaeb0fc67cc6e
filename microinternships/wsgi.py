"""The WSGI entry point gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from microinternships import clock, workingdays

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microinternships.settings")
application = get_wsgi_application()
# What pages need sooner or later is loaded before gunicorn forks its workers, which then share it:
# every page's module, and the bank holidays, a package of many megabytes.
import_module(settings.ROOT_URLCONF)
workingdays.bank_holiday(clock.today())
