from applications.models.application import Application, Reason
from applications.models.offer import Offer
from applications.models.support import SavedAdvert, Waiver

__all__ = ["Application", "Offer", "Reason", "SavedAdvert", "Waiver"]
