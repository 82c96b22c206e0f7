"""The language of a client's expressions, as the parser has it."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.neuron.client_model import request
from core.neuron.client_model.lifting import FORMS
from core.neuron.client_model.names import MAX_TOTAL, RESERVED
from core.neuron.expression import language
from core.neuron.expression.nodes import NAME
from core.neuron.working_range import WORKING_RANGE
from service.schemas.answer import Count
from service.schemas.examples import DECLARED

router = APIRouter(prefix="/expressions", tags=["models"])


class ExpressionOperator(BaseModel):
    """An operator."""

    symbols: list[str]
    precedence: Count = Field(description="the greater, the earlier it is applied")
    associates: str = Field(description="left: a - b - c is (a - b) - c; right: a^b^c is a^(b^c)")
    meaning: str


class ExpressionFunction(BaseModel):
    """A function of one argument, x."""

    name: str
    meaning: str
    formula: str = Field(description="its definition in the language itself; empty: elementary")
    domain: str = Field(description="arguments for which it has a value")


class Named(BaseModel):
    """A name and what it stands for."""

    name: str
    meaning: str


class StandardFormula(BaseModel):
    """A standard form of a rate as an expression of its numbers."""

    form: str
    expression: str


class ExpressionLimit(BaseModel):
    """A limit."""

    name: str
    value: Count = Field(description="the largest that is allowed")
    meaning: str


class ExpressionLanguage(BaseModel):
    """The language of expressions in a declared model."""

    description: str
    grammar: str = Field(description="EBNF (ISO 14977)")
    operators: list[ExpressionOperator]
    functions: list[ExpressionFunction]
    name_pattern: str = Field(description="regular expression that every name matches")
    reserved: list[Named] = Field(description="names that a declaration cannot give, besides the functions'")
    readable: list[Named] = Field(description="what an expression may read, by field")
    standard_forms: list[StandardFormula]
    limits: list[ExpressionLimit]
    checks: list[str] = Field(description="what is refused although it can be read")
    example: dict[str, object] = Field(description="a declared model")


_DESCRIPTION = (
    "Expressions are parsed into a tree of numbers, names, arithmetic and functions, which the service "
    "evaluates itself: no text is ever run or compiled. A plain number may stand wherever an expression "
    "may; it becomes a parameter with a name of its own, listed under `parameters` of the answer's "
    "`request`, where it can be changed."
)
_READABLE = {
    "gates: alpha, beta, steady_state, time_constant": "V, parameters, pools, variables",
    "currents: density": "V, parameters, pools, variables",
    "currents: reversal, inside, outside": "parameters, pools",
    "pools: removal": "parameters, the pool itself",
    "variables: rate": "V, parameters, gates, pools, variables",
    "all other fields": "parameters",
}
_CHECKS = (
    "unknown names, parameters that nothing reads, gates that act on no current",
    "a rate that is negative, a steady state outside of 0 to 1, a time constant that is not positive, a "
    "value that is not finite or a pole, anywhere from {:g} to {:g} mV".format(*WORKING_RANGE),
    "a capacitance, concentration or speed that is not positive, a conductance that is negative",
)


@router.get("", summary="The language of expressions", operation_id="expressions")
async def expressions() -> ExpressionLanguage:
    """Grammar, operators, functions, limits and reserved names of the expressions in a declared model."""
    return ExpressionLanguage(
        description=_DESCRIPTION,
        grammar=language.GRAMMAR,
        operators=[ExpressionOperator(**vars(item)) for item in language.OPERATORS],
        functions=[ExpressionFunction(**vars(item)) for item in language.FUNCTIONS],
        name_pattern=f"^{NAME.pattern}$",
        reserved=[Named(name=name, meaning=meaning) for name, meaning in RESERVED.items()],
        readable=[Named(name=field, meaning=names) for field, names in _READABLE.items()],
        standard_forms=[
            StandardFormula(form=form, expression=text.replace("{", "").replace("}", ""))
            for form, text in FORMS.items()
        ],
        limits=[ExpressionLimit(**vars(item)) for item in (*language.LIMITS, *_limits())],
        checks=list(_CHECKS),
        example=dict(DECLARED),
    )


def _limits() -> tuple[language.Limit, ...]:
    return (
        language.Limit("total", MAX_TOTAL, "characters of all expressions of a model"),
        language.Limit("name", request.NAME_LENGTH, "characters of a name"),
        language.Limit("gates", request.MAX_GATES, "gates of a model"),
        language.Limit("currents", request.MAX_CURRENTS, "currents of a model"),
        language.Limit("pools", request.MAX_POOLS, "pools of a model"),
        language.Limit("variables", request.MAX_VARIABLES, "variables of a model"),
        language.Limit("exponent", request.MAX_EXPONENT, "exponent of a gate"),
    )
