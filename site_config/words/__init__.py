"""What is said of duties, limits, roles and flows, as plain data, for screen and paper alike. Pure.

No markup here: `pages` makes HTML of it, `paper` makes print. A sentence that both show is written here once.
"""
