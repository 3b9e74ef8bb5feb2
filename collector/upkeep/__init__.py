"""What keeps a collector going: data folder, settings, secrets, accounts, what is served, watching, mail, `verify`.

It may start what `web` serves and read what `store` keeps; it holds no key. The command line asks it and prints.
"""
