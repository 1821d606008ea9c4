from django.urls import path

from .views import FAQFeedbackViewSet, FAQViewSet, TutorialViewSet

urlpatterns = [
    path("faqs", FAQViewSet.as_view({"get": "list", "post": "create"}), name="api-faqs"),
    path(
        "faqs/<int:faq_id>",
        FAQViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="api-faq",
    ),
    path("faqs/<int:faq_id>/feedback", FAQFeedbackViewSet.as_view({"post": "create"}), name="api-faq-feedback"),
    path("tutorials", TutorialViewSet.as_view({"get": "list"}), name="api-tutorials"),
    path("tutorials/<int:tutorial_id>", TutorialViewSet.as_view({"get": "retrieve"}), name="api-tutorial"),
]
