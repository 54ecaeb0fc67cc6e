"""The moments at which what the pages say about a claim becomes something else."""

from expenses.models import Claim
from microinternships.shared import changes_at

changes_at(Claim, "decide_by", "pay_by")
