"""No pages: a worker of the job tests serves none."""

urlpatterns: list[object] = []
