"""Loaded by pytest before the settings: tests run as on a developer's machine, without the demo."""

import os

os.environ.setdefault("DEBUG", "1")
