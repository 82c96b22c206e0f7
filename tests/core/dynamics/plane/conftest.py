"""Planes with closed forms, declared as a client would."""

from collections.abc import Callable

import pytest

from core.dynamics.plane.phase_plane import phase_plane
from core.dynamics.plane.report import PhasePlaneReport
from core.dynamics.plane.request import PhasePlaneRequest
from core.neuron.client_model import ModelDeclaration, declare
from core.neuron.client_model.request import GeneralDeclaration, VariableDeclaration
from core.neuron.declaration import Neuron
from core.result import Result

Planar = Callable[[str, str], Neuron]
Asked = Callable[..., tuple[Result, PhasePlaneReport]]


@pytest.fixture
def planar() -> Planar:
    """The neuron with dV/dt and dy/dt of two expressions of V and y."""

    def made(voltage_rate: str, other_rate: str) -> Neuron:
        declaration = ModelDeclaration(
            name="plane",
            dimensionless=True,
            swing=1.0,
            currents=(GeneralDeclaration(name="f", density=f"-({voltage_rate})"),),
            variables=(VariableDeclaration(name="y", rate=other_rate),),
        )
        return declare(declaration, {}, "/model")

    return made


@pytest.fixture
def ask() -> Asked:
    def asked(neuron: Neuron, **fields: object) -> tuple[Result, PhasePlaneReport]:
        result = phase_plane(neuron, PhasePlaneRequest(**fields))  # type: ignore[arg-type]
        assert isinstance(result.report, PhasePlaneReport)
        return result, result.report

    return asked
