from enquiries.models.concern import Concern
from enquiries.models.question import Question

__all__ = ["Concern", "Question"]
