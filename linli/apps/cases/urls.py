"""Routes of cases."""

from django.urls import path

from linli.apps.cases.views import (
    acts,
    aside,
    boards,
    files,
    follow,
    inbox,
    maps,
    photos,
    reporting,
    rounds,
    sorting,
)

app_name = "cases"
urlpatterns = [
    # reporting
    path("new/", reporting.new_case, name="new"),
    path("places/", reporting.places, name="places"),
    path("similar/", reporting.similar, name="similar"),
    path("behalf/", reporting.behalf, name="behalf"),
    path("mine/", follow.mine, name="mine"),
    path("follow/", follow.follow, name="follow"),
    path("follow/<str:number>/", follow.followed, name="followed"),
    path("follow/<str:number>/slip/", follow.followed_slip, name="followed_slip"),
    path("follow/<str:number>/slip.pdf", follow.followed_slip_file, name="followed_slip_pdf"),
    # desks
    path("sorting/", sorting.desk, name="sorting"),
    path("board/", boards.board, name="board"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:task_id>/", inbox.task, name="task"),
    path("bodies/<int:body_id>/record/", inbox.record, name="record"),
    path("today/", rounds.today, name="today"),
    path("checks/", boards.checks, name="checks"),
    path("hung-up/", boards.hung_up, name="hung_up"),
    path("red/", boards.red, name="red"),
    path("all/", boards.everything, name="all"),
    path("places/<str:code>/map/", maps.case_map, name="map"),
    path("places/<str:code>/map.geojson", maps.map_data, name="map_data"),
    path("places/<str:code>/load/", maps.load, name="load"),
    # one case
    path("<str:number>/", files.case, name="case"),
    path("<str:number>/slip/", files.slip, name="slip"),
    path("<str:number>/slip.pdf", files.slip_file, name="slip_pdf"),
    path("<str:number>/photos/<str:digest>/", photos.photo, name="photo"),
    path("<str:number>/photos/<str:digest>/small/", photos.thumbnail, name="thumbnail"),
    path("<str:number>/acts/<str:act>/", acts.act, name="act"),
    path("<str:number>/remark/", aside.remark, name="remark"),
    path("<str:number>/rate/", aside.rate, name="rate"),
    path("<str:number>/join/", aside.join, name="join"),
    path("<str:number>/leave/", aside.leave, name="leave"),
    path("<str:number>/refile/", aside.refile, name="refile"),
    path("<str:number>/contact/", aside.contact, name="contact"),
    path("<str:number>/items/<int:item_id>/", aside.item, name="item"),
]
