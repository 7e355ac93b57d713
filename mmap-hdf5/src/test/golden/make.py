"""Makes the golden files beside this script, with h5py; existing ones are never made again."""

import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def make(name, values, attributes=None, file=None, **options):
    path = os.path.join(HERE, name + ".h5")
    if os.path.exists(path):
        return
    with h5py.File(path, "w", **(file or {})) as h5:
        dataset = h5.create_dataset("data", data=values, track_times=False, **options)
        for key, value in (attributes or {}).items():
            dataset.attrs[key] = value


k = np.arange(12)
make("float32", (k / np.float32(3)).astype("<f4").reshape(4, 3))
make("int16-big", (k * 1000 - 5000).astype(">i2").reshape(3, 4))
make("bool", np.arange(5) % 2 == 0)
make("complex128", (np.arange(4) / 3 - 1j * np.arange(4)).reshape(2, 2))
make("user-block", np.arange(6, dtype="<f8").reshape(2, 3), file={"userblock_size": 512})
make("latest", np.arange(10, dtype="<u4"), file={"libver": "latest"})
make("attributes", np.arange(4, dtype="<i8"), {"unit": "mm", "scale": 0.5, "counts": np.array([1, 2, 3])})

rows = np.arange(60)
make("gzip", (rows / np.float32(7)).astype("<f4").reshape(20, 3), chunks=(6, 2), compression="gzip", shuffle=True)
make("fletcher32", (rows - 30).astype(">i4").reshape(12, 5), chunks=(5, 5), fletcher32=True)
make("lzf", np.arange(24, dtype="<f8").reshape(2, 3, 4), chunks=(1, 2, 4), compression="lzf", file={"libver": "latest"})
make("resizable", np.arange(30, dtype="<i2").reshape(10, 3), chunks=(4, 3), maxshape=(None, 3), file={"libver": "latest"})
