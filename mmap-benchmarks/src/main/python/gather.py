"""Rows from here and there into one buffer, in the caller's order; and a whole file read that way with little memory."""

import mmap

import numpy as np
from side import fingerprint, task


def advised(run):
    """The array as NumPy has it; or with the advice that its pages are read at random."""
    array = run.open()
    if run.variant == "random":
        array._mmap.madvise(mmap.MADV_RANDOM)
    return np.asarray(array)


@task("gather")
def gather(run):
    array = advised(run)
    wanted = run.numbers()
    buffer = np.zeros((len(wanted), run.columns), dtype=np.float32)

    def idiom():
        return array[wanted]

    def take():
        return np.take(array, wanted, axis=0, out=buffer, mode="clip")

    def in_order():
        """Sorted for the disk, and back."""
        order = np.argsort(wanted, kind="stable")
        buffer[order] = array[wanted[order]]
        return buffer

    way = {"": idiom, "random": idiom, "take": take, "sorted": in_order}[run.variant]

    def one_pass():
        with run.clock:
            rows = way()
        return fingerprint(rows)

    return one_pass


@task("order")
def order(run):
    array = advised(run)
    wanted = run.numbers()

    def one_pass():
        done, answer = 0, 0.0
        with run.clock:
            while done < len(wanted) and not 0 < run.limit < run.clock.since():
                rows = wanted[done:done + run.batch]
                if run.variant == "sorted":
                    rows = np.sort(rows)
                answer += array[rows][:, 0].sum(dtype=np.float64)
                done += len(rows)
        run.units = done / len(wanted)
        return answer

    return one_pass


@task("in-order")
def in_order(run):
    array = run.open_plain()
    buffer = np.empty((run.batch, run.columns), dtype=np.float32)

    def one_pass():
        answer = 0.0
        with run.clock:
            for r in range(0, run.rows, run.batch):
                rows = array[r:r + run.batch]
                buffer[:len(rows)] = rows
                answer += buffer[:len(rows), 0].sum(dtype=np.float64)
        return answer

    return one_pass
