"""What the agencies agreed: procedures, forms, agencies and laws, as YAML with a meaning.

It stands on `base` alone. `model` says what a procedure is; `load` reads the files and checks them together by the
rules in `names`, `rules`, `walk` and `together`. `clock` tells which duties of a case are open, late or done. Only
`load` does I/O, and nothing here reads a clock.
"""
