import math
import random
import re

import pytest
from starlette.testclient import TestClient

from core.neuron.expression import ExpressionError, evaluate, parse
from core.neuron.expression.functions import ELEMENTARY
from core.neuron.expression.language import FUNCTIONS, GRAMMAR, OPERATORS

RULE = re.compile(r"^(\w+)\s*= (.*) ;$", re.MULTILINE)
PART = re.compile(r'"[^"]*"|\.\.\.|[\w]+|[{}\[\]()|,]')


@pytest.fixture(scope="module")
def language(client: TestClient) -> dict[str, object]:
    answer = client.get("/v1/expressions")
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def test_its_example_is_a_model(client: TestClient, language: dict[str, object]) -> None:
    body = {"model": language["example"], "duration": 5.0}
    assert client.post("/v1/conductance-based/simulate", json=body).status_code == 200


def test_every_function_is_there_and_is_what_its_formula_says() -> None:
    assert tuple(function.name for function in FUNCTIONS) == ELEMENTARY
    for function in FUNCTIONS:
        if function.formula:
            for x in (0.3, 1.7, 5.0):
                value = evaluate(parse(f"{function.name}(x)"), {"x": x})
                assert value == pytest.approx(evaluate(parse(function.formula), {"x": x}), rel=1e-12)


def test_a_domain_is_where_there_is_a_value() -> None:
    for function in FUNCTIONS:
        for x in (-2.0, 0.0, 2.0):
            inside = {"all": True, "x": x > 0.0 or (x == 0.0 and ">=" in function.domain)}
            value = evaluate(parse(f"{function.name}(x)"), {"x": x})
            assert math.isfinite(float(value)) == inside[function.domain.split(" ")[0]], (function, x)


def test_precedences_are_those_of_the_parser() -> None:
    by_symbol = {item.symbols[0]: item for item in OPERATORS[:-1]}
    for a, first in by_symbol.items():
        for b, second in by_symbol.items():
            left_first = first.precedence > second.precedence or (
                first.precedence == second.precedence and first.associates == "left"
            )
            written = f"(x {a} y) {b} z" if left_first else f"x {a} (y {b} z)"
            assert parse(f"x {a} y {b} z") is parse(written)
    sign = OPERATORS[-1].precedence
    assert by_symbol["*"].precedence < sign < by_symbol["^"].precedence
    assert parse("-x^2") is parse("-(x^2)")
    assert parse("-x*y") is parse("(-x)*y")


class Grammar:
    """Texts made by the rules that are published."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.rules = {name: PART.findall(body) for name, body in RULE.findall(GRAMMAR)}
        self.rules["function"] = [" | ".join(f'"{name}"' for name in ELEMENTARY)]
        self.rules["function"] = PART.findall(self.rules["function"][0])

    def text(self, rule: str = "expression", depth: int = 7) -> str:
        parts = list(self.rules[rule])
        return self.alternatives(parts, depth)

    def alternatives(self, parts: list[str], depth: int) -> str:
        branches: list[list[str]] = [[]]
        level = 0
        for part in parts:
            level += (part in "{[(") - (part in "}])")
            if part == "|" and level == 0:
                branches.append([])
            else:
                branches[-1].append(part)
        # Near the end the simplest branch, which comes first but in a factor.
        simple = branches[-1] if branches[0][:2] == ["(", '"+"'] else branches[0]
        return self.sequence(self.random.choice(branches) if depth > 0 else simple, depth)

    def sequence(self, parts: list[str], depth: int) -> str:
        if len(parts) == 3 and parts[1] == "...":
            return chr(self.random.randint(ord(parts[0][1]), ord(parts[2][1])))
        made, at = "", 0
        while at < len(parts):
            part = parts[at]
            if part in "{[(":
                end = self.closing(parts, at)
                times = 1 if part == "(" else self.random.choice((0, 0, 1)) if depth > 0 else 0
                for _ in range(times):
                    made += self.alternatives(parts[at + 1 : end], depth - 1)
                at = end
            elif part.startswith('"'):
                made += part[1:-1]
            elif part != ",":
                made += self.text(part, depth - 1)
            at += 1
        return made

    @staticmethod
    def closing(parts: list[str], at: int) -> int:
        level = 0
        for k in range(at, len(parts)):
            level += (parts[k] in "{[(") - (parts[k] in "}])")
            if level == 0:
                return k
        raise AssertionError(parts)


def test_what_the_grammar_makes_is_parsed() -> None:
    made = [Grammar(seed).text() for seed in range(2000)]
    assert len(set(made)) > 1000
    refusals = [refusal(text) for text in made]
    # What no context-free grammar says: names of functions, sizes.
    allowed = re.compile("is a function|there is no function|deeper|more than|too large")
    assert [
        text for text, said in zip(made, refusals, strict=True) if said and not allowed.search(said)
    ] == []
    assert refusals.count("") > 1000


def refusal(text: str) -> str:
    try:
        parse(text)
    except ExpressionError as fault:
        return str(fault)
    return ""
