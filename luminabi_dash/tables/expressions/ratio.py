"""Which measures are sums over rows, or a sum over a sum: the two as expressions of single rows."""

from __future__ import annotations

from dataclasses import dataclass

from luminabi_dash.tables.expressions.grammar import parse, quoted
from luminabi_dash.tables.expressions.tree import Binary, Call, Name, Tree, Unary, Value

NOTHING = Value(0, 0)
ONE = Value(1, 0)


@dataclass(frozen=True, slots=True)
class Summed:
    """A measure that is sum(top), or sum(top) / sum(base): expressions of a row."""

    top: Tree
    base: Tree | None = None


def summed(text: str) -> Summed | None:
    """How the measure is made of sums; None for one that is not (a median, a root of a sum)."""
    return of_tree(parse(text))


def of_tree(tree: Tree) -> Summed | None:
    top = of_sum(tree)
    if top is not None:
        return Summed(top)
    if isinstance(tree, Call) and tree.name == "mean":
        return Summed(filled(tree.inside[0]), there(tree.inside[0]))
    if isinstance(tree, Unary) and tree.op == "-":
        inner = of_tree(tree.inner)
        return None if inner is None else Summed(Unary("-", inner.top, 0), inner.base)
    return of_binary(tree) if isinstance(tree, Binary) else None


def of_binary(tree: Binary) -> Summed | None:
    """A sum over a sum, and what a constant makes of it."""
    left, right = of_sum(tree.left), of_sum(tree.right)
    if tree.op == "/" and left is not None and right is not None:
        return Summed(left, right)
    if is_constant(tree.right) and tree.op in {"+", "-", "*", "/"}:
        inner = of_tree(tree.left)
        return None if inner is None else with_constant(tree.op, inner, tree.right)
    if is_constant(tree.left) and tree.op in {"+", "-", "*"}:
        inner = of_tree(tree.right)
        if inner is None:
            return None
        if tree.op == "-":
            inner = Summed(Unary("-", inner.top, 0), inner.base)
        return with_constant("+" if tree.op == "-" else tree.op, inner, tree.left)
    return None


def with_constant(op: str, inner: Summed, constant: Tree) -> Summed | None:
    if op in {"*", "/"}:
        return Summed(Binary(op, inner.top, constant, 0), inner.base)
    if inner.base is None:
        return None
    return Summed(Binary(op, inner.top, Binary("*", constant, inner.base, 0), 0), inner.base)


def of_sum(tree: Tree) -> Tree | None:
    """The row's part of what is summed; None when the tree is no sum of sums."""
    if isinstance(tree, Call):
        return of_call(tree)
    if isinstance(tree, Unary) and tree.op == "-":
        inner = of_sum(tree.inner)
        return None if inner is None else Unary("-", inner, 0)
    if not isinstance(tree, Binary):
        return None
    left, right = of_sum(tree.left), of_sum(tree.right)
    if tree.op in {"+", "-"} and left is not None and right is not None:
        return Binary(tree.op, left, right, 0)
    if tree.op in {"*", "/"} and left is not None and is_constant(tree.right):
        return Binary(tree.op, left, tree.right, 0)
    if tree.op == "*" and right is not None and is_constant(tree.left):
        return Binary("*", tree.left, right, 0)
    return None


def of_call(tree: Call) -> Tree | None:
    inside = tree.inside
    if tree.name == "sum":
        return filled(inside[0])
    if tree.name == "count":
        return there(inside[0]) if inside else ONE
    if tree.name == "sum_if":
        return Call("if", (inside[1], filled(inside[0]), NOTHING), 0)
    if tree.name == "count_if":
        return Call("if", (inside[0], ONE, NOTHING), 0)
    return None


def filled(tree: Tree) -> Tree:
    return Call("coalesce", (tree, NOTHING), 0)


def there(tree: Tree) -> Tree:
    return Call("if", (Call("is_null", (tree,), 0), NOTHING, ONE), 0)


def is_constant(tree: Tree) -> bool:
    if isinstance(tree, Unary):
        return is_constant(tree.inner)
    if isinstance(tree, Binary):
        return is_constant(tree.left) and is_constant(tree.right)
    return isinstance(tree, Value)


def written(tree: Tree) -> str:
    """The text of a tree, with every part in brackets."""
    if isinstance(tree, Value):
        return literal(tree.value)
    if isinstance(tree, Name):
        return quoted(tree.name)
    if isinstance(tree, Unary):
        return f"({tree.op} {written(tree.inner)})"
    if isinstance(tree, Binary):
        return f"({written(tree.left)} {tree.op} {written(tree.right)})"
    inside = [written(one) for one in tree.inside]
    if tree.name == "is_null":
        return f"({inside[0]} is null)"
    if tree.name == "in":
        return f"({inside[0]} in ({', '.join(inside[1:])}))"
    return f"{tree.name}({', '.join(inside)})"


def literal(value: float | str | bool | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return repr(value)
