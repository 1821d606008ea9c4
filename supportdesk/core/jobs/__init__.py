"""Durable jobs on the Django Tasks API.

    @durable(max_attempts=5, base_delay=2, time_limit=60)
    def send_letter(letter_id: int) -> None: ...

    send_letter.enqueue(letter.pk)      # inside the transaction; a roll-back takes it away
    send_letter.call(letter.pk)         # now, in this process

    @send_letter.on_giving_up
    def mark_failed(letter_id: int, error: str) -> None: ...

    @periodic(every=timedelta(minutes=1))
    def sweep() -> None: ...

Every job may run more than once, so each must be harmless when repeated: a worker can die after the work
and before its report. A failed job is tried again after `base_delay`, twice that, four times that …, at most an
hour; a job that knows that trying again is of no use raises `GiveUp`.

    durable    what the decorators make          runs       the life of one job, as rows
    delivery   the one task that carries jobs    leases     which workers are alive
    limits     stopping a job that hangs         schedule   periodic jobs, once per slot
    worker     the process that runs jobs        database, celery   the two ways to carry them
"""

from .durable import GiveUp, durable, periodic

__all__ = ["GiveUp", "durable", "periodic"]
