"""A program that finds removed documents again in its next process."""

from benchmarks.peers.peer import Peer, Task
from tests.fake_peer import Fake


def opened(task: Task) -> Peer:
    """The stubborn fake on that task."""
    return Fake(task, stubborn=True)
