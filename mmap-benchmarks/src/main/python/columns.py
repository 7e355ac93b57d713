"""Mean and standard deviation of each column."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from side import task

BLOCK = 512  # rows


def sums_of_blocks(rows, shift):
    """Blocks in float64."""
    total, squares = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    wide = np.empty((BLOCK, rows.shape[1]))
    for r in range(0, len(rows), BLOCK):
        block = rows[r:r + BLOCK]
        here = wide[:len(block)]
        np.subtract(block, shift, out=here)
        total += here.sum(axis=0)
        squares += np.einsum("ij,ij->j", here, here)
    return total, squares


def sums_by_blas(rows, shift):
    """Products with a vector of ones: the partial sums of a block in float32."""
    total, squares = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    ones = np.ones(BLOCK, dtype=np.float32)
    narrow = np.empty((BLOCK, rows.shape[1]), dtype=np.float32)
    shift = shift.astype(np.float32)
    for r in range(0, len(rows), BLOCK):
        block = rows[r:r + BLOCK]
        here = narrow[:len(block)]
        np.subtract(block, shift, out=here)
        total += ones[:len(block)] @ here
        np.multiply(here, here, out=here)
        squares += ones[:len(block)] @ here
    return total, squares


WAYS = {"blocks": sums_of_blocks, "blas": sums_by_blas}


@task("columns")
def columns(run):
    array = run.open_plain()
    way = WAYS.get(run.variant)
    pool = ThreadPoolExecutor(run.threads)
    shares = [array[run.rows * k // run.threads:run.rows * (k + 1) // run.threads] for k in range(run.threads)]

    def one_pass():
        with run.clock:
            if way is None:
                mean, deviation = array.mean(axis=0), array.std(axis=0)
            else:
                shift = array[0].astype(np.float64)
                parts = list(pool.map(lambda rows: way(rows, shift), shares))
                total, squares = sum(part[0] for part in parts), sum(part[1] for part in parts)
                mean = shift + total / run.rows
                deviation = np.sqrt(np.maximum(0, (squares - total * total / run.rows) / run.rows))
        return np.concatenate([mean, deviation])

    return one_pass
