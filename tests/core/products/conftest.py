"""Tables in each state, with and without an index."""

import pytest
from numpy_products import a_table
from tables import STATES


@pytest.fixture(scope="module", params=STATES)
def made(request):
    return a_table(request.param)


@pytest.fixture(scope="module", params=[False, True], ids=["unindexed", "indexed"])
def table(made, request):
    table = made.in_memory()
    if request.param:
        table.ensure_blocks()
    return table
