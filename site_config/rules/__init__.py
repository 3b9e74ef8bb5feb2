"""What content may not say: wrong law, dead links, office words, values that fit no schema.

A rule takes texts or models and yields errors with file and line. It reads no clock and changes nothing.
"""
