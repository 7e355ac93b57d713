"""The dot product of each row with a vector of weights."""

import numpy as np
from side import task


@task("rows")
def rows(run):
    array = run.open()
    plain = np.asarray(array)
    weights = ((np.arange(run.columns) * 37 % 128 - 64) / 64).astype(np.float32)
    results = np.empty(run.rows, dtype=np.float32)
    place = np.arange(run.rows) % 1000

    def each(source):
        for r in range(run.rows):
            results[r] = source[r] @ weights

    ways = {
        "memmap": lambda: each(array),
        "plain": lambda: each(plain),
        "product": lambda: np.matmul(plain, weights, out=results),
    }

    def one_pass():
        with run.clock:
            ways[run.variant]()
        wide = results.astype(np.float64)
        return [wide.sum(), wide @ place]

    return one_pass
