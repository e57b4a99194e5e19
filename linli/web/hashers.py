"""Password hashing: argon2id with t=2, m=19 MiB, p=1."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at the usual published minimum; raising the numbers re-hashes at sign-in."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
