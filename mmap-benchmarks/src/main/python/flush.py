"""Rows written one after another, durable by a strategy: every, so many rows, each second, at the end."""

import os
import time

import numpy as np
from side import task


@task("flush")
def flush(run):
    row = np.arange(run.columns, dtype=np.float32)
    every = int(run.variant) if run.variant.isdigit() else 0
    timed = run.variant == "second"

    def one_pass():
        if os.path.exists(run.target):
            os.remove(run.target)
        array = np.memmap(run.target, dtype="<f4", mode="w+", shape=(run.rows, run.columns))
        with run.clock:
            last = time.monotonic()
            for r in range(run.rows):
                array[r] = row
                if every and (r + 1) % every == 0 or timed and time.monotonic() - last >= 1:
                    array.flush()
                    last = time.monotonic()
            array.flush()
        return array[-1, -1]

    return one_pass
