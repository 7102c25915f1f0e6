"""What administrators bring in as CSV files: areas and the lists of the catalogue, all rows of a file or none.

Faults are told in English with line and column: they are read on a command line.
"""

from db.importing.areas import import_areas
from db.importing.facilities import import_facilities
from db.importing.products import import_brands, import_products
from db.importing.screenings import import_screenings, import_symptoms
from db.importing.topics import import_topics

__all__ = [
    "import_areas",
    "import_brands",
    "import_facilities",
    "import_products",
    "import_screenings",
    "import_symptoms",
    "import_topics",
]
