"""The moments at which what the pages say about cycles and adverts becomes something else."""

from microinternships.shared import changes_at
from placements.models import Advert, Cycle, Invitation, LatePermit, Round

changes_at(Cycle, "adverts_due_at", "reserve_ends_at", "claims_close_at", "archive_at")
changes_at(Round, "opens_at", "closes_at", "choose_by", "release_at", "answer_by")
changes_at(Advert, "own_closing_at", "submit_late_until")
changes_at(LatePermit, "until")
changes_at(Invitation, "sent_at", after=Invitation.LASTS)
