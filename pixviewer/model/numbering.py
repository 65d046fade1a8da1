"""Numbers of tables: requests hold one, so that answers of two tables are never taken for each other."""

from itertools import count

_numbers = count(1)


def next_table_number() -> int:
    """Give a number that no other table of this program has, in any window."""
    return next(_numbers)
