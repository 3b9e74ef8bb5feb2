"""The bare primitives that no opening of an envelope can do without, for `suluh bench`: nobody's envelope is opened."""

import secrets
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from collector.core.primitives import FILE_KEY_SIZE, ONE_TIME_NONCE
from collector.core.recipients import (
    ENCAPSULATED_KEY_SIZE,
    HYBRID_INFO,
    HYBRID_SUITE,
    SEED_SIZE,
    expand_seed,
    hybrid_recipient,
)


def bare_opening(size: int) -> Callable[[], bytes]:
    """Give what decrypts one file key (HPKE) and `size` bytes in one piece (ChaCha20-Poly1305), and does no more."""
    seed = secrets.token_bytes(SEED_SIZE)
    private = MLKEM768X25519PrivateKey(*expand_seed(seed))
    stanza = hybrid_recipient(seed).wrap(secrets.token_bytes(FILE_KEY_SIZE))
    wrapped = stanza.share(arguments=2, size=ENCAPSULATED_KEY_SIZE) + stanza.body
    cipher = ChaCha20Poly1305(ChaCha20Poly1305.generate_key())
    sealed = cipher.encrypt(ONE_TIME_NONCE, secrets.token_bytes(size), None)

    def decrypt() -> bytes:
        HYBRID_SUITE.decrypt(wrapped, private, HYBRID_INFO)
        return cipher.decrypt(ONE_TIME_NONCE, sealed, None)

    return decrypt
