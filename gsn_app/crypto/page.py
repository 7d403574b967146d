"""Decrypting the pages of an SQLCipher 4 file without SQLCipher: what a search for residues reads, free pages included.

    page 1   salt 16 | AES-256-CBC(key, iv, 4,000 B) | iv 16 | HMAC 64;  the others: 4,016 B | iv 16 | HMAC 64

Nothing is authenticated here: a damaged page gives noise, and noise holds no word. Opening the vault authenticates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE: Final = 4096
RESERVE: Final = 80
SALT: Final = 16


def decrypt_pages(stream: BinaryIO, file_key: bytes) -> Iterator[tuple[int, bytes]]:
    """``(page number from 1, clear bytes)`` of every whole page of a file, in order."""
    number = 0
    while len(page := stream.read(PAGE)) == PAGE:
        number += 1
        body = page[SALT if number == 1 else 0 : -RESERVE]
        clear = Cipher(algorithms.AES(file_key), modes.CBC(page[-RESERVE : -RESERVE + SALT])).decryptor()
        yield number, clear.update(body) + clear.finalize()
