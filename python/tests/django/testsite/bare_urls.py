"""A project that has forgotten to include Mizan's addresses."""

urlpatterns: list[object] = []
