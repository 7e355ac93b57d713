"""HDF5 through h5py: whole datasets, slices that share chunks, one of many datasets."""

import numpy as np
from side import task

SLICES = 200
SLICE = 64  # rows
OPENINGS = 200


@task("hdf5-read")
def read(run):
    import h5py

    dataset = h5py.File(run.hdf5, "r")[run.member]
    whole = np.zeros(dataset.shape, dataset.dtype)

    def one_pass():
        with run.clock:
            dataset.read_direct(whole)
            answer = whole[:, 0].sum(dtype=np.float64)
        return answer

    return one_pass


@task("hdf5-slices")
def slices(run):
    import h5py

    dataset = h5py.File(run.hdf5, "r")[run.member]
    span = min(run.rows, 1 << 15) - SLICE + 1

    def one_pass():
        answer = 0.0
        with run.clock:
            for k in range(SLICES):
                start = k * 7919 % span
                answer += float(dataset[start:start + SLICE][0, 0])
        return answer

    return one_pass


@task("hdf5-open")
def opening(run):
    import h5py

    def one_pass():
        with run.clock:
            for _ in range(OPENINGS):
                with h5py.File(run.hdf5, "r") as file:
                    answer = float(file[run.member][0])
        return answer

    return one_pass
