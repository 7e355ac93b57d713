"""Makes what the workloads on HDF5 read: an array in each layout, or a file of many datasets."""

import os
import sys

import h5py
import numpy as np

CHUNK = 512  # rows: 1 MiB of 512 float32
BLOCK = 16 * CHUNK


def layouts(file, source, rows, columns, offset):
    array = np.memmap(source, dtype="<f4", mode="r", offset=offset, shape=(rows, columns))
    chunks = (min(CHUNK, rows), columns)
    for name, options in {
        "contiguous": {},
        "chunked": {"chunks": chunks},
        "gzip": {"chunks": chunks, "compression": "gzip"},
        "shuffled": {"chunks": chunks, "compression": "gzip", "shuffle": True},
    }.items():
        dataset = file.create_dataset(name, array.shape, array.dtype, **options)
        for row in range(0, rows, BLOCK):
            dataset[row:row + BLOCK] = array[row:row + BLOCK]


def many(file, count):
    for number in range(count):
        file["d%05d" % number] = np.full(4, number, dtype="<f4")


def main(what, path, *arguments):
    with h5py.File(path + ".draft", "w") as file:
        if what == "layouts":
            layouts(file, arguments[0], *map(int, arguments[1:]))
        else:
            many(file, int(arguments[0]))
    os.replace(path + ".draft", path)


main(*sys.argv[1:])
