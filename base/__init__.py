"""What every room stands on: errors, the model and the values of content, YAML with line numbers, days.

Everybody may import it; it imports nothing of ours. Only `source` reads a file, and nothing here reads a clock.
"""
