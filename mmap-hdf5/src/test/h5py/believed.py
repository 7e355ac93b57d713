"""Whether HDF5 reads mutants as we do: prints where it reads something else, and counts where it reads nothing."""
import os
import sys
from pathlib import Path

import h5py
import numpy as np

SECONDS = 5


def make(folder):
    """Compares; the library may crash or hang on such files, so each is read in a process of its own."""
    folder = Path(folder)
    counts = {"same": 0, "refused": 0, "other": 0, "crashed": 0}
    for line in (folder / "believed").read_text().splitlines():
        name, member, dtype, shape, what = line.split("\t")
        child = os.fork()
        if child == 0:
            import signal
            signal.alarm(SECONDS)
            os._exit(compare(folder / name, member, dtype, shape))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        answer = {0: "same", 1: "refused", 2: "other"}.get(status, "crashed")
        counts[answer] += 1
        if answer == "other":
            print("%s#%s (%s): ours is %s (%s)" % (name, member, what, dtype, shape))
    (folder / "compared").write_text(str(counts))


def compare(path, member, dtype, shape):
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        with h5py.File(path, "r") as file:
            dataset = file[member]
            values = np.empty(dataset.shape, dataset.dtype)
            if dataset.size > 1 << 17:
                return 1
            if dataset.size > 0:
                dataset.read_direct(values)
    except Exception:
        return 1
    ours = Path(str(path) + ".elements").read_bytes()
    same = values.dtype.str == dtype and ",".join(map(str, values.shape)) == shape and values.tobytes() == ours
    return 0 if same else 2
