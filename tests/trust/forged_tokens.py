"""Every way that we know to post what the channel did not: named, each with the answer it must get."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.trust.channel import APP_ID, TENANT_ID, Key, activity, as_body, claims

OTHER_TENANT = "bad00000-0000-4000-8000-000000000001"
BODY = as_body(activity())
JSON = ("Content-Type", "application/json; charset=utf-8")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True)
class Post:
    """One request and the status it must be answered with."""

    name: str
    status: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(default=BODY, repr=False)
    method: str = "POST"


@dataclass(frozen=True)
class Keyring:
    """The channel's keys as published, and a stranger's that is not."""

    good: Key
    second: Key
    #: Endorsed for another channel.
    elsewhere: Key
    #: Published without endorsements.
    bare: Key
    #: Published for encryption.
    sealing: Key
    #: Too short to be safe.
    short: Key
    stranger: Key

    @classmethod
    def new(cls) -> Keyring:
        return cls(
            good=Key.new("good"),
            second=Key.new("second"),
            elsewhere=Key.new("elsewhere", endorsements=["webchat"]),
            bare=Key("bare", Key.new("bare").private, None),
            sealing=Key.new("sealing", use="enc"),
            short=Key.new("short", bits=1024),
            stranger=Key.new("stranger"),
        )

    @property
    def published(self) -> list[Key]:
        return [self.good, self.second, self.elsewhere, self.bare, self.sealing, self.short]


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (JSON, ("Authorization", f"Bearer {token}"))


def forged(ring: Keyring, now: float) -> Iterator[Post]:
    """All named cases. `now` in seconds since 1970."""
    yield from _headers(ring, now)
    yield from (Post(name, 401, bearer(token)) for name, token in _shapes(ring, now))
    yield from (Post(name, 401, bearer(token)) for name, token in _keys(ring, now))
    yield from (Post(name, 401, bearer(ring.good.sign(changed))) for name, changed in _claims(now))
    yield from (Post(name, status, bearer(ring.good.sign(claims(now))), body) for name, status, body in _bodies())
    yield from _endorsements(ring, now)
    yield from _requests(ring.good.sign(claims(now)))


def _headers(ring: Keyring, now: float) -> Iterator[Post]:
    token = ring.good.sign(claims(now))
    for name, value in {
        "an empty authorisation": "",
        "only the scheme": "Bearer",
        "the scheme and a space": "Bearer ",
        "a basic password": "Basic YWRtaW46YWRtaW4=",
        "the token without a scheme": token,
        "the scheme in lower case": f"bearer {token}",
        "two spaces before the token": f"Bearer  {token}",
        "a tab before the token": f"Bearer\t{token}",
        "two tokens in one header": f"Bearer {token}, Bearer {token}",
        "a token and a parameter": f"Bearer {token} scope=all",
        "a word for a token": "Bearer secret",
        "null for a token": "Bearer null",
    }.items():
        yield Post(name, 401, (JSON, ("Authorization", value)))
    yield Post("no authorisation at all", 401, (JSON,))
    yield Post("two authorisation headers", 401, (*bearer(token), ("Authorization", f"Bearer {token}")))
    yield Post("the token in another header", 401, (JSON, ("X-Authorization", f"Bearer {token}")))


def _shapes(ring: Keyring, now: float) -> Iterator[tuple[str, str]]:
    token = ring.good.sign(claims(now))
    head, payload, signature = token.split(".")
    other = ring.good.sign(claims(now, serviceurl="https://smba.trafficmanager.net/de/"))
    yield "two parts", f"{head}.{payload}"
    yield "four parts", f"{token}.{signature}"
    yield "five parts, as an encrypted token has", f"{head}.{head}.{payload}.{payload}.{signature}"
    yield "no signature", f"{head}.{payload}."
    yield "no payload", f"{head}..{signature}"
    yield "a payload from another token", f"{head}.{other.split('.')[1]}.{signature}"
    yield "a signature from another token", f"{head}.{payload}.{other.split('.')[2]}"
    yield "a signature cut short", token[:-4]
    yield "a signature with padding", f"{token}=="
    yield "a signature in another spelling of the same bytes", _respelt(token)
    yield "a header in another spelling of the same bytes", _respelt(head) + f".{payload}.{signature}"
    yield "an empty payload", ring.good.sign({})
    yield "a payload that is a list", _raw(ring.good, {"alg": "RS256", "kid": "good"}, b"[]")
    yield "a payload that is not JSON", _raw(ring.good, {"alg": "RS256", "kid": "good"}, b"\xff\xfe")
    yield "a payload that is endlessly deep", _raw(ring.good, {"alg": "RS256", "kid": "good"}, b"[" * 1500)
    yield "a header that is a list", _part(b"[]") + f".{payload}.{signature}"
    yield "a header that is endlessly deep", _part(b"[" * 1500) + f".{payload}.{signature}"


def _keys(ring: Keyring, now: float) -> Iterator[tuple[str, str]]:
    good, said = ring.good, claims(now)
    public = good.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pair = {"alg": "RS256", "typ": "JWT", "kid": "good"}
    plain = as_body(said)
    for word in ("none", "None", "nOnE", ""):
        yield f"algorithm {word!r} without a signature", f"{_part(as_body({**pair, 'alg': word}))}.{_part(plain)}."
    yield "algorithm none over a good signature", _swapped(good.sign(said), {**pair, "alg": "none"})
    yield "HS256 with the public key as its secret", _hmac(public, {**pair, "alg": "HS256"}, plain)
    yield "HS256 with the key's id as its secret", _hmac(b"good", {**pair, "alg": "HS256"}, plain)
    yield "RS384 with the right key", good.sign(said, "RS384")
    yield "RS512 with the right key", good.sign(said, "RS512")
    yield "PS256 with the right key", good.sign(said, "PS256")
    curve = ec.generate_private_key(ec.SECP256R1())
    yield "ES256 with a key of another kind", jwt.encode(said, curve, "ES256", headers={"kid": "good"})
    yield "algorithm as a list", _raw(good, {**pair, "alg": ["RS256"]}, plain)
    yield "algorithm missing", _raw(good, {"kid": "good"}, plain)
    yield "a stranger's key under its own name", ring.stranger.sign(said)
    yield "a stranger's key under a known name", ring.stranger.sign(said, kid="good")
    yield "a published key under another's name", ring.second.sign(said, kid="good")
    yield "no key named", _raw(good, {"alg": "RS256"}, plain)
    yield "a number for the key's name", _raw(good, {**pair, "kid": 1}, plain)
    yield "a list for the key's name", _raw(good, {**pair, "kid": ["good"]}, plain)
    yield "an empty key name", _raw(good, {**pair, "kid": ""}, plain)
    yield "a path for the key's name", _raw(ring.stranger, {**pair, "kid": "../../dev/null"}, plain)
    yield "the stranger's key inside the token", ring.stranger.sign(said, kid="good", jwk=ring.stranger.published())
    yield "the stranger's address for keys", ring.stranger.sign(said, kid="good", jku="https://example.org/keys")
    yield "the stranger's certificate", ring.stranger.sign(said, kid="good", x5c=["MIIB"])
    yield "a critical header that we do not know", _raw(good, {**pair, "crit": ["exp"], "exp": 1}, plain)
    yield "a payload that is not encoded", _raw(good, {**pair, "crit": ["b64"], "b64": False}, plain)
    yield "a key published for encryption", ring.sealing.sign(said)
    yield "a key too short to be safe", _raw(ring.short, {**pair, "kid": "short"}, plain)


def _claims(now: float) -> Iterator[tuple[str, dict[str, Any]]]:
    entra = f"https://sts.windows.net/{TENANT_ID}/"
    changes: Mapping[str, dict[str, Any]] = {
        "no issuer": {"iss": ...},
        "another issuer": {"iss": "https://api.example.org"},
        "the issuer with a slash": {"iss": "https://api.botframework.com/"},
        "the government cloud's issuer": {"iss": "https://api.botframework.us"},
        "an issuer of the old emulator": {"iss": entra, "appid": APP_ID, "ver": "1.0"},
        "our own outbound token": {"iss": entra, "aud": "https://api.botframework.com", "appid": APP_ID},
        "no audience": {"aud": ...},
        "another app's token": {"aud": "00000000-0000-4000-8000-000000000000"},
        "our app among others": {"aud": [APP_ID, "other"]},
        "our app as an address": {"aud": f"api://{APP_ID}"},
        "our app in upper case": {"aud": APP_ID.upper()},
        "an empty audience": {"aud": ""},
        "expired six minutes ago": {"exp": int(now) - 360},
        "expired a year ago": {"exp": int(now) - 31_536_000},
        "no expiry": {"exp": ...},
        "a text for the expiry": {"exp": str(int(now) + 3600)},
        "null for the expiry": {"exp": None},
        "true for the expiry": {"exp": True},
        "NaN for the expiry": {"exp": float("nan")},
        "for ever": {"exp": float("inf")},
        "an expiry in milliseconds": {"exp": (int(now) + 3600) * 1000},
        "an expiry without end": {"exp": 10**400},
        "valid in ten minutes": {"nbf": int(now) + 600},
        "a text for the beginning": {"nbf": "now"},
        "no service address": {"serviceurl": ...},
        "an empty service address": {"serviceurl": ""},
        "a list of service addresses": {"serviceurl": ["https://smba.trafficmanager.net/uk/"]},
        "two service addresses": {"serviceUrl": "https://example.org/"},
    }
    yield from ((name, claims(now, **change)) for name, change in changes.items())


def _bodies() -> Iterator[tuple[str, int, bytes]]:
    tenant = {"tenant": {"id": OTHER_TENANT}}
    personal = {"id": "a:one-to-one", "tenantId": OTHER_TENANT}
    changes: Mapping[str, tuple[int, dict[str, Any]]] = {
        "no service address in the body": (403, {"serviceUrl": ...}),
        "another service address in the body": (403, {"serviceUrl": "https://smba.trafficmanager.net/de/"}),
        "a service address elsewhere": (403, {"serviceUrl": "https://example.org/uk/"}),
        "the service address in another case": (403, {"serviceUrl": "https://SMBA.trafficmanager.net/uk/"}),
        "a list for the service address": (400, {"serviceUrl": ["https://smba.trafficmanager.net/uk/"]}),
        "no channel": (403, {"channelId": ...}),
        "an empty channel": (403, {"channelId": ""}),
        "another channel": (403, {"channelId": "webchat"}),
        "the emulator's channel": (403, {"channelId": "emulator"}),
        "the channel in upper case": (403, {"channelId": "MSTEAMS"}),
        "a number for the channel": (400, {"channelId": 1}),
        "another tenant's conversation": (403, {"conversation": personal}),
        "another tenant's channel data": (403, {"channelData": tenant}),
        "another tenant's sender": (403, {"from": {"id": "29:x", "tenantId": OTHER_TENANT}}),
        "another tenant's recipient": (403, {"recipient": {"id": "28:x", "tenantId": OTHER_TENANT}}),
        "another tenant's new member": (403, {"membersAdded": [{"id": "29:x", "tenantId": OTHER_TENANT}]}),
        "another tenant's leaver": (403, {"membersRemoved": [{"id": "29:x", "tenantId": OTHER_TENANT}]}),
        "no tenant at all": (403, {"conversation": {"id": "a:one-to-one"}, "channelData": ...}),
        "a number for the tenant": (400, {"channelData": {"tenant": {"id": 1}}}),
        "a list for the tenant": (400, {"channelData": {"tenant": {"id": [TENANT_ID]}}}),
        "a text for the tenant's object": (400, {"channelData": {"tenant": TENANT_ID}}),
        "a list for the channel data": (400, {"channelData": [tenant]}),
        "a text for the conversation": (400, {"conversation": "a:one-to-one"}),
        "a text for the members": (400, {"membersAdded": "29:x"}),
        "a list of texts for the members": (400, {"membersAdded": ["29:x"]}),
    }
    for name, (status, change) in changes.items():
        yield name, status, as_body(activity(**change))
    both = BODY.replace(b'"channelId": "msteams"', b'"channelId": "msteams", "channelId": "webchat"')
    yield "a channel said twice, the second another", 403, both


def _endorsements(ring: Keyring, now: float) -> Iterator[Post]:
    yield Post("a key endorsed for another channel", 403, bearer(ring.elsewhere.sign(claims(now))))
    yield Post("a key endorsed for none", 403, bearer(ring.bare.sign(claims(now))))
    yield Post(
        "a key endorsed for another channel, and its activity", 403, bearer(ring.elsewhere.sign(claims(now))),
        as_body(activity(channelId="webchat")),
    )  # fmt: skip
    elsewhere = "https://example.org/uk/"
    yield Post(
        "a service address elsewhere, signed", 403, bearer(ring.good.sign(claims(now, serviceurl=elsewhere))),
        as_body(activity(serviceUrl=elsewhere)),
    )  # fmt: skip


def _requests(token: str) -> Iterator[Post]:
    auth = ("Authorization", f"Bearer {token}")
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
        yield Post(f"a good token by {method}", 405, bearer(token), method=method)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/json", "application/jsonp", "multipart/x"):
        yield Post(f"a good token and {kind}", 415, (("Content-Type", kind), auth))
    yield Post("a good token and another alphabet", 415, (("Content-Type", "application/json; charset=utf-16"), auth))
    yield Post("a compressed body", 415, (*bearer(token), ("Content-Encoding", "gzip")), gzip.compress(BODY))
    for name, body in {
        "no body": b"",
        "a body of spaces": b"   ",
        "half an object": BODY[:-10],
        "two objects": BODY + BODY,
        "a list": b"[" + BODY + b"]",
        "a text": b'"message"',
        "null": b"null",
        "NaN": BODY.replace(b'"help"', b"NaN"),
        "minus infinity": BODY.replace(b'"help"', b"-Infinity"),
        "a number beyond all": BODY.replace(b'"help"', b"1e999"),
        "a number of four thousand digits": BODY.replace(b'"help"', b"9" * 4000),
        "half a character": BODY.replace(b"help", b"\\ud800"),
        "bytes that are not UTF-8": BODY.replace(b"help", b"\xff\xfe"),
        "UTF-16": BODY.decode().encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + BODY,
        "depth of 65": BODY.replace(b'"help"', b'"help", "value": ' + b"[" * 64 + b"]" * 64),
        "depth of 65, objects and lists": BODY.replace(b'"help"', b'"help", "value": ' + b'{"a":[' * 32 + b"]}" * 32),
        "depth of 100,000": b"[" * 100_000,
        "objects 20,000 deep": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    }.items():
        yield Post(name, 400, bearer(token), body)
    yield Post("a body of 300 kB", 413, bearer(token), BODY.replace(b"help", b"x" * 300_000))


def mutated(token: str, seed: int, count: int) -> Iterator[str]:
    """`count` texts that are nearly `token` and never it."""
    chance = random.Random(seed)
    while count:
        text = _mutation(token, chance)
        if text != token:
            count -= 1
            yield text


def _mutation(token: str, chance: random.Random) -> str:
    at, other = chance.randrange(len(token)), chance.randrange(len(token))
    letter = chance.choice(_LETTERS + ".=+/")
    low, high = sorted((at, other))
    return chance.choice((
        lambda: token[:at] + letter + token[at + 1 :],
        lambda: token[:at] + token[at + 1 :],
        lambda: token[:at] + letter + token[at:],
        lambda: token[:at] + token[at].swapcase() + token[at + 1 :],
        lambda: token[:at],
        lambda: token[at:],
        lambda: token[:low] + token[high:],
        lambda: token[:high] + token[low:],
        lambda: token[:low] + token[low:high][::-1] + token[high:],
        lambda: token + "".join(chance.choices(_LETTERS, k=chance.randrange(1, 5))),
    ))()  # fmt: skip


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(key: Key, header: Mapping[str, Any], payload: bytes) -> str:
    """A token signed with RS256 over whatever the header says."""
    signed = f"{_part(as_body(header))}.{_part(payload)}"
    algorithm = jwt.get_algorithm_by_name("RS256")
    return f"{signed}.{_part(algorithm.sign(signed.encode(), key.private))}"


def _hmac(secret: bytes, header: Mapping[str, Any], payload: bytes) -> str:
    signed = f"{_part(as_body(header))}.{_part(payload)}"
    return f"{signed}.{_part(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def _swapped(token: str, header: Mapping[str, Any]) -> str:
    _, payload, signature = token.split(".")
    return f"{_part(json.dumps(header).encode())}.{payload}.{signature}"


def _respelt(text: str) -> str:
    """The last letter with one of its unused bits set: a lenient reader sees the same bytes."""
    last = _LETTERS.index(text[-1])
    unused = {2: 0b1111, 3: 0b11}.get(len(text.rsplit(".", 1)[-1]) % 4, 0)
    return text[:-1] + _LETTERS[last | 1] if unused and not last & unused else text + "A"
