"""Makes the golden files beside it with NumPy, in the way one saves a memmap with its metadata by hand.

Run it in this folder: python3 make.py. Files of old releases are never made again, only added to.
"""

import json

import numpy as np


def save(name, array, **extra):
    mapped = np.memmap(name + ".dat", dtype=array.dtype, mode="w+", shape=array.shape, order=extra.get("order", "C"))
    mapped[...] = array
    mapped.flush()
    meta = {
        "dtype": str(array.dtype),
        "shape": list(array.shape),
        "created": "2025-01-15",
        "file_size_mb": array.nbytes / 2**20,
    }
    meta.update(extra)
    with open(name + "_meta.json", "w") as f:
        json.dump(meta, f)


count = np.arange(12).reshape(4, 3)
save("features", count.astype("float32") / 4)
save("big-endian", (-count).astype(">i2"))
save("columns", count.astype("uint64") + 2**63, order="F")
save("flags", count.reshape(2, 2, 3) % 2 == 0)
save("waves", count.astype("complex64") * 1j, note="half a turn", weights=[0.5, None])
