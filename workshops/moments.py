"""The moments at which what the pages say about a workshop becomes something else."""

from microinternships.shared import changes_at
from workshops.models import Workshop

changes_at(Workshop, "starts_at", "ends_at")
