"""The line before the workers: first come first served, clients in turn, nobody takes all."""

from __future__ import annotations

from typing import cast

from heze_graph.store.lanes import Lane, Limits, Ticket
from heze_graph.store.worker import Worker


def lane(workers: int, per_client: int = 2, **limits: int) -> Lane:
    made = Lane(workers, per_client, Limits(**limits))
    made.idle = [cast("Worker", object()) for _ in range(workers)]
    return made


def entered(queue: Lane, clients: str) -> list[Ticket]:
    tickets = [Ticket(client) for client in clients]
    assert all(map(queue.enter, tickets))
    return tickets


def test_first_come_first_served_but_no_client_takes_all() -> None:
    queue = lane(3)
    tickets = entered(queue, "aaaabc")
    queue.dispatch()
    assert [ticket.client for ticket in queue.running] == ["a", "b", "c"]
    assert queue.running[0] is tickets[0]
    done = queue.running.pop()
    queue.idle.append(cast("Worker", done.worker))
    queue.dispatch()
    assert [ticket.client for ticket in queue.running] == ["a", "b", "a"]
    queue.running.pop(1)
    queue.idle.append(cast("Worker", object()))
    queue.dispatch()
    # Two of a run: the third worker is left for others.
    assert [ticket.client for ticket in queue.running] == ["a", "a"]
    assert len(queue.line) == 2


def test_queries_of_one_client_are_answered_in_the_order_in_which_they_came() -> None:
    """Whatever it had before: saved queries are all of one client, None."""
    queue = lane(0, per_client=60, waiting=60)
    tickets = [Ticket(None) for _ in range(50)]
    queue.charge(None, 5.0)
    assert all(map(queue.enter, tickets))
    queue.idle = [cast("Worker", object()) for _ in tickets]
    queue.dispatch()
    assert queue.running == tickets


def test_clients_are_served_in_turn_whatever_becomes_of_their_queries() -> None:
    queue = lane(0)
    entered(queue, "aaab")
    order = []
    while queue.line:
        queue.idle.append(cast("Worker", object()))
        queue.dispatch()
        order.append(queue.running.pop().client)
    assert order == ["a", "b", "a", "a"]


def test_who_had_little_goes_before_who_had_much() -> None:
    queue = lane(0)
    entered(queue, "aaab")
    queue.charge("a", 10.0)
    queue.charge("b", 0.1)
    queue.charge("c", 1.0)
    entered(queue, "c")
    order = []
    while queue.line:
        queue.idle.append(cast("Worker", object()))
        queue.dispatch()
        order.append(queue.running.pop().client)
    assert order == ["b", "c", "a", "a", "a"]
    for number in range(5000):
        queue.charge(str(number), 0.001)
    assert len(queue._used) <= 1001
    assert "a" in queue._used


def test_the_line_is_bounded_for_all_and_for_each() -> None:
    queue = lane(0, waiting=4, waiting_per_client=2)
    entered(queue, "aab")
    assert not queue.enter(Ticket("a"))
    assert queue.enter(Ticket("b"))
    assert not queue.enter(Ticket("c"))


def test_workers_are_started_when_they_are_wanted() -> None:
    queue = lane(3)
    queue.idle.clear()
    assert queue.missing == 1
    entered(queue, "a")
    assert queue.missing == 2
    entered(queue, "bcde")
    assert queue.missing == 3
    queue.idle.append(cast("Worker", object()))
    queue.dispatch()
    assert (queue.missing, len(queue.running)) == (2, 1)
