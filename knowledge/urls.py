from django.urls import path

from .views import articles, faqs, media, tutorials

app_name = "knowledge"
urlpatterns = [
    path("faqs/", faqs.faqs, name="faqs"),
    path("faqs/<slug:slug>/", faqs.faq, name="faq"),
    path("faqs/<slug:slug>/feedback/", faqs.feedback, name="faq-feedback"),
    path("articles/", articles.articles, name="articles"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("tutorials/", tutorials.tutorials, name="tutorials"),
    path("tutorials/<slug:slug>/", tutorials.tutorial, name="tutorial"),
    path("tutorials/media/<path:name>", media.tutorial_media, name="tutorial-media"),
]
