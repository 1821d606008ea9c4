from django.urls import path

from . import views

app_name = "community"
urlpatterns = [
    path("", views.topic_list, name="list"),
    path("new/", views.new_topic, name="new"),
    path("<str:slug>/", views.detail, name="detail"),
    path("<str:slug>/vote", views.vote, name="vote"),
    path("<str:slug>/accept", views.accept, name="accept"),
    path("<str:slug>/flag", views.flag, name="flag"),
]
