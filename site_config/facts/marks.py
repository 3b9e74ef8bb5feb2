"""The comments by which a file says what of it is made from data, and may not be changed there. Pure."""

from __future__ import annotations

import re

GENERATED = "<!-- Dihasilkan dari "  # in every page that is made whole from YAML
DRAWN = "<!-- Digambar dari "  # at the head of every drawing
BLOCK = "<!-- suluh:"  # opens what is made inside a page written by hand
BLOCK_END = "<!-- /suluh -->"
BLOCKS = re.compile(rf"{BLOCK}.*?{BLOCK_END}", re.DOTALL)
