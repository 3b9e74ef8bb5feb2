"""The door: sealed envelopes come in, and only the officers' keys open them.

`cli` -> `upkeep` -> `web | desk` -> `store` -> `forms | core` -> `base`: each room imports only what stands to its
right. `web` holds no private key and has no path to plaintext; `desk` runs on an officer's machine and holds the key.
"""
