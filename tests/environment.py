"""Loaded by pytest before the settings: tests run as on a developer's machine, without the demo.

Nothing here is shared with a demonstration that may be running in the same clone: the database
server is another one, jobs stay in memory, and a .env file cannot change what is tested.
"""

import os

os.environ["DEBUG"] = "1"
os.environ["DEMO"] = "0"
os.environ["CELERY_BROKER_URL"] = "memory://"
os.environ.setdefault("EMBEDDED_DATABASE", "tests")
# Playwright keeps an event loop in the thread that also reads the database for a test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
