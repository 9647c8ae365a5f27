"""Tables: who is in them, who is missing, and how their labels fall."""

from isonomia.assess.tables.assess import assess_table, table_assessment
from isonomia.assess.tables.fields import TableFields, count_table
from isonomia.assess.tables.sheets import Place
from isonomia.assess.tables.warehouse import profile_from_cells, table_query

__all__ = [
    "Place",
    "TableFields",
    "assess_table",
    "count_table",
    "profile_from_cells",
    "table_assessment",
    "table_query",
]
