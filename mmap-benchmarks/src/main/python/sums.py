"""The sum of all elements."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from side import task

BLOCK = 8192  # rows


def in_float64(rows):
    return rows.sum(dtype=np.float64)


def default(rows):
    return rows.sum()


def by_blas(rows):
    """Products with a vector of ones: partial sums in float32, each of one row; their sum in float64."""
    ones = np.ones(rows.shape[1], dtype=np.float32)
    return sum(float((rows[r:r + BLOCK] @ ones).sum(dtype=np.float64)) for r in range(0, len(rows), BLOCK))


WAYS = {"float64": in_float64, "default": default, "blas": by_blas}


@task("sum")
def total(run):
    array = run.open_plain()
    way = WAYS[run.variant]
    pool = ThreadPoolExecutor(run.threads)
    shares = [array[run.rows * k // run.threads:run.rows * (k + 1) // run.threads] for k in range(run.threads)]

    def one_pass():
        with run.clock:
            answer = way(array) if run.threads == 1 else sum(map(float, pool.map(way, shares)))
        return answer

    return one_pass


@task("read-sum")
def read(run):
    """Read block by block into one buffer."""
    buffer = np.empty((512, run.columns), dtype=np.float32)

    def one_pass():
        answer = 0.0
        with run.clock, open(run.file, "rb", buffering=0) as file:
            file.seek(run.offset)
            left = run.rows
            while left > 0:
                rows = buffer[:min(left, len(buffer))]
                file.readinto(rows)
                answer += rows.sum(dtype=np.float64)
                left -= len(rows)
        return answer

    return one_pass


@task("load-sum")
def load(run):
    """All into memory first."""

    def one_pass():
        with run.clock:
            array = np.fromfile(run.file, dtype="<f4", offset=run.offset)
            answer = array.sum(dtype=np.float64)
        return answer

    return one_pass
