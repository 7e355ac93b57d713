#!/usr/bin/env python3
"""Makes the golden .npy files beside it. Made once, with NumPy 2.4; kept for ever."""
import struct
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

HERE = Path(__file__).parent


def by_hand(name, text, array, align, order="C"):
    """A file of a writer other than today's NumPy: this text, padded to this alignment."""
    padding = -(10 + len(text) + 1) % align
    text = text + " " * padding + "\n"
    header = npy.MAGIC_PREFIX + bytes([1, 0]) + struct.pack("<H", len(text)) + text.encode("latin1")
    (HERE / name).write_bytes(header + array.tobytes(order))
    assert np.array_equal(np.load(HERE / name), array)


def of_version(name, array, version):
    with open(HERE / name, "wb") as file:
        npy.write_array(file, array, version=version)


k = np.arange(12)
np.save(HERE / "float32.npy", (k.astype("<f4") / np.float32(3)).reshape(4, 3))
np.save(HERE / "int16-big-fortran.npy", np.asfortranarray((k * 1000 - 5000).astype(">i2").reshape(3, 4)))
np.save(HERE / "complex128.npy", (k[:4] / 3 - 1j * k[:4]).astype("<c16").reshape(2, 2))
np.save(HERE / "bool.npy", k[:5] % 2 == 0)
of_version("version2.npy", (k[:6] / 7).astype("<f8").reshape(1, 2, 3), (2, 0))
of_version("version3.npy", (2**64 - 1 - k[:3].astype("<u8")), (3, 0))

# NumPy before 1.14 aligned to 16 and left no room for growth.
by_hand("padded16.npy", "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", k[:3] / 3, 16)
# Python 2 wrote long integers where the platform's int was too small.
by_hand("python2.npy", "{'descr': '>i4', 'fortran_order': False, 'shape': (2L, 3L), }",
        (k[:6] - 3).astype(">i4").reshape(2, 3), 16)
# Other writers align to nothing, order the keys otherwise, and use the other quotes.
by_hand("unaligned.npy", '{"shape":(2, 2), "fortran_order":True, "descr": u"<i8"}',
        (k[:4] - 2).astype("<i8").reshape(2, 2), 1, "F")
# What NumPy 2 writes, and cannot read, if shape and order are NumPy scalars (numpy issue 28334).
scalars = npy.open_memmap(HERE / "scalar-repr.npy", "w+", "<f4", (np.int64(2), 3), np.True_)
scalars[:] = k[:6].reshape(2, 3)
