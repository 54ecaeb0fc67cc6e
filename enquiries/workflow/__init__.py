from enquiries.workflow.concerns import concern_machine, report
from enquiries.workflow.questions import ask, question_machine

__all__ = ["ask", "concern_machine", "question_machine", "report"]
