"""Routes of organisations."""

from django.urls import path

from linli.apps.organisations.views import (
    bodies,
    branches,
    charts,
    people,
    posts,
    registers,
    service,
)

app_name = "organisations"
urlpatterns = [
    path("", bodies.bodies, name="bodies"),
    path("new/<str:code>/", bodies.found, name="found"),
    path("<int:body_id>/", bodies.body, name="body"),
    path("<int:body_id>/change/", bodies.change, name="change"),
    path("<int:body_id>/dissolve/", bodies.dissolve, name="dissolve"),
    path("<int:body_id>/notice/", bodies.notice, name="notice"),
    path("<int:body_id>/seats/new/", bodies.open_seat, name="open_seat"),
    path("<int:body_id>/declarations/new/", bodies.declare, name="declare"),
    path("<int:body_id>/members/", registers.members, name="members"),
    path("<int:body_id>/households/", branches.households, name="households"),
    path("marks/<int:mark_id>/end/", branches.unmark, name="unmark"),
    path("<int:body_id>/report-ins/", branches.report_ins, name="report_ins"),
    path("memberships/<int:membership_id>/end/", registers.end_membership, name="end_membership"),
    path("seats/<int:seat_id>/close/", bodies.close_seat, name="close_seat"),
    path("seats/<int:seat_id>/appoint/", posts.appoint, name="appoint"),
    path("seats/<int:seat_id>/away/", posts.record_absence, name="record_absence"),
    path("posts/<int:appointment_id>/end/", posts.end_appointment, name="end_appointment"),
    path(
        "posts/<int:appointment_id>/correct/", posts.correct_appointment, name="correct_appointment"
    ),
    path("posts/<int:appointment_id>/void/", posts.void_appointment, name="void_appointment"),
    path("absences/<int:absence_id>/end/", posts.end_absence, name="end_absence"),
    path("chart/", charts.own_chart, name="own_chart"),
    path("chart/<str:code>/", charts.chart, name="chart"),
    path("vacancies/", charts.vacancies, name="vacancies"),
    path("crossings/", charts.crossings, name="crossings"),
    path("mine/", people.my_posts, name="my_posts"),
    path("people/<int:person_id>/", people.person_posts, name="person_posts"),
    path(
        "report-ins/<int:report_in_id>/confirm/",
        people.confirm_report_in,
        name="confirm_report_in",
    ),
    path("report-ins/<int:report_in_id>/end/", branches.end_report_in, name="end_report_in"),
    path("report-ins/new/", branches.report_oneself, name="report_oneself"),
    path("service/", service.mine, name="service"),
    path("service/<int:report_in_id>/offer/", service.offer, name="offer"),
    path("service/<int:report_in_id>/claim/<int:need_id>/", service.claim, name="claim"),
    path("service/<int:report_in_id>/facts/", service.ask_facts, name="ask_facts"),
    path("service/claims/<int:claim_id>/note/", service.note, name="note_service"),
    path("service/claims/<int:claim_id>/<str:act>/", service.act, name="claim_act"),
    path("service/facts/<int:statement_id>/", service.statement, name="facts"),
    path("<int:body_id>/needs/", service.needs, name="needs"),
    path("needs/<int:need_id>/", service.need, name="need"),
    path("compounds/", registers.stewards, name="stewards"),
    path("compounds/<str:code>/", registers.steward, name="steward"),
    path("compounds/<str:code>/shortcomings/", registers.note_condition, name="note_condition"),
    path("shortcomings/<int:condition_id>/end/", registers.clear_condition, name="clear_condition"),
    path("rules/", registers.rules, name="rules"),
    path("rules/new/", registers.set_rule, name="set_rule"),
    path("rules/<int:rule_id>/end/", registers.end_rule, name="end_rule"),
]
