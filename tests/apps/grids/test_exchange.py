"""Files taken in, tiles fetched, sheets made."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from linli.apps.grids.exchange.boundaries import (
    FileRefused,
    SystemSuspected,
    corners_as_geojson,
    problem_sentences,
    read_outline,
    take_boundaries,
    write_geojson,
)
from linli.apps.grids.exchange.sheets import sheet_pdf
from linli.apps.grids.exchange.tiles import TilesUnavailable, fetch_tile
from linli.apps.grids.rules.basemap import BaseMapMisconfigured, TileOutOfRange, base_map
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.shapes import converted
from linli.apps.grids.selectors.maps import draft_cells, exported_cells
from linli.apps.grids.selectors.sheets import cell_sheet
from linli.apps.grids.services.revisions import begin_revision
from linli.core.geo import CoordinateSystem
from linli.kit.typeset import DOCUMENTS, typeset
from tests.factories.grids import NOW, OUTLINE, SYSTEM, TODAY, make_grid
from tests.factories.places import make_tree

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def grid(db):
    return make_grid(make_tree().community, cells=2)


def take(revision, data, **options):
    values = {
        "system": CoordinateSystem.WGS84,
        "new_kind": CellKind.UNIT,
        "is_confirmed": False,
        "day": TODAY,
    }
    return take_boundaries(
        data, actor=SYSTEM, revision_id=revision.pk, now=NOW, **(values | options)
    )


def draft(grid):
    return begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="方案", now=NOW)


def test_exported_file_can_be_taken_in_again(grid):
    text = write_geojson(exported_cells(SYSTEM, grid.place, day=TODAY))

    taken = take(draft(grid), text.encode())

    assert (taken.redrawn, taken.new) == (2, 0)


def test_boundary_that_names_no_cell_becomes_a_new_one(grid):
    revision = draft(grid)

    taken = take(revision, corners_as_geojson("新网格", [*OUTLINE.exterior.coords]))

    assert (taken.redrawn, taken.new) == (0, 1)
    assert revision.cells.get(name="新网格").kind == CellKind.UNIT


def test_file_with_faults_changes_nothing_and_names_each(grid):
    revision = draft(grid)
    good = json.loads(corners_as_geojson("新", [*OUTLINE.exterior.coords]))["features"][0]
    data = json.dumps({"type": "FeatureCollection", "features": [good, {"type": "Feature"}]})

    with pytest.raises(FileRefused) as refused:
        take(revision, data)

    assert revision.cells.count() == 2
    assert [problem.feature for problem in refused.value.problems] == [2]
    assert len(problem_sentences(refused.value.problems)) == 1


def test_shifted_file_is_refused_until_confirmed_or_converted(grid):
    revision = draft(grid)
    shifted = [
        (converted(shape, CoordinateSystem.WGS84, CoordinateSystem.GCJ02), facts)
        for shape, facts in draft_cells(revision)
    ]
    data = write_geojson(shifted)

    with pytest.raises(SystemSuspected) as suspected:
        take(revision, data)

    assert suspected.value.system == CoordinateSystem.GCJ02
    assert take(revision, data, system=CoordinateSystem.GCJ02).redrawn == 2
    assert take(revision, data, is_confirmed=True).redrawn == 2


def test_outline_file_holds_one_polygon(grid):
    both = write_geojson(exported_cells(SYSTEM, grid.place, day=TODAY))

    assert read_outline(
        write_geojson([(OUTLINE, {"code": "371702"})]), system=CoordinateSystem.WGS84
    ).equals(OUTLINE)
    with pytest.raises(FileRefused):
        read_outline(both, system=CoordinateSystem.WGS84)


class TileServer(BaseHTTPRequestHandler):
    def do_GET(self):
        if "redirect" in self.path:
            self.send_response(302)
            self.send_header("Location", "/1/0/0.png")
            self.end_headers()
            return
        kind, data = ("text/html", b"no") if "html" in self.path else ("image/png", PNG)
        data = b"x" * 2_000_000 if "huge" in self.path else data
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


@pytest.fixture
def tiles():
    server = HTTPServer(("127.0.0.1", 0), TileServer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_tile_is_passed_on(tiles):
    base = base_map(f"{tiles}/{{z}}/{{x}}/{{y}}.png")

    assert fetch_tile(base, layer=0, z=1, x=1, y=0) == (PNG, "image/png")


@pytest.mark.parametrize("path", ["redirect", "html", "huge"])
def test_anything_but_a_small_picture_is_refused(tiles, path):
    base = base_map(f"{tiles}/{path}/{{z}}/{{x}}/{{y}}")

    with pytest.raises(TilesUnavailable):
        fetch_tile(base, layer=0, z=1, x=0, y=0)


def test_server_that_is_not_there_is_a_plain_refusal():
    with pytest.raises(TilesUnavailable):
        fetch_tile(base_map("http://127.0.0.1:9/{z}/{x}/{y}"), layer=0, z=1, x=0, y=0)


def test_base_map_settings():
    assert base_map("").layers == ()
    tianditu = base_map("tianditu:vec", token="SECRET")
    assert [layer.split("/")[3] for layer in tianditu.layers] == ["vec_w", "cva_w"]
    assert "tk=SECRET" in tianditu.address(0, 10, 800, 400)
    two = base_map("https://a/{z}/{x}/{y} https://b/{z}/{x}/{y}?k={token}", token="T")
    assert two.address(1, 1, 0, 1) == "https://b/1/0/1?k=T"
    for setting in ("tianditu:vec", "tianditu:xxx", "ftp://a/{z}/{x}/{y}", "https://a/{z}/{x}"):
        with pytest.raises(BaseMapMisconfigured):
            base_map(setting)
    for tile in ((0, 19, 0, 0), (0, 1, 2, 0), (0, 1, 0, -1), (2, 1, 0, 0)):
        with pytest.raises(TileOutOfRange):
            two.address(*tile)


def test_sheet_is_a_pdf_and_the_same_twice(grid):
    sheet = cell_sheet(grid.cells[0], day=TODAY)

    first = sheet_pdf(sheet, address="https://example.org/grid/public/1/", day=TODAY, now=NOW)

    assert first.startswith(b"%PDF-")
    assert b"pdfaid:part" in first
    assert first == sheet_pdf(
        sheet, address="https://example.org/grid/public/1/", day=TODAY, now=NOW
    )


def test_sample_of_the_sheet_can_be_set():
    data = json.loads((DOCUMENTS / "grid_sheet/sample.json").read_text())

    assert typeset("grid_sheet/sheet.typ", data, now=NOW).startswith(b"%PDF-")


def test_markup_in_a_name_is_not_run():
    data = json.loads((DOCUMENTS / "grid_sheet/sample.json").read_text())
    data["name"] = '#panic("run") *x* $1/0$'

    assert typeset("grid_sheet/sheet.typ", data, now=NOW).startswith(b"%PDF-")
