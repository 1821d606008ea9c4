from django.urls import path

from . import views

app_name = "locations"
urlpatterns = [
    path("", views.places, name="list"),
    path("<slug:slug>/", views.place, name="detail"),
    path("<slug:slug>/visit.ics", views.visit, name="visit"),
]
