"""The operations that every model answers."""

from service.questions.dynamics import DYNAMICS
from service.questions.physiology import PHYSIOLOGY
from service.questions.question import ANY, Question

__all__ = ["ANY", "QUESTIONS", "Question"]

QUESTIONS = (*PHYSIOLOGY, *DYNAMICS)
