from enquiries.models.question import Question

__all__ = ["Question"]
