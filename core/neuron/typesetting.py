"""The equations of a declared model as LaTeX and as plain text, for readers and the catalogue."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from core.neuron.declaration import Current, Gate, Instantaneous, IonicCurrent, Model, Pool, Rates, Variable
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
    symbols |= {item.name: item.symbol for item in model.variables}
    symbols |= {item.name: item.symbol for item in model.pools}
    return (
        _membrane(model, symbols),
        *(_current(current, symbols) for current in model.currents),
        *(equation for gate in model.gates for equation in _gate(gate, symbols)),
        *(_variable(variable, symbols) for variable in model.variables),
        *(_pool(pool, model, symbols) for pool in model.pools),
        *_speeds(model, symbols),
    )


def _membrane(model: Model, symbols: Symbols) -> Equation:
    tree = parse(model.capacitance)
    capacitance = _written(tree, symbols)
    if tree is number(1.0):
        capacitance = Written("", "")
    ionic = "".join(f" - {current.symbol}" for current in model.currents)
    names = "".join(f" - I_{current.name}" for current in model.currents)
    return Equation(
        "membrane potential",
        (rf"{capacitance.latex}\," if capacitance.latex else "") + rf"\frac{{dV}}{{dt}} = I{ionic}",
        (f"{capacitance.text}*" if capacitance.text else "") + f"dV/dt = I{names}",
    )


def _current(current: IonicCurrent, symbols: Symbols) -> Equation:
    strength = "" if current.strength is number(1.0) else latex(current.strength, symbols)
    gates = [(_written(name(gate), symbols), power) for gate, power in current.gates]
    factors = [mark.latex + (f"^{{{power}}}" if power != 1 else "") for mark, power in gates]
    words = [mark.text + (f"^{power}" if power != 1 else "") for mark, power in gates]
    force = _force(current, symbols)
    text = "*".join(
        [*([plain(current.strength)] if strength else []), *words, *([force.text] if force else [])]
    )
    product = r"\,".join([*([strength] if strength else []), *factors, *([force.latex] if force else [])])
    return Equation(
        current.meaning,
        rf"{current.symbol} = {product}",
        f"I_{current.name} = {text}",
    )


def _force(current: IonicCurrent, symbols: Symbols) -> Written | None:
    """The driving force as a factor; None where it is 1."""
    if current.driving is number(1.0) and current.gates:
        return None
    if isinstance(current, Current):
        reversal = _written(parse(current.reversal), symbols)
        return Written(rf"(V - {reversal.latex})", f"(V - {reversal.text})")
    force = _written(current.driving, symbols)
    if not current.gates and current.strength is number(1.0):
        return force
    return Written(rf"\left[{force.latex}\right]", f"({force.text})")


def _variable(variable: Variable, symbols: Symbols) -> Equation:
    rate = _written(parse(variable.rate), symbols)
    left = Written(rf"\frac{{d{variable.symbol}}}{{dt}}", f"d{variable.name}/dt")
    return Equation(variable.meaning, f"{left.latex} = {rate.latex}", f"{left.text} = {rate.text}")


def _pool(pool: Pool, model: Model, symbols: Symbols) -> Equation:
    gain, removal = _written(parse(pool.gain), symbols), _written(parse(pool.removal), symbols)
    marks = {current.name: current.symbol for current in model.currents}
    carried = " + ".join(marks[current] for current in pool.currents)
    words = " + ".join(f"I_{current}" for current in pool.currents)
    return Equation(
        pool.meaning,
        rf"\frac{{d{pool.symbol}}}{{dt}} = -{gain.latex}\,({carried}) - \left[{removal.latex}\right]",
        f"d{pool.name}/dt = -({gain.text})*({words}) - ({removal.text})",
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
            Written(rf"{{{mark.latex}}}_\infty", f"{x}_inf"),
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
