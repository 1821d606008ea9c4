from django.urls import path

from . import views

app_name = "tickets"
urlpatterns = [
    path("", views.ticket_list, name="list"),
    path("new/", views.new_ticket, name="new"),
    path("new/answers", views.offered_answers, name="answers"),
    path("link/<str:token>/", views.by_link, name="link"),
    path("link/<str:token>/solved", views.solved_by_link, name="link_solved"),
    path("link/<str:token>/files/<uuid:file_id>", views.file_by_link, name="link_file"),
    path("<uuid:ticket_id>/", views.detail, name="detail"),
    path("<uuid:ticket_id>/solved", views.solved, name="solved"),
    path("<uuid:ticket_id>/files/<uuid:file_id>", views.file, name="file"),
]
