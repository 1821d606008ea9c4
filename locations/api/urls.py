from django.urls import path

from . import views

urlpatterns = [
    path("local", views.PlaceListView.as_view(), name="api-locations"),
    path("local/<int:place_id>", views.PlaceView.as_view(), name="api-location"),
]
