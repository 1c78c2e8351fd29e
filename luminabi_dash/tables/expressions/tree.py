"""What an expression is once it is read: small frozen nodes with their place in the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """A number, a text, true, false or null."""

    value: float | int | str | bool | None
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A column."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`op` is "-" or "not"."""

    op: str
    inner: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """`op`: + - * / % ^ & = != < <= > >= and or."""

    op: str
    left: Tree
    right: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `is null` and `in` are calls too."""

    name: str
    inside: tuple[Tree, ...]
    at: int


Tree = Value | Name | Unary | Binary | Call
