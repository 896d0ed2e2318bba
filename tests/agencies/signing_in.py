"""サインインの試験の道具: 確認アプリと、手のひらの上のパスキー（どちらも標準の手順どおりに動く）。"""

import base64
import hashlib
import hmac
import json
import os
import re
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from kasane.screens.sign_in import POSTING_KEY

OLD = "hajimete-no-aikotoba"


def totp(secret: str, at: float | None = None) -> str:
    """確認アプリが出す6桁（RFC 6238）。"""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int((at or time.time()) // 30)), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def enter(client: Any, login: str = "worker", password: str = OLD) -> Any:
    """サインインの画面から送る。"""
    return client.post(reverse("account_login"), {"login": login, "password": password})


def set_up_totp(client: Any) -> str:
    """確認コードを登録し、種を返す。"""
    page = client.get(reverse("mfa_activate_totp"))
    found = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert found is not None
    answer = client.post(reverse("mfa_activate_totp"), {"code": totp(found[1])})
    assert answer.status_code == 302
    return found[1]


def seated(client: Any) -> bool:
    """席に着いているか。"""
    return POSTING_KEY in client.session


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass
class Passkey:
    """端末の中のパスキー一つ（本人確認つき）。"""

    origin: str = "http://testserver"
    rp_id: str = "testserver"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    user_handle: bytes = b""

    def register(self, options: dict[str, Any]) -> str:
        """登録の儀式に答える。"""
        ask = options["creation_options"]["publicKey"]
        self.user_handle = raw(ask["user"]["id"])
        client = self._client("webauthn.create", ask["challenge"])
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
        about = AuthenticatorData.create(hashlib.sha256(self.rp_id.encode()).digest(), flags, 0, data)
        proof = AttestationObject.create("none", about, {})
        return self._packed({"clientDataJSON": text(client), "attestationObject": text(bytes(proof))}, rk=True)

    def answer(self, options: dict[str, Any]) -> str:
        """サインインの儀式に答える。"""
        ask = options["request_options"]["publicKey"]
        client = self._client("webauthn.get", ask["challenge"])
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
        about = bytes(AuthenticatorData.create(hashlib.sha256(self.rp_id.encode()).digest(), flags, 0))
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": about, "signature": signature, "userHandle": self.user_handle}
        return self._packed({name: text(value) for name, value in response.items()})

    def _client(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(type=kind, challenge=raw(challenge), origin=self.origin))

    def _packed(self, response: dict[str, str], rk: bool = False) -> str:
        extensions = {"credProps": {"rk": True}} if rk else {}
        key_id = text(self.credential_id)
        return json.dumps({"type": "public-key", "id": key_id, "rawId": key_id, "response": response, "clientExtensionResults": extensions})
