"""The operations of the register machine (`core.numerics.machine`) by number."""

OPERATIONS = (
    # of arithmetic
    "+",
    "-",
    "*",
    "/",
    "negative",
    "^2",
    "^3",
    "^4",
    "multiply-add",
    "multiply-subtract",
    "subtract-product",
    # functions
    "exp",
    "linoid",
    "sigmoid",
    "tanh",
    "cosh",
    "sech",
    "sinh",
    "exprel",
    "log",
    "sqrt",
    "^",
    *(f"exprel_{k}" for k in range(1, 7)),
    *(f"linoid_{k}" for k in range(1, 7)),
)
"""Names as in `core.neuron.expression`; three more join a product ab to a third operand c: ab + c, ab − c and
c − ab."""

NUMBER = {name: number for number, name in enumerate(OPERATIONS)}
"""Number of every operation."""

ADD, SUBTRACT, MULTIPLY, DIVIDE = (NUMBER[name] for name in "+-*/")
NEGATIVE, SQUARE, CUBE, FOURTH = (NUMBER[name] for name in ("negative", "^2", "^3", "^4"))
MULTIPLY_ADD, MULTIPLY_SUBTRACT = NUMBER["multiply-add"], NUMBER["multiply-subtract"]
SUBTRACT_PRODUCT = NUMBER["subtract-product"]
EXP, LINOID, SIGMOID, TANH = (NUMBER[name] for name in ("exp", "linoid", "sigmoid", "tanh"))
COSH, SECH, SINH, EXPREL = (NUMBER[name] for name in ("cosh", "sech", "sinh", "exprel"))
LOG, SQRT, POWER = (NUMBER[name] for name in ("log", "sqrt", "^"))
EXPREL_1, LINOID_1 = NUMBER["exprel_1"], NUMBER["linoid_1"]
