from applications.workflow.applications import application_machine
from applications.workflow.offers import offer_machine

__all__ = ["application_machine", "offer_machine"]
