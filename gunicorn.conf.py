"""How gunicorn serves the site; it reads this file by itself. An address comes on the command line.

The site is loaded once, before the workers are forked, and what was loaded is kept out of their
garbage collections: so they share its memory instead of each having a copy.
"""

import gc
from pathlib import Path

workers = 2
threads = 4
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
preload_app = True


def when_ready(server):
    gc.collect()
    gc.freeze()
