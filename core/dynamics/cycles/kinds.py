"""Names of what is found on branches of cycles; imports no kernels."""

from typing import Literal

SpecialKind = Literal["fold-of-cycles", "period-doubling", "torus"]
EndKind = Literal[
    "hopf", "snic", "homoclinic", "bound", "closed", "period-doubling", "start", "limit", "unresolved"
]
