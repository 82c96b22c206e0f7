"""Derivatives of a neuron whose functions depend on more states than V: calcium pools, variables (compiled).

ds/dt = φ (a − b s) − γ Σ I with a, b, and the driving forces of currents, functions of V and of some
states y; what is not tabulated comes, with its partial derivatives, from the register machine.
"""

from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.motion import power, read_table
from core.neuron.integrator.workspace import DECAY, GAIN, STIFFNESS, TILT, TRIAL, Inputs
from core.numerics.compilation import inlined
from core.numerics.machine import run_code
from core.result import Floats


@inlined
def _run_machine(m: Membrane, w: Floats, v: float, slope: int) -> None:
    """Values and partial derivatives of what is not tabulated, in the rows that the table fills otherwise."""
    q, n = m.coupled, m.coupled.inputs.size
    q.registers[0] = v
    for j in range(n):
        q.registers[1 + j] = w[TRIAL + q.inputs[j]]
    run_code(q.code, q.registers)
    for i in range(m.dynamic):
        inflow, turnover = q.dynamic[i, 0], q.dynamic[i, 1]
        if inflow >= 0:
            scale, x = m.scales[i], w[TRIAL + i]
            b = q.registers[q.outputs[turnover, 0]]
            w[slope + i] = scale * (q.registers[q.outputs[inflow, 0]] - b * x)
            w[DECAY + i] = scale * b
            tilt = q.registers[q.outputs[turnover, 1]]
            w[GAIN + i] = scale * (q.registers[q.outputs[inflow, 1]] - tilt * x)
            for j in range(n):
                tilt = q.registers[q.outputs[turnover, 2 + j]]
                q.rate_partials[i, j] = scale * (q.registers[q.outputs[inflow, 2 + j]] - tilt * x)
    for i in range(m.instantaneous):
        function = q.instantaneous[i]
        if function >= 0:
            w[TRIAL + m.width + i] = q.registers[q.outputs[function, 0]]
            w[TILT + m.width + i] = q.registers[q.outputs[function, 1]]
            for j in range(n):
                q.function_partials[i, j] = q.registers[q.outputs[function, 2 + j]]


@inlined
def _flows(m: Membrane, w: Floats, v: float) -> float:
    """Currents, and their partial derivatives by V and y without the factors that are states themselves."""
    q, n, total = m.coupled, m.coupled.inputs.size, 0.0
    for c in range(m.conductances.size):
        g = m.conductances[c]
        for j in range(1 + n):
            q.flow_partials[c, j] = 0.0
        for k in range(int(m.starts[c]), int(m.starts[c + 1])):
            place = int(m.factors[k, 0])
            full, less = power(w[TRIAL + place], m.factors[k, 1])
            function = place - m.width
            for j in range(1 + n):
                tilt = 0.0
                if function >= 0:
                    tilt = w[TILT + place] if j == 0 else q.function_partials[function, j - 1]
                q.flow_partials[c, j] = q.flow_partials[c, j] * full + g * less * tilt
            g *= full
        force = m.slopes[c] * v - m.reversals[c]
        for j in range(1 + n):
            q.flow_partials[c, j] *= force
        q.flow_partials[c, 0] += g * m.slopes[c]
        q.flows[c] = g * force
        total += g * force
    return total


@inlined
def _drift(m: Membrane, w: Floats, v: float, c: int, slope: int) -> float:
    """Change of a current by its factors that are states [µA/cm²/ms]."""
    g, drift = m.conductances[c], 0.0
    for k in range(int(m.starts[c]), int(m.starts[c + 1])):
        place = int(m.factors[k, 0])
        full, less = power(w[TRIAL + place], m.factors[k, 1])
        if place < m.dynamic:
            drift = drift * full + g * less * w[slope + place]
        else:
            drift *= full
        g *= full
    change: float = drift * (m.slopes[c] * v - m.reversals[c])
    return change


@inlined
def coupled_derivatives(  # noqa: C901 - loops
    m: Membrane, w: Floats, v: float, slope: int, curvature: int, inputs: Inputs
) -> tuple[float, float]:
    """V' and V'' at v and the states in TRIAL; x' and x'' go to two rows. See `integrator.motion`."""
    q, n = m.coupled, m.coupled.inputs.size
    read_table(m, w, v, slope)
    _run_machine(m, w, v, slope)
    total = _flows(m, w, v)
    for j in range(n):
        i = q.inputs[j]
        for c in range(m.conductances.size):
            w[slope + i] += q.influx[i, c] * q.flows[c]
    dv, ddv = inputs.command_slope, inputs.command_curvature
    if not inputs.clamped:
        dv = (inputs.current - total) * m.inverse_capacitance
    change, stiffness = inputs.slope - inputs.conductance * dv, inputs.conductance
    for c in range(m.conductances.size):
        rise = _drift(m, w, v, c, slope) + q.flow_partials[c, 0] * dv
        for j in range(n):
            rise += q.flow_partials[c, 1 + j] * w[slope + q.inputs[j]]
        q.changes[c] = rise
        change -= rise
        stiffness += q.flow_partials[c, 0]
    if not inputs.clamped:
        ddv = change * m.inverse_capacitance
    w[STIFFNESS] = stiffness
    for i in range(m.dynamic):
        bend = w[GAIN + i] * dv - w[DECAY + i] * w[slope + i]
        for j in range(n):
            bend += q.rate_partials[i, j] * w[slope + q.inputs[j]]
        w[curvature + i] = bend
    for j in range(n):
        i = q.inputs[j]
        for c in range(m.conductances.size):
            w[curvature + i] += q.influx[i, c] * q.changes[c]
    return dv, ddv
