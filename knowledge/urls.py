from django.urls import path

from .views import articles, faqs, feedback, flags, media, tutorial_grid, tutorials

app_name = "knowledge"
urlpatterns = [
    path("faqs/", faqs.faqs, name="faqs"),
    path("faqs/<slug:slug>/", faqs.faq, name="faq"),
    path("faqs/<slug:slug>/feedback/", feedback.feedback, {"kind": "faq"}, name="faq-feedback"),
    path("faqs/<slug:slug>/report/", flags.report, {"kind": "faq"}, name="faq-flag"),
    path("articles/", articles.articles, name="articles"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("articles/<slug:slug>/feedback/", feedback.feedback, {"kind": "article"}, name="article-feedback"),
    path("articles/<slug:slug>/report/", flags.report, {"kind": "article"}, name="article-flag"),
    path("tutorials/", tutorial_grid.tutorials, name="tutorials"),
    path("tutorials/<slug:slug>/", tutorials.tutorial, name="tutorial"),
    path("tutorials/<slug:slug>/seen/", tutorials.seen, name="tutorial-seen"),
    path("tutorials/<slug:slug>/feedback/", feedback.feedback, {"kind": "tutorial"}, name="tutorial-feedback"),
    path("tutorials/<slug:slug>/report/", flags.report, {"kind": "tutorial"}, name="tutorial-flag"),
    path("tutorials/media/<path:name>", media.tutorial_media, name="tutorial-media"),
]
