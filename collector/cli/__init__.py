"""`suluh`, the one command, and the only place where the rooms are put together.

One file per audience: `server` and `demo` for operators, `keys` and `officer` for P2TP2A, `content` for authors.
A command parses, asks and prints; what it does stands in the rooms.
"""
