from enquiries.workflow.questions import ask, question_machine

__all__ = ["ask", "question_machine"]
