"""Routes of the grid."""

from django.urls import path

from linli.apps.grids.views import cells, drafting, maps, outlines, plans, public

app_name = "grids"
urlpatterns = [
    path("", maps.start, name="map"),
    path("find/", public.find, name="find"),
    path("public/<str:code>/", public.public_cell, name="public"),
    path("tiles/<int:layer>/<int:z>/<int:x>/<int:y>", maps.tile, name="tile"),
    path("cells/<str:code>/", cells.cell, name="cell"),
    path("cells/<str:code>/posts/", cells.open_cell_post, name="cell_posts"),
    path("cells/<str:code>/sheet/", cells.sheet, name="sheet"),
    path("cells/<str:code>/sheet.pdf", cells.sheet_file, name="sheet_pdf"),
    path("places/<str:code>/", maps.grid_map, name="place"),
    path("places/<str:code>/map.geojson", maps.map_data, name="map_data"),
    path("places/<str:code>/cells.geojson", maps.export, name="export"),
    path("places/<str:code>/levels/", outlines.five_levels, name="levels"),
    path("places/<str:code>/outline/", outlines.outline, name="outline"),
    path("places/<str:code>/supervision/", outlines.supervision, name="supervision"),
    path("places/<str:code>/plans/", plans.plans, name="plans"),
    path("plans/<int:number>/cells/", drafting.cells, name="plan_cells"),
    path("plans/<int:number>/cells/<int:row>/close/", drafting.close, name="plan_close"),
    path("plans/<int:number>/cells/<int:row>/keep/", drafting.keep, name="plan_keep"),
    path("plans/<int:number>/dwellings/", drafting.dwellings, name="plan_dwellings"),
    path("plans/<int:number>/dwellings/<int:inside>/", drafting.dwellings, name="plan_inside"),
    path("plans/<int:number>/boundaries/", drafting.boundaries, name="plan_boundaries"),
    path("plans/<int:number>/corners/", drafting.corners, name="plan_corners"),
    path("plans/<int:number>/plan.geojson", drafting.draft_data, name="plan_data"),
    path("plans/<int:number>/posts/", drafting.posts, name="plan_posts"),
    path("plans/<int:number>/check/", plans.check, name="plan_check"),
    path("plans/<int:number>/faults.geojson", plans.faults, name="plan_faults"),
    path("plans/<int:number>/publish/", plans.publish, name="plan_publish"),
    path("plans/<int:number>/withdraw/", plans.withdraw, name="plan_withdraw"),
    path("plans/<int:number>/discard/", plans.discard, name="plan_discard"),
]
