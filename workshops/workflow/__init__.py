from workshops.workflow.bookings import book, booking_machine
from workshops.workflow.workshops import workshop_machine

__all__ = ["book", "booking_machine", "workshop_machine"]
