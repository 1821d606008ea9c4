app_name = "locations"
urlpatterns = []
