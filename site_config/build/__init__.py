"""Makes the sites: generates pages, checks them, runs MkDocs, puts styles inside, weighs the result.

The only room of the site that writes files or starts programs, with the drawings and prints of `paper`.
"""
