"""Steady electrodiffusion across a membrane: flux and concentration profile under a constant field."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import exprel

from core.constants import FARADAY, METRE_PER_NANOMETRE, thermal_voltage
from core.numerics.bernoulli import bernoulli
from core.numerics.logarithm import log_ratio
from core.parameters import Parameters, parameter
from core.quantity import (
    Celsius,
    Count,
    CurrentDensity,
    Dimensionless,
    Millimolar,
    Millivolt,
    MolarFlux,
    Nanometre,
    Permeability,
    SquareMetrePerSecond,
    Valence,
)
from core.references import cite
from core.result import CLOSED_FORM, Floats, Result, Variable
from core.temperature import temperature_notices

PMOL_PER_CM2 = 1e8
"""1 mol/m² [pmol/cm²]."""
CM_PER_METRE = 1e2
UA_PER_CM2 = 1e2
"""1 A/m² [µA/cm²]."""


@dataclass(frozen=True, kw_only=True)
class NernstPlanckRequest(Parameters):
    """An ion in a uniform membrane between two solutions; as it stands, potassium in the squid axon."""

    valence: Valence = parameter(1, "charge number; 0: plain diffusion", symbol="z")
    inside: Millimolar = parameter(400.0, "concentration inside", symbol=r"c_\mathrm{in}", ge=0.0)
    outside: Millimolar = parameter(20.0, "concentration outside", symbol=r"c_\mathrm{out}", ge=0.0)
    voltage: Millivolt = parameter(-60.0, "voltage, inside minus outside", symbol="V")
    diffusion_coefficient: SquareMetrePerSecond = parameter(
        1.957e-9, "diffusion coefficient inside the membrane", symbol="D"
    )
    partition_coefficient: Dimensionless = parameter(
        4.6e-8,
        "concentration just inside the membrane over that in the solution",
        symbol=r"\beta",
        ge=0.0,
        le=1e6,
    )
    thickness: Nanometre = parameter(5.0, "thickness of the membrane", symbol="l", ge=0.01)
    temperature: Celsius = parameter(6.3, "temperature", symbol="T")
    points: Count = parameter(101, "points of the profile", ge=2, le=100_000)


@dataclass(frozen=True, kw_only=True)
class NernstPlanckReport:
    """Fluxes, positive outward."""

    flux: MolarFlux = parameter(meaning="net flux J, the same at every depth", symbol="J")
    efflux: MolarFlux = parameter(meaning="one-way flux of ions that come from inside")
    influx: MolarFlux = parameter(meaning="one-way flux of ions that come from outside, negative")
    log10_flux_ratio: Dimensionless | None = parameter(
        meaning="decimal logarithm of efflux over influx, by Ussing (ln(c_in/c_out) + zFV/RT)/ln 10; null: "
        "one is 0"
    )
    mean_diffusive_flux: MolarFlux = parameter(
        meaning="diffusion −D dc/dx, averaged over the depth: P (c_in − c_out) at any voltage"
    )
    mean_drift_flux: MolarFlux = parameter(meaning="drift −z D (F/RT) c dφ/dx, averaged over the depth")
    current: CurrentDensity = parameter(
        meaning="z F J, which is the constant-field current with P = βD/l", symbol="I"
    )
    permeability: Permeability = parameter(meaning="P = βD/l", symbol="P")
    reduced_voltage: Dimensionless = parameter(meaning="ξ = zFV/RT", symbol=r"\xi")


def nernst_planck(request: NernstPlanckRequest) -> Result:
    """Steady Nernst-Planck flux and concentration profile under a constant field.

    J = −D (dc/dx + z (F/RT) c dφ/dx) is the same at every depth x, from 0 inside to l outside. With
    ξ = zFV/RT and a field V/l,

    c(x) = β [c_in (e^ξ − e^{ξx/l}) + c_out (e^{ξx/l} − 1)]/(e^ξ − 1),
    J = (βD/l) ξ (c_in − c_out e^−ξ)/(1 − e^−ξ).

    Parameters
    ----------
    request
        The ion, the membrane, the voltage and the solutions.

    Returns
    -------
    Result
        Axis `depth` [nm] from the inner face; series `concentration` [mM], `diffusive_flux`, `drift_flux`
        and `flux` [pmol/(cm²·s)]. Report: `NernstPlanckReport`.

    References
    ----------
    Planck (1890), doi:10.1002/andp.18902750202; Goldman (1943), doi:10.1085/jgp.27.1.37;
    Ussing (1949), doi:10.1111/j.1748-1716.1949.tb00633.x.
    """
    xi = request.valence * request.voltage / thermal_voltage(request.temperature)
    permeability = (
        request.partition_coefficient
        * request.diffusion_coefficient
        / (METRE_PER_NANOMETRE * request.thickness)
    )
    depth = np.linspace(0.0, 1.0, request.points)
    profile = request.inside * _share(1.0 - depth, -xi) + request.outside * _share(depth, xi)
    diffusive = permeability * (request.inside - request.outside) * _tilt(depth, xi) * PMOL_PER_CM2
    drift = permeability * xi * profile * PMOL_PER_CM2
    flux = permeability * PMOL_PER_CM2 * _net(request, xi)
    return Result(
        axis=Variable("depth", "x", "nm", request.thickness * depth),
        series=(
            Variable("concentration", "c", "mM", request.partition_coefficient * profile),
            Variable("diffusive_flux", "J_diffusion", "pmol/(cm²·s)", diffusive),
            Variable("drift_flux", "J_drift", "pmol/(cm²·s)", drift),
            Variable("flux", "J", "pmol/(cm²·s)", np.full(request.points, flux)),
        ),
        report=_report(request, xi, permeability, flux),
        numerics=CLOSED_FORM,
        warnings=temperature_notices(request.temperature),
        references=cite("planck-1890", "goldman-1943", "ussing-1949"),
    )


def _share(s: Floats, xi: float) -> Floats:
    """(e^{ξs} − 1)/(e^ξ − 1): how much the far solution counts at the depth s, by exponentials ≤ 1."""
    if xi <= 0.0:
        return s * exprel(xi * s) / exprel(xi)
    return s * np.exp(xi * (s - 1.0)) * exprel(-xi * s) / exprel(-xi)


def _tilt(s: Floats, xi: float) -> Floats:
    """ξ e^{ξs}/(e^ξ − 1), the slope of `_share`; its mean over the depth is 1."""
    if xi <= 0.0:
        return np.exp(xi * s) * bernoulli(xi)
    return np.exp(xi * (s - 1.0)) * bernoulli(-xi)


def _net(request: NernstPlanckRequest, xi: float) -> float:
    """J/P [mM], without loss of digits near the equilibrium potential."""
    direct = request.inside * float(bernoulli(-xi)) - request.outside * float(bernoulli(xi))
    if request.inside == 0.0 or request.outside == 0.0:
        return direct
    beyond = xi + log_ratio(request.inside, request.outside)
    if abs(beyond) >= 1.0:
        return direct
    return request.outside * float(bernoulli(xi)) * math.expm1(beyond)


def _report(request: NernstPlanckRequest, xi: float, permeability: float, flux: float) -> NernstPlanckReport:
    scale = permeability * PMOL_PER_CM2
    both = request.inside > 0.0 and request.outside > 0.0
    diffusive = scale * (request.inside - request.outside)
    return NernstPlanckReport(
        flux=flux,
        efflux=scale * request.inside * float(bernoulli(-xi)),
        influx=0.0 - scale * request.outside * float(bernoulli(xi)),
        log10_flux_ratio=(
            (log_ratio(request.inside, request.outside) + xi) / math.log(10.0) if both else None
        ),
        mean_diffusive_flux=diffusive,
        mean_drift_flux=flux - diffusive,
        current=UA_PER_CM2 * request.valence * FARADAY * flux / PMOL_PER_CM2,
        permeability=CM_PER_METRE * permeability,
        reduced_voltage=xi,
    )
