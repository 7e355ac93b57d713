"""What HDF5 itself, through h5py, says is in a file: the expectation that the Java tests read line by line."""
import h5py
import numpy as np
from h5py import h5d, h5o


class Manifest:
    """One line a dataset, fields parted by tabs: file, member, how, typestring, shape, position, bytes, pattern, listed.

    how: mapped, decoded, either; or refused, with what the message must have as a regular expression.
    The elements, in row-major order, are bytes of the file `elements`. Listed are datasets under their own names, not
    under those of soft links.
    """

    def __init__(self, folder):
        self.folder = folder
        self.lines = []
        self.attributes = []
        self.elements = open(folder / "elements", "wb")

    def path(self, name):
        return self.folder / name

    def readable(self, name, member, values, how, listed=True):
        position = self.elements.tell()
        self.elements.write(values.tobytes("C"))
        shape = ",".join(map(str, values.shape))
        self.lines.append((name, member, how, values.dtype.str, shape, position, values.nbytes, "", listed))

    def refused(self, name, member, pattern):
        self.lines.append((name, member, "refused", "", "", 0, 0, pattern, False))

    def attribute(self, name, member, attribute, text):
        """What an attribute reads as, in Java's words."""
        self.attributes.append((name, member, attribute, text))

    def all_of(self, name, refused=None, skip=()):
        """Every dataset of a file as h5py reads it, but for the members that must be refused, and those said already."""
        refused = refused or {}
        with h5py.File(self.path(name), "r") as file:
            self._group(name, file, "", {*refused, *skip}, set(), True)
        for member, pattern in refused.items():
            self.refused(name, member, pattern)

    def _group(self, name, group, path, left_out, above, listed):
        identity = h5o.get_info(group.id).addr
        if identity in above:
            return
        for link in group:
            member = path + "/" + link
            if member in left_out:
                continue
            found = group.get(link)  # None where a link leads nowhere.
            hard = listed and not isinstance(group.get(link, getlink=True), h5py.SoftLink)
            if isinstance(found, h5py.Group):
                self._group(name, found, member, left_out, above | {identity}, hard)
            elif isinstance(found, h5py.Dataset):
                values = np.empty(found.shape, found.dtype)  # A scalar by itself would lose its byte order.
                if found.size > 0:
                    found.read_direct(values)
                self.readable(name, member, values, how(found), hard)

    def close(self):
        self.elements.close()
        for name, lines in ("manifest", self.lines), ("attributes", self.attributes):
            text = "".join("\t".join(map(str, line)) + "\n" for line in lines)
            (self.folder / name).write_text(text, encoding="utf-8")


def how(dataset):
    """Mapped where the elements lie side by side in the file."""
    if dataset.size == 0:
        return "either"
    contiguous = dataset.id.get_create_plist().get_layout() == h5d.CONTIGUOUS
    return "mapped" if contiguous and dataset.id.get_offset() is not None else "decoded"


def delicate(dtype, shape):
    """Elements whose bits careless code alters: negative zeros, subnormals, not-a-numbers with payloads, extremes."""
    dtype = np.dtype(dtype)
    count = int(np.prod(shape, dtype=np.int64))
    if dtype.kind == "b":
        return (np.arange(count) % 3 == 1).reshape(shape)
    unit = dtype.itemsize // 2 if dtype.kind == "c" else dtype.itemsize
    units = count * dtype.itemsize // unit
    bits = [0x8000000000000000, 0x0001000200030004, 0x7E01000200030004, 0x7C01000200030004,
            0xFFC1000200030004, 0x7FA1000200030004, 0x7FF9000200030004, 0xFFF1000200030004]
    pattern = np.random.RandomState(20250115).bytes(8 * max(units, 8))
    wide = np.frombuffer(pattern, "<u8").copy()
    wide[: len(bits)] = bits
    narrow = (wide >> np.uint64(64 - 8 * unit)).astype("u%d" % unit)[:units]
    order = ">" if dtype.byteorder == ">" else "<"
    return np.frombuffer(narrow.astype(order + "u%d" % unit).tobytes(), dtype).reshape(shape)


def smooth(dtype, shape):
    """Elements that compress: 0, 1, 2, ... in steps."""
    dtype = np.dtype(dtype)
    count = int(np.prod(shape, dtype=np.int64))
    steps = np.arange(count) // 3 % 100
    if dtype.kind == "b":
        return (steps % 2 == 0).reshape(shape)
    if dtype.kind == "c":
        return (steps - 1j * steps).astype(dtype).reshape(shape)
    return steps.astype(dtype).reshape(shape)


DTYPES = ["|b1", "|i1", "|u1"] + [
    order + kind for kind in ("i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16")
    for order in "<>"]
LIBRARIES = ["earliest", "v108", "latest"]
