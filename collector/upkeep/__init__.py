"""What keeps a collector going: settings, keys, what is served, alarm, backup, sweep, demo, `verify` and `bench`.

It may start what `web` serves and read what `store` keeps; it holds no key but those that a drill is handed. It does
the work and raises errors of ours; the command line asks, prints and gives exit codes.
"""
