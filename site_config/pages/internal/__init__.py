"""The pages of the handbook, each a pure function from the procedures to Markdown.

One module a kind of page; `every` lists them all. No I/O and no clock.
"""
