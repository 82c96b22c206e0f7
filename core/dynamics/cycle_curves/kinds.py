"""Kinds of curves of cycles, of their ends and of the points on them."""

from typing import Literal

CycleCurveKind = Literal["fold-of-cycles", "period-doubling", "torus", "homoclinic"]
CycleCurveEnd = Literal[
    "edge",
    "closed",
    "bautin",
    "equilibrium",
    "resonance-1-1",
    "resonance-1-2",
    "homoclinic",
    "saddle-node-homoclinic",
    "bogdanov-takens",
    "limit of points",
    "step too small",
]
CycleCurvePoint = Literal[
    "cusp",
    "bautin",
    "resonance-1-1",
    "resonance-1-2",
    "resonance-1-3",
    "resonance-1-4",
    "fold-flip",
    "neutral-saddle",
    "saddle-node-homoclinic",
    "bogdanov-takens",
]
