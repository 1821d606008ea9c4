from django_tasks import task


class Durable:
    def __init__(self, function, **options):
        self.function, self.options = function, options
        self.task = task()(function)
        self.__name__ = function.__name__

    def enqueue(self, *args, **kwargs):
        return self.task.enqueue(*args, **kwargs)

    def call(self, *args, **kwargs):
        return self.function(*args, **kwargs)

    def on_giving_up(self, function):
        return function


def durable(*, max_attempts=5, base_delay=2, time_limit=60):
    return lambda function: Durable(function)


def periodic(*, every):
    return lambda function: Durable(function)
