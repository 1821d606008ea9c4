"""Durable jobs on the Django Tasks API.

    @durable(max_attempts=5, base_delay=2, time_limit=60)
    def send_letter(letter_id: int) -> None: ...

    send_letter.enqueue(letter.pk)      # inside the transaction; a roll-back takes it away
    send_letter.call(letter.pk)         # now, in this process

    @send_letter.on_giving_up
    def mark_failed(letter_id: int, error: str) -> None: ...

    @periodic(every=timedelta(minutes=1))
    def sweep() -> None: ...
"""

from .durable import durable, periodic

__all__ = ["durable", "periodic"]
