"""The demonstration's own tests, in a process with the settings that ``make demo`` has."""

import os
import subprocess
import sys

from django.conf import settings

ARGUMENTS = ("-c", "tests/demo/inside.ini", "--rootdir=.", "--confcutdir=tests", "-q", "-n0")


def test_the_demonstration_with_its_own_settings():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    database = os.environ.get("TEST_DB", "test_microinternships")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *ARGUMENTS, "tests/demo/inside"],
        cwd=settings.BASE_DIR,
        env={**clean, "DEBUG": "1", "DEMO": "1", "TEST_DB": f"{database}_demo{worker}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
