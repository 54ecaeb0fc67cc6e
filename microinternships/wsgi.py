"""The WSGI entry point gunicorn serves."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import reverse

from microinternships import clock, workingdays

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microinternships.settings")
application = get_wsgi_application()
# What pages need sooner or later is loaded before gunicorn forks its workers, which then share it:
# the addresses with every page's module, the engines of templates, the pool of connections, and
# the bank holidays, a package of many megabytes.
reverse("home")
engines.all()
import_module("psycopg_pool")
workingdays.bank_holiday(clock.today())
