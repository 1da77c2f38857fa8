"""Hypothesis strategies for pages."""

from __future__ import annotations

from hypothesis import strategies as st

cell_texts = st.text(
    st.one_of(
        st.sampled_from("预算绩效目标≥≤%0123456789.万元 \u3000（）"),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]),
    ),
    max_size=12,
)
"""What a cell may hold on one line."""


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """Draw a full grid of texts, and disjoint merged areas of it (top, left, bottom, right; 0-based)."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    grid = [[draw(cell_texts) for _ in range(columns)] for _ in range(rows)]
    taken: set[tuple[int, int]] = set()
    areas = []
    for _ in range(draw(st.integers(0, 3))):
        top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
        bottom, right = draw(st.integers(top, rows - 1)), draw(st.integers(left, columns - 1))
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if taken.isdisjoint(area):
            taken |= area
            areas.append((top, left, bottom, right))
    return grid, areas
