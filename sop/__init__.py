"""The base room of all content: procedures, forms, agencies and laws, as YAML with a meaning.

It imports nothing of ours, so that every other room may read it. `source` reads YAML and knows the line of
each node; `model` says what a procedure is; `load` reads the files and checks them together by the rules in `names`,
`rules`, `walk` and `together`. `clock` tells which duties of a case are open, late or done. Only `source` and `load`
do I/O, and nothing here reads a clock.
"""
