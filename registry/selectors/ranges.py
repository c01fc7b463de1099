"""Ranges of certificate numbers: few even where certificates are many, so they are counted as ranges."""

from collections.abc import Iterable, Sequence

Range = tuple[int, int]


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The same numbers in as few ranges as possible, in order."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def common(ours: Sequence[Range], theirs: Sequence[Range]) -> list[Range]:
    """The numbers in both."""
    return joined(
        (max(first, begins), min(last, ends))
        for first, last in ours
        for begins, ends in theirs
        if max(first, begins) <= min(last, ends)
    )


def without(ours: Sequence[Range], taken: Sequence[Range]) -> list[Range]:
    """Our numbers that are not taken."""
    left: list[Range] = []
    gaps = joined(taken)
    for first, last in joined(ours):
        begins = first
        for gap_first, gap_last in gaps:
            if gap_last < begins or gap_first > last:
                continue
            if gap_first > begins:
                left.append((begins, gap_first - 1))
            begins = gap_last + 1
        if begins <= last:
            left.append((begins, last))
    return left


def count(ranges: Iterable[Range]) -> int:
    """How many numbers the ranges hold."""
    return sum(last - first + 1 for first, last in ranges)


def told(ranges: Iterable[Range], *, most: int = 12) -> str:
    """Ranges as people read them: 3, 7 to 9."""
    words = [str(first) if first == last else f"{first} to {last}" for first, last in ranges]
    more = f" and {len(words) - most} more ranges" if len(words) > most else ""
    return ", ".join(words[:most]) + more
