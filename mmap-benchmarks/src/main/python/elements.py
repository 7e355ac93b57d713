"""Single elements from here and there: summed one by one, and taken into an array."""

import numpy as np
from side import fingerprint, task

MOST = 1_000_000  # A loop does no more: all of them would take minutes.


@task("get")
def get(run):
    array = run.open()
    flat = run.numbers()
    rows, columns = np.divmod(flat, run.columns)
    if run.variant == "fancy":

        def one_pass():
            with run.clock:
                answer = array[rows, columns].sum(dtype=np.float64)
            return answer

        return one_pass

    few = min(MOST, len(flat))
    i, j = rows[:few].tolist(), columns[:few].tolist()
    source = {"memmap": array, "plain": np.asarray(array), "memoryview": memoryview(np.asarray(array))}[run.variant]

    def one_by_one():
        answer = 0.0
        with run.clock:
            for place in zip(i, j):
                answer += float(source[place])
        run.units = few / len(flat)
        return answer

    return one_by_one


@task("take")
def take(run):
    array = run.open_plain().reshape(-1)
    flat = run.numbers()
    out = np.zeros(len(flat), dtype=np.float32)

    def one_pass():
        with run.clock:
            if run.variant == "clip":
                taken = np.take(array, flat, out=out, mode="clip")
            else:
                taken = np.take(array, flat)
        return fingerprint(taken)

    return one_pass
