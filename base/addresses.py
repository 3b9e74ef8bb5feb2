"""The addresses that the public site, the collector and its forms must name alike, and the names of this machine. Pure.

Where a file of the two sites is served is in `site_config.facts.addresses`; a form's own address stands in its file.
"""

HOME = "/"
HELP = "/sekarang/"
NUMBERS = "/nomor/"
GOING = "/cara/#datang"
SEARCH = "/cari/"
# The collector's own pages.
WRITING = "/lapor"
MAILBOX = "/kotak"
STAFF_SITE = "/internal/"
SIGN_IN = "/masuk"
SIGN_OUT = "/keluar"
# How a host is written that is this very machine: what is sent there crosses no wire.
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
