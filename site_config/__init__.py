"""The two sites: facts, rules on content, words, pages, papers, and the builds.

It reads procedures (`sop`), form specs (`collector.forms`) and `base`, and nothing else of the house. Inside, `build`
-> `pages | paper` -> `words` -> `rules` -> `facts`: each room imports only what stands to its right.
"""
