"""How large a table file may be, and why: a file is not trusted before it is read.

The greatest tables of targets that were met have some 1,000 rows of 10 columns and 300 kB of text.
"""

from __future__ import annotations

from typing import Final

#: Bytes of the file itself. A table of a whole province would be a hundredth of this.
MAX_BYTES: Final = 64 * 1024 * 1024

#: Bytes of all parts of a zip archive (xlsx, docx) once unpacked; three times the file, since XML is wordy.
MAX_UNPACKED_BYTES: Final = 192 * 1024 * 1024

#: Unpacked bytes for one packed byte. The XML of an office file shrinks 5 to 40 times, a bomb 1,000.
MAX_UNPACKING_RATIO: Final = 200

#: The ratio says nothing of small parts: ten thousand empty styled rows shrink 300 times and hurt nobody.
MIN_SUSPECT_BYTES: Final = 8 * 1024 * 1024

#: Parts of a zip archive; a workbook of 200 sheets with drawings has fewer.
MAX_PARTS: Final = 5_000

#: Cells of one table with those that merged cells cover: 20,000 rows of 100 columns.
MAX_CELLS: Final = 2_000_000

#: Columns of one table. A printed page has room for 30; HTML ends a column span at 1,000 (WHATWG, 4.9.11).
MAX_COLUMNS: Final = 1_000

#: Characters of one cell: three times what Excel holds in one (32,767).
MAX_CELL_CHARACTERS: Final = 100_000

#: Characters of the whole file, counted once more for each cell that a merged cell covers.
MAX_CHARACTERS: Final = MAX_BYTES

#: Tables within tables. Pages laid out with tables nest up to ten.
MAX_NESTED_TABLES: Final = 50

#: HTML elements within elements that a browser would have to keep open; parsers take time by its square.
MAX_NESTED_ELEMENTS: Final = 5_000

#: Seconds that a reader may take until the next page or sheet (or, elsewhere, the whole file) is there.
MAX_SECONDS: Final = 20.0

#: Bytes of memory of the process that reads (where the system can limit it).
MAX_MEMORY: Final = 2 * 1024 * 1024 * 1024

#: Pages of a PDF. A report of one city's targets has some dozens.
MAX_PAGES: Final = 1_000
