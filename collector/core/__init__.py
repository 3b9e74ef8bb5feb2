"""Pure cryptography: bytes and binary streams in, bytes and typed errors out.

Nothing here touches a file, the network, the environment, a clock or a log, and no message or repr holds a secret.
Only `opening` decrypts; it is imported by its full name, by the desk and the command line alone, and never from here.
"""
