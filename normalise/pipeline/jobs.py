"""The same work on many things, in order, by several processes, with a bounded number of things under way.

Processes are forked where that is safe, on Linux while there is one thread only, and else started anew: forked ones
share what is compiled. They end when the process that started them ends, in whatever way.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")
Tag = TypeVar("Tag")


class WorkerDied(RuntimeError):
    """A worker process ended without having been told to."""


def ordered(work: Callable[[T], R], items: Iterable[tuple[Tag, T | None]], jobs: int) -> Iterator[tuple[Tag, R | None]]:
    """What `work` makes of each item, beside the item's tag and in the order of the items, by `jobs` processes (1: by this one).

    An item that is None keeps its place, and nothing is made of it. Items and what is made of them must be picklable, and
    so must `work`; tags stay here. Raises what `work` raises, and WorkerDied.

    >>> list(ordered(str.upper, [(1, "a"), (2, None), (3, "b")], 1))
    [(1, 'A'), (2, None), (3, 'B')]
    """
    if jobs > 1:
        return _by_processes(work, items, jobs)
    return ((tag, None if item is None else work(item)) for tag, item in items)


def _by_processes(work: Callable[[T], R], items: Iterable[tuple[Tag, T | None]], jobs: int) -> Iterator[tuple[Tag, R | None]]:
    from collections import deque
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    items = iter(items)
    for tag, item in items:
        yield tag, None if item is None else work(item)
        if item is not None:
            break  # what was made ready for the first is ready in the processes that are forked now
    else:
        return
    pool = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin, initargs=(work,))
    under_way: deque[tuple[Tag, Any]] = deque()
    try:
        pool.submit(os.getpid)  # forks them all now
        for tag, item in items:
            under_way.append((tag, None if item is None else pool.submit(_do, item)))
            # One more for each process than it works on, so that none has to wait.
            if len(under_way) > 2 * jobs:
                yield _outcome(under_way.popleft())
        while under_way:
            yield _outcome(under_way.popleft())
    except BrokenProcessPool:
        raise WorkerDied("a worker process died; if the system is short of memory, take fewer --jobs") from None
    finally:
        under_way.clear()
        pool.shutdown(cancel_futures=True)


def _outcome(sent: tuple[Tag, Any]) -> tuple[Tag, Any]:
    tag, future = sent
    return tag, None if future is None else future.result()


def _context() -> Any:
    import multiprocessing

    return multiprocessing.get_context("fork" if sys.platform == "linux" and _threads() == 1 else "spawn")


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 0


_work: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    """In the worker: what is to be done with each item; and an end when there is nobody left to do it for."""
    global _work  # noqa: PLW0603 — there is one work for each process
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first of them ends the others
    _work = work
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(item: Any) -> Any:
    return _work(item)
