"""The WSGI entry point gunicorn serves."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microinternships.settings")
application = get_wsgi_application()
# What pages need sooner or later is loaded before gunicorn forks its workers, which then share it:
# the addresses with every page's module, the engines of templates, the pool of connections.
reverse("home")
engines.all()
import_module("psycopg_pool")
