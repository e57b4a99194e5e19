"""Pages of files in and out: the whole job of a clerk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.apps.transfers.models import Export, Import
from linli.apps.transfers.rules import ImportState
from linli.kit.sheets.reading import read_rows
from linli.kit.sheets.writing import stream_csv, write_workbook
from tests.apps.transfers.test_imports import GOOD, names, register, tree  # noqa: F401
from tests.web.test_audit_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, tree, now):  # noqa: F811
    account = sign_in(client, now, "COMMUNITY_WORKER", tree.community.path)
    account.username = "desk"
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def address(tree, act):  # noqa: F811
    return f"/files/registers/test.compounds/places/{tree.community.code}/{act}/"


def test_clerk_brings_a_file_in_and_takes_it_back(desk, tree):  # noqa: F811
    assert b"Compounds" in desk.get("/files/").content
    file = SimpleUploadedFile("花园.csv", GOOD.encode("gb18030"))

    page = desk.post(address(tree, "import"), {"file": file}, follow=True)
    assert b"Write these rows" in page.content
    item = Import.objects.get()
    desk.post(f"/files/imports/{item.pk}/confirm/")
    assert names(tree) == {"花园小区", "河畔小区"}
    desk.post(f"/files/imports/{item.pk}/undo/")

    assert names(tree) == set()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_copy_with_remarks_can_be_put_right_and_uploaded_again(desk, tree, tmp_path, kind):  # noqa: F811
    text = "名称,建成年份\n=1+1,abc\n好小区,2015\n"
    desk.post(address(tree, "import"), {"file": SimpleUploadedFile("x.csv", text.encode())})
    item = Import.objects.get()

    page = desk.get(f"/files/imports/{item.pk}/")
    assert b"<td>B2</td>" in page.content
    rows = sent_rows(desk.get(f"/files/imports/{item.pk}/checked.{kind}"), tmp_path, kind)
    assert rows[0][:2] == ["名称", "建成年份"]
    assert rows[1][0] == "'=1+1"
    assert rows[1][2].startswith("Since:")
    assert rows[2][:2] == ["好小区", "2015"]

    rows[1][1] = "2016"
    path = tmp_path / f"again.{kind}"
    path.write_bytes(b"".join(stream_csv(rows)))
    if kind == "xlsx":
        write_workbook(path, rows)
    file = SimpleUploadedFile(path.name, path.read_bytes())
    desk.post(address(tree, "import"), {"file": file})
    desk.post(f"/files/imports/{Import.objects.latest('pk').pk}/confirm/")
    assert names(tree) == {"=1+1", "好小区"}


def sent_rows(answer, tmp_path, kind):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    path = tmp_path / f"sent.{kind}"
    path.write_bytes(content)
    return [row for _number, row in read_rows(path)]


def test_import_of_somebody_else_is_not_found(desk, client, tree, now):  # noqa: F811
    file = SimpleUploadedFile("x.csv", GOOD.encode())
    desk.post(address(tree, "import"), {"file": file})
    item = Import.objects.get()
    sign_in(client, now, "TOWNSHIP_ADMIN", tree.township.path)

    assert client.get(f"/files/imports/{item.pk}/").status_code == 404
    assert client.post(f"/files/imports/{item.pk}/confirm/").status_code == 404
    assert Import.objects.get().state == ImportState.CHECKED


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_carries_its_watermark_and_expires(desk, tree, tmp_path, kind):  # noqa: F811
    file = SimpleUploadedFile("x.csv", GOOD.encode())
    desk.post(address(tree, "import"), {"file": file})
    desk.post(f"/files/imports/{Import.objects.get().pk}/confirm/")
    desk.post(address(tree, "export"), {"purpose": "fire safety round"})
    item = Export.objects.get()

    answer = desk.post(f"/files/exports/{item.pk}/rows.{kind}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    path = tmp_path / f"rows.{kind}"
    path.write_bytes(content)

    rows = [row for _number, row in read_rows(path)]
    assert [row[0] for row in rows[1:3]] == ["花园小区", "河畔小区"]
    assert rows[3][0].startswith("※")
    assert "fire safety round" in rows[3][0]
    assert answer["Cache-Control"] == "no-store"

    Export.objects.update(expires_at=item.created_at)
    assert desk.post(f"/files/exports/{item.pk}/rows.{kind}").status_code == 409


def test_export_needs_a_purpose(desk, tree):  # noqa: F811
    page = desk.post(address(tree, "export"), {"purpose": " "})

    assert page.status_code == 200
    assert not Export.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template_is_read_back_by_our_own_reader(desk, tmp_path, kind):
    answer = desk.get(f"/files/registers/test.compounds/template.{kind}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    path = tmp_path / f"template.{kind}"
    path.write_bytes(content)

    assert next(iter(read_rows(path)))[1] == ["Name*", "Since"]


def test_unknown_register_is_not_found(desk, tree):  # noqa: F811
    assert (
        desk.get(f"/files/registers/none/places/{tree.community.code}/import/").status_code == 404
    )
