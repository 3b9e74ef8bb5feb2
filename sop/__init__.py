"""The base room of all content: procedures, agencies and laws, as YAML with a meaning.

It imports nothing of ours, so that every other room may read it. `source` reads YAML and knows the line of
each node; `model` says what a procedure is and does no I/O; `load` reads the files and checks them together.
"""
