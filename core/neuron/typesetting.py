"""The equations of a declared model as LaTeX and as plain text, for readers and the catalogue."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from core.neuron.declaration import Current, Gate, Instantaneous, Model, Rates
from core.neuron.expression import Expression, Name, latex, name, number, parse, plain

Symbols = Mapping[str, str]


class Equation(NamedTuple):
    """One equation: what it determines, its LaTeX (for mathematics mode) and its plain text."""

    name: str
    latex: str
    text: str


class Written(NamedTuple):
    """A quantity in both notations."""

    latex: str
    text: str


def typeset(model: Model) -> tuple[Equation, ...]:
    """The membrane equation, the ionic currents, then the gates with their rates.

    Ionic currents are outward positive, the injected I inward. The plain text uses the parameters' names.
    """
    symbols = {parameter.name: parameter.symbol for parameter in model.parameters}
    return (
        _membrane(model, symbols),
        *(_current(current, symbols) for current in model.currents),
        *(equation for gate in model.gates for equation in _gate(gate, symbols)),
        *_speeds(model, symbols),
    )


def _membrane(model: Model, symbols: Symbols) -> Equation:
    capacitance = _written(parse(model.capacitance), symbols)
    ionic = "".join(f" - {current.symbol}" for current in model.currents)
    names = "".join(f" - I_{current.name}" for current in model.currents)
    return Equation(
        "membrane potential",
        rf"{capacitance.latex}\,\frac{{dV}}{{dt}} = I{ionic}",
        f"{capacitance.text}*dV/dt = I{names}",
    )


def _current(current: Current, symbols: Symbols) -> Equation:
    conductance, reversal = (_written(parse(x), symbols) for x in (current.conductance, current.reversal))
    gates = [(_written(name(gate), symbols), power) for gate, power in current.gates]
    factors = [mark.latex + (f"^{{{power}}}" if power != 1 else "") for mark, power in gates]
    words = [mark.text + (f"^{power}" if power != 1 else "") for mark, power in gates]
    product = r"\,".join([conductance.latex, *factors])
    return Equation(
        current.meaning,
        rf"{current.symbol} = {product}\,(V - {reversal.latex})",
        f"I_{current.name} = {'*'.join([conductance.text, *words])}*(V - {reversal.text})",
    )


def _gate(gate: Gate, symbols: Symbols) -> Iterator[Equation]:
    mark, speed = _written(name(gate.name), symbols), _speed(gate, symbols)
    kinetics, x = gate.kinetics, mark.text
    if isinstance(kinetics, Instantaneous):
        yield _definition(f"{gate.meaning} (instantaneous)", mark, kinetics.steady_state, symbols)
        return
    if isinstance(kinetics, Rates):
        first = Written(rf"\alpha_{{{mark.latex}}}", f"alpha_{x}")
        second = Written(rf"\beta_{{{mark.latex}}}", f"beta_{x}")
        right = Written(
            rf"\left[{first.latex}\,(1 - {mark.latex}) - {second.latex}\,{mark.latex}\right]",
            f"({first.text}*(1 - {x}) - {second.text}*{x})",
        )
        definitions = (("opening rate", first, kinetics.alpha), ("closing rate", second, kinetics.beta))
    else:
        first, second = (
            Written(rf"{mark.latex}_\infty", f"{x}_inf"),
            Written(rf"\tau_{{{mark.latex}}}", f"tau_{x}"),
        )
        right = Written(
            rf"\frac{{{first.latex} - {mark.latex}}}{{{second.latex}}}", f"({first.text} - {x})/{second.text}"
        )
        definitions = (
            ("steady state", first, kinetics.steady_state),
            (f"{speed.text}time constant".replace("*", " times the "), second, kinetics.time_constant),
        )
    yield Equation(
        gate.meaning,
        rf"\frac{{d{mark.latex}}}{{dt}} = {speed.latex}{right.latex}",
        f"d{x}/dt = {speed.text}{right.text}",
    )
    for meaning, written, expression in definitions:
        yield _definition(f"{meaning} of {x}", written, expression, symbols)


def _speed(gate: Gate, symbols: Symbols) -> Written:
    """The factor φ before a gate's rate: nothing if it is 1, itself if it is one parameter."""
    scale = parse(gate.scale)
    if scale is number(1.0):
        return Written("", "")
    if isinstance(scale, Name):
        return Written(rf"{latex(scale, symbols)}\,", f"{plain(scale)}*")
    return Written(rf"\varphi_{{{latex(name(gate.name))}}}\,", f"phi_{gate.name}*")


def _speeds(model: Model, symbols: Symbols) -> Iterator[Equation]:
    """Definitions of those factors, gates that share one together."""
    shared: dict[Expression, list[str]] = {}
    for gate in model.dynamic_gates:
        scale = parse(gate.scale)
        if not (scale is number(1.0) or isinstance(scale, Name)):
            shared.setdefault(scale, []).append(gate.name)
    for scale, gates in shared.items():
        marks = " = ".join(rf"\varphi_{{{latex(name(gate))}}}" for gate in gates)
        words = " = ".join(f"phi_{gate}" for gate in gates)
        right = _written(scale, symbols)
        yield Equation(f"speed of {', '.join(gates)}", f"{marks} = {right.latex}", f"{words} = {right.text}")


def _definition(meaning: str, mark: Written, expression: str, symbols: Symbols) -> Equation:
    right = _written(parse(expression), symbols)
    return Equation(meaning, f"{mark.latex} = {right.latex}", f"{mark.text} = {right.text}")


def _written(tree: Expression, symbols: Symbols) -> Written:
    return Written(latex(tree, symbols), plain(tree))
