from applications.models.application import Application, Reason
from applications.models.interest import AdvertView
from applications.models.offer import Offer
from applications.models.support import SavedAdvert, Waiver

__all__ = ["AdvertView", "Application", "Offer", "Reason", "SavedAdvert", "Waiver"]
