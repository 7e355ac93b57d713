"""The NumPy side: opens what its command line names, runs a pass for each line "pass", answers each with a line of JSON.

Tasks are functions of the modules beside this one, registered by name; each gets the run, does what is not measured, and
returns the function of a pass, which measures what is inside `with run.clock:` and returns its answer.
"""

import importlib
import json
import sys
import time

import numpy as np

MODULES = ("opening", "sums", "columns", "normalise", "rows", "gather", "flush", "elements", "hdf5")
TASKS = {}


def task(name):
    """Registers a function as a task."""

    def register(function):
        TASKS[name] = function
        return function

    return register


class Clock:
    def __enter__(self):
        self.began = time.perf_counter()

    def __exit__(self, *failure):
        self.seconds = time.perf_counter() - self.began

    def since(self):
        return time.perf_counter() - self.began


class Run:
    """What the command line says, and the clock."""

    def __init__(self, options):
        self.file = options.get("file")
        self.target = options.get("target")
        self.index = options.get("index")
        self.hdf5 = options.get("hdf5")
        self.member = options.get("member")
        self.store = options.get("store", "raw")
        self.offset = int(options.get("offset", 0))
        self.rows = int(options.get("rows", 0))
        self.columns = int(options.get("columns", 0))
        self.batch = int(options.get("batch", 4096))
        self.threads = int(options.get("threads", 1))
        self.limit = float(options.get("limit", 0))
        self.units = 1
        self.told = ""
        self.clock = Clock()

    def open(self, mode="r"):
        """The array, the way a user of NumPy maps it."""
        if self.store == "npy":
            return np.load(self.file, mmap_mode=mode)
        return np.memmap(self.file, dtype="<f4", mode=mode, offset=self.offset, shape=(self.rows, self.columns))

    def open_plain(self, mode="r"):
        """The same as a plain ndarray: without memmap's cost at every slice."""
        return np.asarray(self.open(mode))

    def numbers(self):
        return np.fromfile(self.index, dtype="<i8")


def fingerprint(values):
    """The bits of all elements, in their order, as two numbers that differ if a bit does."""
    bits = np.ascontiguousarray(values).reshape(-1).view(np.uint32)
    total = 0
    step = 1 << 20
    for at in range(0, bits.size, step):
        part = bits[at:at + step].astype(np.uint64)
        factors = np.arange(at, at + part.size, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        total = (total + int(np.sum(part * factors, dtype=np.uint64))) & 0xFFFFFFFFFFFFFFFF
    return [total >> 32, total & 0xFFFFFFFF]


def main(arguments):
    sys.modules["side"] = sys.modules["__main__"]  # for the tasks' own imports
    for module in MODULES:
        importlib.import_module(module)
    name, _, variant = arguments[0].partition(":")
    run = Run(dict(option.split("=", 1) for option in arguments[1:]))
    run.variant = variant
    if name not in TASKS:
        sys.exit("no task " + name)
    one_pass = TASKS[name](run)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        run.told = line.strip().partition(" ")[2]
        run.units = 1
        answer = one_pass()
        numbers = [float(number) for number in np.atleast_1d(np.asarray(answer, dtype=np.float64))]
        print(json.dumps({"seconds": run.clock.seconds, "units": run.units, "answer": numbers}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
