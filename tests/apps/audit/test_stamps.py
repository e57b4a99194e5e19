"""Time stamps by a throw-away authority (openssl): the right one is kept, others are refused."""

import shutil
import subprocess

import pytest

from linli.apps.audit import services
from linli.apps.audit.models import SealStamp
from linli.core.access import Actor
from tests.apps.audit.test_trail import fill

pytestmark = pytest.mark.django_db

CONFIG = """
[req]
distinguished_name = name
prompt = no
x509_extensions = root
[name]
CN = Linli test authority
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[tsa_cert]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = here
[here]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
accuracy = secs:1
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authority")
    (folder / "ssl.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01")
    openssl = shutil.which("openssl")
    assert openssl, "openssl is part of every Debian"

    def run(*arguments):
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem",
        "-days", "3650", "-config", "ssl.cnf")  # fmt: skip
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr",
        "-subj", "/CN=Linli test stamp", "-config", "ssl.cnf")  # fmt: skip
    run("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-out",
        "tsa.pem", "-days", "3650", "-extfile", "ssl.cnf", "-extensions", "tsa_cert",
        "-CAcreateserial")  # fmt: skip

    def stamp(request: bytes) -> bytes:
        (folder / "request").write_bytes(request)
        run("ts", "-reply", "-queryfile", "request", "-signer", "tsa.pem", "-inkey", "tsa.key",
            "-config", "ssl.cnf", "-section", "here", "-out", "response")  # fmt: skip
        return (folder / "response").read_bytes()

    return stamp, (folder / "root.pem").read_bytes()


def keep(number, response, root, now):
    return services.keep_stamp(
        actor=Actor.system(), seal_number=number, response=response, authority=root, now=now
    )


def test_stamp_of_the_head_is_kept(now, authority):
    fill(now)
    stamp, root = authority

    keep(2, stamp(services.stamp_request(seal_number=2)), root, now)

    assert SealStamp.objects.get().seal.number == 2


def test_stamp_of_another_seal_is_refused(now, authority):
    fill(now)
    stamp, root = authority

    with pytest.raises(services.StampRefused):
        keep(3, stamp(services.stamp_request(seal_number=2)), root, now)


def test_bytes_that_are_no_stamp_are_refused(now, authority):
    fill(now)

    with pytest.raises(services.StampRefused):
        keep(2, b"no stamp", authority[1], now)


def test_unknown_seal_is_refused(now):
    with pytest.raises(services.SealUnknown):
        services.stamp_request(seal_number=99)
