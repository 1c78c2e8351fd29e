"""A column of text as its different texts and, for each row, which of them stands there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

EMPTY = -1


class Cells:
    """`texts` are different and not empty; `codes` say which text a row holds, EMPTY for none.

    Rules look at each different text once; a change costs one pass over the codes and makes other
    cells. `memory` keeps what was found about these.
    """

    def __init__(self, texts: pl.Series, codes: Codes, counts: Ints | None = None) -> None:
        self.texts = texts
        self.codes = codes
        if counts is not None:
            self.counts = counts
        self._matches: dict[str, Mask] = {}
        self.memory: dict[str, Any] = {}

    @classmethod
    def of(cls, series: pl.Series) -> Cells:
        """Encode a column; empty text and null are both empty."""
        array = series.cast(pl.String).to_arrow().cast(pa.large_string()).dictionary_encode()
        codes = array.indices.fill_null(EMPTY).to_numpy(zero_copy_only=False).astype(np.int32)
        texts = pl.Series("texts", pl.from_arrow(array.dictionary), dtype=pl.String)
        blank = (texts == "").arg_true()
        if len(blank):
            place = int(blank[0])
            codes = np.where(codes == place, EMPTY, codes - (codes > place)).astype(np.int32)
            texts = texts.filter(texts != "")
        return cls(texts, codes)

    @cached_property
    def counts(self) -> Ints:
        """Rows of each text."""
        counts = np.bincount(self.codes + 1, minlength=len(self.texts) + 1)
        return counts[1:].astype(np.int64)

    @cached_property
    def filled(self) -> int:
        return int(self.counts.sum())

    @cached_property
    def order(self) -> tuple[Ints, Ints]:
        """Rows sorted by their text, and where each text begins among them (empty ones first)."""
        starts = np.cumsum(np.concatenate([[self.rows - self.filled], self.counts]))
        return np.argsort(self.codes, kind="stable"), starts

    def rows_of(self, place: int) -> Ints:
        """Rows that hold the text at this place, rising."""
        rows, starts = self.order
        return rows[starts[place] : starts[place + 1]]

    @property
    def rows(self) -> int:
        return len(self.codes)

    @property
    def distinct(self) -> int:
        return len(self.texts)

    @cached_property
    def lengths(self) -> Ints:
        return self.texts.str.len_chars().to_numpy().astype(np.int64)

    @cached_property
    def is_ascii(self) -> bool:
        return bool((self.texts.str.len_bytes() == self.texts.str.len_chars()).all())

    def matches(self, pattern: str) -> Mask:
        """For each text whether it contains the pattern; looked at once."""
        if pattern not in self._matches:
            self._matches[pattern] = self.texts.str.contains(pattern).to_numpy().astype(bool)
        return self._matches[pattern]

    def share(self, chosen: Mask) -> float:
        """Share of the filled rows whose text is chosen."""
        return float(self.counts[chosen].sum() / self.filled) if self.filled else 0.0

    def pick(self, chosen: Mask) -> list[str]:
        return self.texts.filter(pl.Series(chosen)).to_list()

    def tally(self) -> dict[str, int]:
        """Rows by text, commonest first; for columns with few different texts."""
        order = np.argsort(-self.counts, kind="stable")
        texts = self.texts.gather(order).to_list()
        return dict(zip(texts, self.counts[order].tolist(), strict=True))

    def places(self, texts: Collection[str]) -> dict[str, int]:
        """Where some texts stand among `texts`, if they do."""
        found = self.texts.is_in(list(texts)).arg_true()
        return dict(zip(self.texts.gather(found).to_list(), found.to_list(), strict=True))

    def rows_where(self, chosen: Mask) -> Ints:
        """Places of the rows whose text is chosen, rising."""
        if not chosen.any():
            return np.zeros(0, np.int64)
        return np.flatnonzero(np.append(chosen, False)[self.codes])

    def rows_with(self, texts: Collection[str]) -> Ints:
        chosen = np.zeros(self.distinct, bool)
        chosen[list(self.places(texts).values())] = True
        return self.rows_where(chosen)

    def rule(self, rule: Callable[[str], str | None], chosen: Mask) -> dict[str, str | None]:
        """What a rule makes of the chosen texts, where it makes anything else of them."""
        found = {text: rule(text) for text in self.pick(chosen)}
        return {text: new for text, new in found.items() if new != text}

    def at(self, rows: Ints) -> pl.Series:
        """The texts of some rows."""
        codes = self.codes[rows]
        if not self.distinct:
            return pl.Series("texts", [None] * len(rows), dtype=pl.String)
        found = self.texts.gather(np.maximum(codes, 0))
        return found.set(pl.Series(codes == EMPTY), None) if (codes == EMPTY).any() else found

    def series(self, name: str) -> pl.Series:
        """The whole column of text, null for empty."""
        return self.at(np.arange(self.rows)).alias(name)

    def respelled(self, after: Mapping[str, str | None]) -> Cells:
        """The column with texts exchanged everywhere."""
        places = self.places(after.keys())
        texts, known = self._with([after[text] for text in places])
        lookup = np.arange(self.distinct, dtype=np.int64)
        for text, place in places.items():
            new = after[text]
            lookup[place] = known[new] if new else EMPTY
        counts = np.bincount(lookup + 1, weights=self.counts, minlength=len(texts) + 1)[1:]
        return self._compacted(texts, counts.astype(np.int64), lookup)

    def rewritten(self, rows: Ints, after: Sequence[str | None]) -> Cells:
        """The column with other texts in some rows."""
        texts, known = self._with(after)
        codes = self.codes.copy()
        codes[rows] = [known[new] if new else EMPTY for new in after]
        made = Cells(texts, codes)
        return made._compacted(texts, made.counts, np.arange(len(texts)))

    def kept(self, rows: Mask) -> Cells:
        """The column of some rows only."""
        gone = np.bincount(self.codes[~rows] + 1, minlength=self.distinct + 1)[1:]
        made = Cells(self.texts, self.codes[rows])
        made._matches = self._matches
        return made._compacted(self.texts, self.counts - gone, np.arange(self.distinct))

    def _with(self, wanted: Iterable[str | None]) -> tuple[pl.Series, dict[str, int]]:
        """All texts with new ones behind them, and where each wanted one stands."""
        unique = dict.fromkeys(text for text in wanted if text)
        known = self.places(unique)
        fresh = [text for text in unique if text not in known]
        known |= {text: self.distinct + place for place, text in enumerate(fresh)}
        more = pl.Series(self.texts.name, fresh, dtype=pl.String)
        return (pl.concat([self.texts, more]) if fresh else self.texts), known

    def _compacted(self, texts: pl.Series, counts: Ints, lookup: Ints) -> Cells:
        """Codes led through `lookup`, without texts that no row holds any more."""
        used = counts > 0
        known = self._matches if len(texts) == self.distinct else {}
        if not used.all():
            moved = np.append(np.cumsum(used) - 1, EMPTY)
            lookup = moved[lookup]
            texts, counts = texts.filter(pl.Series(used)), counts[used]
            known = {pattern: mask[used] for pattern, mask in known.items()}
        codes = self.codes
        if len(lookup) != len(texts) or (lookup != np.arange(len(texts))).any():
            codes = np.append(lookup, EMPTY).astype(np.int32)[self.codes]
        made = Cells(texts, codes, counts)
        made._matches = dict(known)
        return made
