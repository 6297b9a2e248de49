# Python 3.9 or newer with the package cryptography.
import base64, json, os, time, uuid
from cryptography.hazmat.primitives.serialization import load_pem_private_key

with open(os.environ["STOA_KEY_FILE"], "rb") as file:
    key = load_pem_private_key(file.read(), password=None)


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign_stoa_token(person: dict, customer: dict) -> str:
    """A token that signs one of your people in at the marketplace: good once, for a minute."""
    now = int(time.time())
    header = {"alg": "EdDSA", "typ": "JWT", "kid": os.environ["STOA_KID"]}
    claims = {
        "iss": os.environ["STOA_ISSUER"], "aud": os.environ["STOA_URL"], "jti": str(uuid.uuid4()), "iat": now, "exp": now + 60,
        "sub": person["id"], "name": person["name"], "email": person["email"], "role": person["role"], "customer": customer,
    }
    signed = ".".join(part(json.dumps(one).encode()) for one in (header, claims))
    return f"{signed}.{part(key.sign(signed.encode()))}"
