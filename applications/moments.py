"""The moments at which what the pages say about an offer becomes something else."""

from applications.models import Offer
from microinternships.shared import changes_at

changes_at(Offer, "respond_by")
