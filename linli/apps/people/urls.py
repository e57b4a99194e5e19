"""Routes of people."""

from django.urls import path

from linli.apps.people.views import (
    accounts,
    desks,
    duties,
    dwellings,
    handlers,
    mine,
    persons,
    register,
)

app_name = "people"
urlpatterns = [
    path("", register.register, name="register"),
    path("search/", register.search, name="search"),
    path("children/", register.children, name="children"),
    path("new/<str:place_code>/", register.new_person, name="new"),
    path("<int:person_id>/", persons.person, name="person"),
    path("<int:person_id>/open/", persons.open_record, name="open"),
    path("<int:person_id>/reveal/", persons.reveal, name="reveal"),
    path("<int:person_id>/correct/", persons.correct, name="correct"),
    path("<int:person_id>/death/", persons.death, name="death"),
    path("<int:person_id>/agent/", persons.agent, name="agent"),
    path(
        "<int:person_id>/agents/<int:representation_id>/end/", persons.end_agent, name="end_agent"
    ),
    path("<int:person_id>/account/", accounts.account, name="account"),
    path("<int:person_id>/care/", persons.care, name="care"),
    path("<int:person_id>/consent/", persons.consent, name="consent"),
    path("<int:person_id>/same-as/", persons.propose_merge, name="propose_merge"),
    path("<int:person_id>/standing/", persons.standing, name="standing"),
    path("units/<str:unit_code>/", dwellings.unit, name="unit"),
    path("units/<str:unit_code>/owners/", dwellings.transfer, name="transfer"),
    path("units/<str:unit_code>/owners/revoke/", dwellings.revoke, name="revoke"),
    path("units/<str:unit_code>/representative/", dwellings.representative, name="representative"),
    path("units/<str:unit_code>/tenant/", dwellings.tenant, name="tenant"),
    path(
        "units/<str:unit_code>/tenants/<int:holding_id>/end/",
        dwellings.end_tenancy,
        name="end_tenancy",
    ),
    path("units/<str:unit_code>/household/", dwellings.new_household, name="new_household"),
    path("households/<int:household_id>/", dwellings.household, name="household"),
    path("households/<int:household_id>/join/", dwellings.join, name="join"),
    path("households/<int:household_id>/relations/", dwellings.relations, name="relations"),
    path(
        "households/<int:household_id>/members/<int:member_id>/leave/",
        dwellings.leave,
        name="leave",
    ),
    path("merges/", desks.merges, name="merges"),
    path("merges/<int:proposal_id>/", desks.merge, name="merge"),
    path("requests/", desks.requests, name="requests"),
    path("requests/<int:request_id>/", desks.rights_request, name="request"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<int:person_id>/", mine.mine, name="mine_of"),
    path("mine/<int:person_id>/clear/", mine.in_clear, name="in_clear"),
    path("mine/<int:person_id>/copy/", mine.copy, name="copy"),
    path("mine/<int:person_id>/ask/", mine.ask, name="ask"),
    path(
        "mine/<int:person_id>/requests/<int:request_id>/take-back/",
        mine.take_back,
        name="take_back",
    ),
    path("mine/<int:person_id>/consent/", mine.consent, name="my_consent"),
    path("notice/", mine.notice, name="notice"),
    path("duties/", duties.duties, name="duties"),
    path("duties/assess/", duties.assess, name="assess"),
    path("duties/incidents/new/", duties.incident, name="incident_new"),
    path("duties/incidents/<int:number>/", duties.incident, name="incident"),
    path("duties/minors/", duties.minors, name="minors"),
    path("notice/handler/", handlers.handler, name="handler"),
    path("notice/handler/<int:place_id>/", handlers.handler, name="handler_of"),
    path("notice/<int:number>/", mine.notice, name="notice_version"),
]
