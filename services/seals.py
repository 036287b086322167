"""Seals of the audit trail: signed statements of where the chain stood, kept in the database and in a file outside it.

The key is an Ed25519 key in the data folder, readable by its owner alone and never in the database: who can change the database cannot
sign. `audit_key.pub.pem` and copies of `audit_seals.jsonl` belong in other hands (docs/audit.md).
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from sqlalchemy.orm import Session

from models.audit import AuditSeal

KEY_FILE, PUBLIC_FILE, SEALS_FILE = "audit_key.pem", "audit_key.pub.pem", "audit_seals.jsonl"
CONTEXT = "kladka audit seal 1"


@dataclass(frozen=True, slots=True)
class Seal:
    """The chain ended with this hash at this event number, says whoever holds the key. at: ISO 8601 in UTC; signature: base64."""

    sequence: int
    hash: str
    at: str
    key: str
    signature: str

    @classmethod
    def of(cls, record: AuditSeal) -> "Seal":
        """The seal that a row holds."""
        return cls(record.sequence, record.hash, record.at.astimezone(UTC).isoformat(), record.key, record.signature)

    def signed(self) -> bytes:
        """What the signature is about."""
        return "|".join((CONTEXT, str(self.sequence), self.hash, self.at)).encode()


class Seals:
    """The key and the file of one data folder. Safe for several processes: the key is made once, lines are appended whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin_day(self, session: Session, sequence: int, last_hash: str, at: datetime) -> Callable[[], None]:
        """Seal the chain as it stands before the first write of a day. The answer is called after the commit: it writes the file."""
        seal = self.seal(session, sequence, last_hash, at)
        return (lambda: None) if seal is None else lambda: self.keep(seal)

    def seal(self, session: Session, sequence: int, last_hash: str, at: datetime) -> Seal | None:
        """Add a seal to the session; None where there is nothing to seal or this very end is sealed already."""
        if sequence == 0 or session.get(AuditSeal, sequence) is not None:
            return None
        private, name = self._key()
        unsigned = Seal(sequence, last_hash, at.astimezone(UTC).isoformat(), name, "")
        signature = base64.b64encode(private.sign(unsigned.signed())).decode()
        session.add(AuditSeal(sequence=sequence, hash=last_hash, at=at, key=name, signature=signature))
        session.flush()
        return Seal(sequence, last_hash, unsigned.at, name, signature)

    def keep(self, *seals: Seal) -> None:
        """Append to the file outside the database."""
        lines = "".join(json.dumps(asdict(seal), sort_keys=True) + "\n" for seal in seals)
        descriptor = os.open(self.folder / SEALS_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, lines.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def kept(self) -> Iterator[Seal]:
        """The seals of the file; a line that cannot be read is a seal that no key signed."""
        try:
            lines = (self.folder / SEALS_FILE).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                yield Seal(**json.loads(line))
            except (ValueError, TypeError):
                yield Seal(0, "", "", "", "")

    def is_sound(self, seal: Seal) -> bool:
        """Whether our key signed it."""
        public = self._public()
        if public is None or not isinstance(seal.signature, str):
            return False
        try:
            public.verify(base64.b64decode(seal.signature, validate=True), seal.signed())
        except (InvalidSignature, ValueError):
            return False
        return True

    def _key(self) -> tuple[Ed25519PrivateKey, str]:
        path = self.folder / KEY_FILE
        if not path.exists():
            self._make_key(path)
        private = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise TypeError(f"{path} holds no Ed25519 key")
        return private, key_name(private.public_key())

    def _make_key(self, path: Path) -> None:
        """Whole or not at all: a draft is linked under its name, and whoever comes second takes what the first made."""
        private = Ed25519PrivateKey.generate()
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            os.link(draft, path)
            public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            path.with_name(PUBLIC_FILE).write_bytes(public)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def _public(self) -> Ed25519PublicKey | None:
        """The public key; None where no seal was ever made here."""
        path = self.folder / PUBLIC_FILE
        if not path.exists():
            return self._key()[0].public_key() if (self.folder / KEY_FILE).exists() else None
        public = load_pem_public_key(path.read_bytes())
        return public if isinstance(public, Ed25519PublicKey) else None


def key_name(public: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the key."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]
