"""What a form asks, as data: one YAML per form feeds the page, the browser, the desk and the tests.

`schema` is pure: models, and the one place where answers are judged; it does no I/O and reads no clock.
`load` reads the specs and runs every example in them; a form whose examples fail never reaches a reader.
"""
