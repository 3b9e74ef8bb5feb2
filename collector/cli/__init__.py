"""`suluh`, the one command, and the only place where the rooms are put together.

For operators `server`, `accounts`, `upkeep`, `watch` and `demo`, for officers `keys` and `officer`, for authors
`content`.
A command parses, asks and prints; what it does stands in the rooms.
"""
