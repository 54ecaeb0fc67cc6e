"""The only way the state of an organisation, an advert or a placement changes."""

from placements.workflow.adverts import advert_machine, copy_to_cycle, save_draft, start_draft
from placements.workflow.organisations import (
    organisation_machine,
    register_organisation,
    save_organisation,
)
from placements.workflow.placements import placement_machine

__all__ = [
    "advert_machine",
    "copy_to_cycle",
    "organisation_machine",
    "placement_machine",
    "register_organisation",
    "save_draft",
    "save_organisation",
    "start_draft",
]
