"""What every room stands on: errors, the model of content, YAML with line numbers, days, the district.

Everybody may import it; it imports nothing of ours. Only `source` and `resolve` read a file; nothing reads a clock.
"""
