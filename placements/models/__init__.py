from placements.models.advert import MAX_DAYS, MIN_DAYS, Advert
from placements.models.cycle import CandidateWeek, Cycle, CycleChange, Round
from placements.models.feedback import Feedback
from placements.models.organisation import LatePermit, Organisation, TermsAcceptance
from placements.models.people import HostMember, Invitation, JoinRequest, MemberChange, Role
from placements.models.placement import Placement, PlacementDay, Terms
from placements.models.review import ChangeRequest, FieldComment, Submission
from placements.models.saved_search import SavedSearch
from placements.models.sector import Sector
from placements.models.working import AccessFact, DayMode, Mode, Skill, WorkingHours

__all__ = [
    "MAX_DAYS",
    "MIN_DAYS",
    "AccessFact",
    "Advert",
    "CandidateWeek",
    "ChangeRequest",
    "Cycle",
    "CycleChange",
    "DayMode",
    "Feedback",
    "FieldComment",
    "HostMember",
    "Invitation",
    "JoinRequest",
    "LatePermit",
    "MemberChange",
    "Mode",
    "Organisation",
    "Placement",
    "PlacementDay",
    "Role",
    "Round",
    "SavedSearch",
    "Sector",
    "Skill",
    "Submission",
    "Terms",
    "TermsAcceptance",
    "WorkingHours",
]
