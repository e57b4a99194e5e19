"""Compile the optional accelerator: `python -m linli.belenios.accelerator_build`.

The result is one extension module beside this file, for this machine's compiler and Python.
Without a C compiler nothing is lost but speed.
"""

import sys
import tempfile
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).parent
MODULE = "linli.belenios._accelerator"

# What Python may call; the sentences stand beside the definitions in accelerator.c.
DECLARATIONS = """
typedef struct linli_table linli_table;
typedef struct linli_base { int32_t factor_count, member, row_count; } linli_base;
linli_table *linli_table_new(const char *text);
void linli_table_free(linli_table *table);
int linli_check(const char *texts, size_t count, size_t *which);
int linli_product_of_powers(const char *texts, const uint8_t *exponents, size_t count,
                            char *result, size_t *which);
int linli_weighted_products(const char *texts, size_t row_count, size_t column_count,
                            const uint64_t *weights, char *results, size_t *which);
int linli_commitments(const linli_table *g, const linli_table *y, const char *texts,
                      size_t text_count, const linli_base *bases, size_t base_count,
                      const int32_t *factors, const uint8_t *exponents, size_t result_count,
                      char *results, size_t *which);
"""


def build(*, module: str = MODULE, target: Path = HERE, flags: tuple[str, ...] = ()) -> Path:
    """Compile accelerator.c as `module` into `target` and return the extension's path."""
    ffi = FFI()
    ffi.cdef(DECLARATIONS)
    ffi.set_source(
        module,
        (HERE / "accelerator.c").read_text(encoding="utf-8"),
        include_dirs=[str(HERE)],
        extra_compile_args=["-O3", *flags],
        extra_link_args=list(flags),
    )
    with tempfile.TemporaryDirectory() as workshop:
        built = Path(ffi.compile(tmpdir=workshop))
        extension = target / built.name
        # A running process may have the old file mapped: replace it, never write into it.
        fresh = target / f"{built.name}.new"
        fresh.write_bytes(built.read_bytes())
        fresh.replace(extension)
    return extension


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
