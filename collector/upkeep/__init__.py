"""What keeps a collector going: its data folder and settings, secrets, watching, mail.

It may start what `web` serves and read what `store` keeps; it holds no key. The command line asks it and prints.
"""
