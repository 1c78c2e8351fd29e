"""What an expression costs: how many steps a row takes once it is written out for an engine."""

from __future__ import annotations

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.expressions.tree import Binary, Call, Name, Tree, Unary, Value

MOST = 3_000
TIMES: dict[str, tuple[int, ...]] = {
    "/": (1, 2),
    "%": (2, 4),
    "^": (2, 2),
    "&": (4, 4),
    "round": (4, 4),
    "sqrt": (2,),
    "exp": (2,),
    "ln": (2,),
    "log10": (2,),
    "bucket": (1, 3),
    "number": (2,),
    "text": (4,),
    "sum": (3,),
    "sum_if": (3, 3),
}
"""How often an argument is written out where it is more than once."""


def cost(tree: Tree) -> int:
    """Steps a row."""
    if isinstance(tree, Value | Name):
        return 1
    if isinstance(tree, Unary):
        return 1 + cost(tree.inner)
    if isinstance(tree, Binary):
        left, right = TIMES.get(tree.op, (1, 1))
        return 1 + left * cost(tree.left) + right * cost(tree.right)
    return 1 + sum(
        times * cost(one) for times, one in zip(times_of(tree), tree.inside, strict=False)
    )


def times_of(tree: Call) -> tuple[int, ...]:
    if tree.name == "in":
        return (len(tree.inside) - 1, *[1] * (len(tree.inside) - 1))
    return TIMES.get(tree.name, (1,) * len(tree.inside))


def check_cost(tree: Tree) -> Tree:
    """The tree, or Invalid when it costs more than MOST steps."""
    if cost(tree) > MOST:
        raise Invalid(
            "The expression costs too much for each row; split it into several columns.",
            code="wrong_expression",
        )
    return tree
