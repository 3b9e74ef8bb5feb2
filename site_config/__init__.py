"""The two sites: facts, generated pages, rules on content, and the builds.

It reads procedures (`sop`) and form specs (`collector.forms`) and nothing else of the house. Pages are files in git:
`write` makes them, `check` compares and judges, `build` only turns what is on disk into HTML.
"""
