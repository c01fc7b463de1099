"""Reads a CSV list on several processes: this one cuts the file into blocks, others examine and encrypt.

At most a few blocks are under way at once, so that memory does not grow with the file. Results come back in
the order of the file.
"""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from registry.imports.csv_blocks import Block
from registry.imports.problems import FileRefused
from registry.imports.staging import ExaminedBlock, RowStager

PARALLEL_BYTES: Final = 8 * 1024 * 1024  # starting processes pays only beyond this size
READERS_MAX: Final = 4
UNDER_WAY: Final = 3  # blocks for each reader

_stager: RowStager | None = None


def examined_blocks(
    blocks: Iterable[Block], *, stager: RowStager, size_bytes: int
) -> Iterator[ExaminedBlock]:
    """Every block examined, in order. FileRefused where one shows that the file cannot be believed."""
    readers = readers_for(size_bytes)
    results = (
        _in_parallel(blocks, stager=stager, readers=readers) if readers > 1 else map(stager.examine, blocks)
    )
    for result in results:
        if result.refusal is not None:
            raise result.refusal
        yield result


def readers_for(size_bytes: int) -> int:
    """How many processes read a file of that size: one of a small file, or where none may be started."""
    is_small = size_bytes < PARALLEL_BYTES
    return (
        1
        if is_small or multiprocessing.current_process().daemon
        else min(len(os.sched_getaffinity(0)), READERS_MAX)
    )


def _in_parallel(blocks: Iterable[Block], *, stager: RowStager, readers: int) -> Iterator[ExaminedBlock]:
    # Spawned and not forked: a fork would carry this process's database connection along.
    pool = ProcessPoolExecutor(
        readers,
        multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(type(stager), stager.ingredients),
    )
    under_way: deque[Future[ExaminedBlock]] = deque()
    try:
        for block in blocks:
            under_way.append(pool.submit(_examine, block))
            if len(under_way) >= readers * UNDER_WAY:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool:
        raise FileRefused("FILE_UNREADABLE", {"reason": "a reading process ended; try again"}) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(kind: type[RowStager], ingredients: tuple[object, ...]) -> None:
    global _stager
    gc.disable()  # what a block leaves behind holds no cycles
    _stager = kind(*ingredients)  # type: ignore[arg-type]


def _examine(block: Block) -> ExaminedBlock:
    if _stager is None:
        raise RuntimeError("The reading process was not begun.")
    return _stager.examine(block)
