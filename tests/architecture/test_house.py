"""House rules that no linter knows: where rows are written, how states move, how long files are."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "linli"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html"))

# A longer file needs its reason here.
LONGER = {
    "linli/belenios/simple.py": "one file on purpose, to be read from top to end",
}

ROW_WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
SHARED_WORDS = {"create", "delete", "update"}  # sets and dicts have these too
WRITE_LAYERS = {"services", "migrations"}
PUBLIC = {"services", "selectors", "permissions", "models", "rules", "labels"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "managers"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def app_and_layer(path: Path) -> tuple[str, str] | None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return (parts[1], parts[2]) if len(parts) > 2 and parts[0] == "apps" else None


@pytest.mark.parametrize(
    ("files", "limit"),
    [(SOURCES, 400), (TESTS, 600), (TEMPLATES, 200)],
    ids=["py", "tests", "html"],
)
def test_files_are_short(files: list[Path], limit: int):
    long = {name_of(path): count for path in files if (count := lines(path)) > limit}

    assert {name: count for name, count in long.items() if name not in LONGER} == {}


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def test_no_file_is_named_for_nothing():
    bad = [name_of(path) for path in SOURCES if path.stem in FORBIDDEN_NAMES]

    # The framework's custom for settings, and where it looks for the connection to a database.
    assert sorted(bad) == ["linli/kit/postgresql/base.py", "linli/web/settings/base.py"]


def test_every_module_of_tests_has_a_name_of_its_own():
    """The runner imports them by their bare names: of two alike only one would run."""
    names = [path.name for path in TESTS if path.name.startswith("test_")]

    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def written_outside_services(path: Path) -> Iterator[str]:
    """Yield calls that write rows through a model or a queryset, judged by their shape."""
    place = app_and_layer(path)
    if place is None or place[1] in WRITE_LAYERS:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        through_manager = ".objects." in ast.unparse(node.func)
        if node.func.attr in ROW_WRITES or (through_manager and node.func.attr in SHARED_WORDS):
            yield f"{name_of(path)}:{node.lineno} {ast.unparse(node.func)}"


def test_rows_are_written_only_in_services():
    assert [line for path in SOURCES for line in written_outside_services(path)] == []


def states_set(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name == "_move":
            continue
        for node in ast.walk(function):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "state":
                    yield f"{name_of(path)}:{node.lineno} in {function.name}"


def test_a_state_moves_only_in_move():
    services = [path for path in SOURCES if (place := app_and_layer(path)) and place[1] != "rules"]

    assert [line for path in services for line in states_set(path)] == []


def foreign_parts(path: Path) -> Iterator[str]:
    place = app_and_layer(path)
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.ImportFrom) and node.module):
            continue
        parts = node.module.split(".")
        if parts[:2] != ["linli", "apps"] or len(parts) < 3 or (place and parts[2] == place[0]):
            continue
        used = [parts[3]] if len(parts) > 3 else [alias.name for alias in node.names]
        if not set(used) <= PUBLIC:
            yield f"{name_of(path)}:{node.lineno} {node.module} {used}"


def test_other_applications_are_used_only_through_their_public_modules():
    apps = [path for path in SOURCES if app_and_layer(path)]

    assert [line for path in apps for line in foreign_parts(path)] == []


def test_the_core_imports_nothing_but_the_standard_library_and_itself():
    allowed = set(sys.stdlib_module_names) | {"linli"}
    for path in (PACKAGE / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] in allowed, f"{name_of(path)}: {name}"
                assert not name.startswith("linli.") or name.startswith("linli.core"), name


def test_the_core_imports_where_there_is_no_framework():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((PACKAGE / "core").rglob("*.py"))
        if path.name != "__init__.py"
    ]
    code = (
        "import sys; sys.modules['django'] = None\n"
        "import importlib\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_no_page_carries_inline_scripts_or_styles():
    for path in TEMPLATES:
        text = path.read_text()
        for mark in ("style=", "onclick=", "onsubmit=", "onchange=", "<style", "javascript:"):
            assert mark not in text, f"{name_of(path)}: {mark}"
        for script in text.split("<script")[1:]:
            head = script.split(">")[0]
            assert "src=" in head or "application/json" in head, f"{name_of(path)}: {head}"
