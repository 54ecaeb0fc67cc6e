"""What a student reads about a decision; the host sees the same words before deciding."""

from applications.models import Application, Reason


def not_selected(application: Application, reason: str, feedback: str = "") -> list[str]:
    """The sentences of a "not selected", with the reason's label in full and feedback as typed."""
    organisation = application.advert.organisation
    said = [f"{organisation} has not selected you for “{application.advert.title}”."]
    if reason in Reason.values:
        said.append(f"The reason they gave: {Reason(reason).label}.")
    if feedback.strip():
        said.append(f"They add: “{feedback.strip()}”")
    return said
