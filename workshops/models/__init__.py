from workshops.models.booking import Booking
from workshops.models.workshop import Workshop

__all__ = ["Booking", "Workshop"]
