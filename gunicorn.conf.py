"""How gunicorn serves the site; it reads this file by itself. An address comes on the command line.

The site is loaded once, before the workers are forked, and what was loaded is kept out of their
garbage collections: so they share its memory instead of each having a copy.
"""

import ctypes
import gc
from pathlib import Path

workers = 2
threads = 4
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
preload_app = True

# The C library gives threads a heap each, which pays only where they run at the same time. Here
# Python runs one at a time: one heap is enough, and what is free goes back to the machine.
M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
if hasattr(c_library := ctypes.CDLL(None), "mallopt"):
    c_library.mallopt(M_ARENA_MAX, 1)
    c_library.mallopt(M_TRIM_THRESHOLD, 128 * 1024)


def on_starting(server):
    from microinternships import clock, workingdays

    this_year = clock.today().year
    workingdays.compute_apart(range(this_year - 20, this_year + 5))


def when_ready(server):
    gc.collect()
    gc.freeze()
