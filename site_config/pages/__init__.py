"""Generated pages and blocks: pure functions from the model to Markdown or HTML text. No file is read or written here.

Every word that comes from YAML is escaped where it enters HTML.
"""
