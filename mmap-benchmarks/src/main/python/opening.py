"""Opening an array and reading its first element; and reading all of it into memory for the same element."""

import numpy as np
from side import task


@task("open")
def opening(run):
    """One, and then the mean of 200 in each pass; the last stays open."""
    kept = []
    times = 1

    def one_pass():
        nonlocal times
        kept.clear()
        with run.clock:
            for _ in range(times):
                array = run.open()
                first = array[0, 0]
        run.clock.seconds /= times
        times = 200
        kept.append(array)
        return first

    return one_pass


@task("load")
def load(run):
    def one_pass():
        with run.clock:
            if run.store == "npy":
                array = np.load(run.file)
            else:
                array = np.fromfile(run.file, dtype="<f4", offset=run.offset).reshape(run.rows, run.columns)
            first = array[0, 0]
        return first

    return one_pass
