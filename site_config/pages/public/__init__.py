"""What the public site shows from data: numbers, menus, keys, the card to keep. Pure.

An author marks the place of a block; `blocks` says what stands there. No I/O and no clock.
"""
