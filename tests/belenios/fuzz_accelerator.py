"""Fuzz the accelerator against the plain group: `python tests/belenios/fuzz_accelerator.py`.

With `--sanitized DIRECTORY` the C code is first built there with the address and undefined
behaviour sanitizers (the process then needs libasan preloaded). A difference is an exception.
"""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

MODULE = "linli.belenios._accelerator"


def load_sanitized(directory: Path) -> None:
    """Build the sanitized extension and put it in the place of the installed one."""
    from linli.belenios.accelerator_build import build

    preload = os.environ.pop("LD_PRELOAD", "")  # the compiler itself must not run under it
    path = build(
        target=directory,
        flags=("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-O1"),
    )
    os.environ["LD_PRELOAD"] = preload
    spec = importlib.util.spec_from_file_location(MODULE, path)
    if spec is None or spec.loader is None:
        raise RuntimeError(path)
    sys.modules[MODULE] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def main() -> None:
    """Ask both implementations the same adversarial questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--sanitized", type=Path)
    options = parser.parse_args()
    if options.sanitized:
        load_sanitized(options.sanitized)

    from hypothesis import HealthCheck, given, settings

    from linli.belenios.accelerator import AcceleratedEd25519
    from tests.belenios import adversarial

    @given(adversarial.texts, adversarial.ballots(adversarial.texts), adversarial.elements)
    @settings(
        max_examples=options.examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(text: str, jobs: list[adversarial.Job], key: str) -> None:
        adversarial.same_answers(adversarial.PLAIN, AcceleratedEd25519(), text, jobs, key)

    ask()
    sys.stdout.write(f"{options.examples} examples, no difference\n")


if __name__ == "__main__":
    main()
