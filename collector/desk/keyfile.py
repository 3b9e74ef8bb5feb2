"""An officer's key on disk: an age file, opened by a passphrase, that holds one hybrid identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from base.errors import SuluhError
from collector.core.age import ScryptRecipient, WrongKey, armor, dearmor, fingerprint, seal
from collector.core.opening import HybridIdentity, ScryptIdentity, open_bytes, parse_identity_file

if TYPE_CHECKING:
    from pathlib import Path


class KeyFileError(SuluhError):
    """The key file or its passphrase does not serve; the message never holds either."""


def new_key_text(name: str, passphrase: str) -> tuple[str, HybridIdentity]:
    """A new identity as an armored, passphrase-protected age file."""
    identity = HybridIdentity.generate()
    text = f"# {name}\n# {fingerprint(identity.recipient)}\n# {identity.recipient}\n{identity}\n"
    return armor(seal([ScryptRecipient(passphrase)], text.encode())), identity


def open_key(path: Path, passphrase: str) -> HybridIdentity:
    """The identity in a key file. KeyFileError where there is none, or the passphrase is wrong."""
    try:
        keys = parse_identity_file(open_bytes([ScryptIdentity(passphrase)], dearmor(path.read_bytes())).decode())
    except FileNotFoundError:
        raise KeyFileError(f"{path}: berkas kunci tidak ada. Periksa letaknya (mungkin di flashdisk).") from None
    except WrongKey:
        raise KeyFileError(f"{path}: kata sandi kunci salah. Periksa huruf besar dan kecil.") from None
    except SuluhError as error:
        raise KeyFileError(f"{path}: berkas kunci rusak ({type(error).__name__}). Pakai salinannya.") from None
    if len(keys) != 1 or not isinstance(keys[0], HybridIdentity):
        raise KeyFileError(f"{path}: berkas ini harus berisi tepat satu kunci AGE-SECRET-KEY-PQ-1….")
    return keys[0]
