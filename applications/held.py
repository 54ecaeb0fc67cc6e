"""Held outcomes: until a round's release, students see one state whatever hosts have decided.

Everything a student reads about an application's state comes through here.
"""

from datetime import datetime

from applications.models import Application

State = Application.State

HELD_STATES = (
    State.SUBMITTED,
    State.SHORTLISTED,
    State.RESERVE,
    State.OFFERED,
    State.UNSUCCESSFUL,
)


def held(application: Application, now: datetime) -> bool:
    """Whether the host's decision is not yet for the student to know."""
    return application.state in HELD_STATES and not application.round.released(now)


def as_student_sees(application: Application, now: datetime) -> str:
    """The state to show the student; never the host's decision before its release."""
    if held(application, now) or application.state == State.SHORTLISTED:
        return State.SUBMITTED
    return application.state
