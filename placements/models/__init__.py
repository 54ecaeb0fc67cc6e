from placements.models.advert import (
    MAX_DAYS,
    MIN_DAYS,
    Advert,
    DayMode,
    Mode,
    Sector,
    Skill,
    WorkingHours,
)
from placements.models.cycle import CandidateWeek, Cycle, Round
from placements.models.organisation import HostMember, Organisation
from placements.models.placement import Placement, PlacementDay, Terms

__all__ = [
    "MAX_DAYS",
    "MIN_DAYS",
    "Advert",
    "CandidateWeek",
    "Cycle",
    "DayMode",
    "HostMember",
    "Mode",
    "Organisation",
    "Placement",
    "PlacementDay",
    "Round",
    "Sector",
    "Skill",
    "Terms",
    "WorkingHours",
]
