"""The catalogue: what is declared about every model."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import ConstantFieldCurrent, Current, GeneralCurrent, Model, Parameter
from core.neuron.typesetting import typeset
from core.references import cite
from service import problems
from service.schemas.answer import Count, Reference

router = APIRouter(prefix="/models", tags=["models"])


class Entry(BaseModel):
    """A model in the list."""

    name: str
    title: str
    description: str
    states: list[str]
    presets: list[str]


class ModelParameter(BaseModel):
    """A constant of a model."""

    name: str
    symbol: str = Field(description="LaTeX")
    quantity: str = Field(description="what it measures")
    unit: str
    default: float
    bounds: str
    minimum: float | None = Field(description="least value, or what it must exceed; null: none")
    maximum: float | None = Field(description="greatest value, or what it must stay below; null: none")
    meaning: str


class ModelState(BaseModel):
    """A state variable."""

    name: str
    unit: str
    meaning: str


class ModelCurrent(BaseModel):
    """An ionic current: by the names of its parameters and gates, or as an expression."""

    name: str
    symbol: str = Field(description="LaTeX")
    meaning: str
    kind: str = Field(description="ohmic, constant-field or general")
    conductance: str | None = Field(description="of an ohmic current; null: another kind")
    reversal: str | None = Field(description="of an ohmic current; null: another kind")
    permeability: str | None = Field(description="of a constant-field current; null: another kind")
    density: str | None = Field(description="of a general current: it, without its gates; null: another kind")
    gates: dict[str, Count] = Field(description="exponent by gate")


class ModelPreset(BaseModel):
    """A named set of constants."""

    name: str
    meaning: str
    values: dict[str, float]


class Equation(BaseModel):
    """One equation."""

    name: str
    latex: str
    text: str


_KINDS: dict[type, str] = {
    Current: "ohmic",
    ConstantFieldCurrent: "constant-field",
    GeneralCurrent: "general",
}


class Description(BaseModel):
    """Everything that is declared about a model."""

    name: str
    title: str
    description: str
    parameters: list[ModelParameter]
    states: list[ModelState]
    currents: list[ModelCurrent]
    presets: list[ModelPreset]
    equations: list[Equation]
    notes: list[str]
    references: list[Reference]


@router.get("", summary="All models", operation_id="models")
async def models() -> list[Entry]:
    """The declared models."""
    return [_entry(model) for model in CATALOGUE.values()]


@router.get(
    "/{name}",
    summary="One model",
    operation_id="model",
    responses=problems.openapi_responses(404),
)
async def model(name: str) -> Description:
    """Parameters with units and defaults, states, currents, equations in LaTeX and plain text, references."""
    if name in CATALOGUE:
        return _description(CATALOGUE[name])
    detail = f"There is no model {problems.shortened(name, 60)!r}; there is: {', '.join(CATALOGUE)}."
    raise problems.ProblemError("not-found", detail)


def _entry(declared: Model) -> Entry:
    return Entry(
        name=declared.name,
        title=declared.title,
        description=declared.description,
        states=list(declared.state_names),
        presets=[preset.name for preset in declared.presets],
    )


def _description(declared: Model) -> Description:
    return Description(
        name=declared.name,
        title=declared.title,
        description=declared.description,
        parameters=[_parameter(item) for item in declared.parameters],
        states=[
            ModelState(name="voltage", unit=declared.units[0], meaning="membrane potential"),
            *(ModelState(name=item.name, unit=item.unit, meaning=item.meaning) for item in declared.dynamic),
        ],
        currents=[
            ModelCurrent(
                name=current.name,
                symbol=current.symbol,
                meaning=current.meaning,
                kind=_KINDS[type(current)],
                conductance=getattr(current, "conductance", None),
                reversal=getattr(current, "reversal", None),
                permeability=getattr(current, "permeability", None),
                density=getattr(current, "density", None),
                gates=dict(current.gates),
            )
            for current in declared.currents
        ],
        presets=[
            ModelPreset(name=preset.name, meaning=preset.meaning, values=dict(preset.values))
            for preset in declared.presets
        ],
        equations=[Equation(name=name, latex=latex, text=text) for name, latex, text in typeset(declared)],
        notes=list(declared.notes),
        references=[
            Reference(key=source.key, citation=source.citation, doi=source.doi)
            for source in cite(*declared.references)
        ],
    )


def _parameter(item: Parameter) -> ModelParameter:
    bounds = item.quantity.bounds
    return ModelParameter(
        name=item.name,
        symbol=item.symbol,
        quantity=item.quantity.name,
        unit=item.quantity.unit,
        default=item.default,
        bounds=str(bounds),
        minimum=bounds.gt if bounds.gt is not None else bounds.ge,
        maximum=bounds.lt if bounds.lt is not None else bounds.le,
        meaning=item.meaning,
    )
