"""Small files of every kind of structure, for mutants to be made of, and which of their bytes are elements without a checksum."""
import sys
from pathlib import Path

import h5py
import numpy as np
from h5py import h5d, h5f, h5p, h5z

import encoders
from manifest import Manifest, how, smooth
from matrix import FILTERS, compact, dataset, early

WITH_CHECKSUM = {h5z.FILTER_DEFLATE, h5z.FILTER_FLETCHER32}


def make(folder):
    """Makes the files in a folder, the manifest, and `raw`: file, first byte, byte behind the last."""
    manifest = Manifest(Path(folder))
    for name, (options, fill) in files().items():
        with h5py.File(manifest.path(name), "w", **options) as file:
            expected = fill(file) or {}
        for member, values in expected.items():
            manifest.readable(name, member, values, "decoded")
        manifest.all_of(name, skip=set(expected))
    four = h5p.create(h5p.FILE_CREATE)
    four.set_sizes(4, 4)
    with h5py.File(h5f.create(str(manifest.path("four-bytes.h5")).encode(), h5f.ACC_TRUNC, four)) as file:
        contiguous(file)
        chunks(file, (5, 4), "gzip")
    manifest.all_of("four-bytes.h5")
    lines = []
    for name in sorted({line[0] for line in manifest.lines}):
        with h5py.File(manifest.path(name), "r") as file:
            file.visititems(lambda path, found: lines.extend(raw(name, found)))
    (manifest.folder / "raw").write_text("".join("%s\t%d\t%d\n" % line for line in lines))
    manifest.close()


def files():
    made = {}
    for library in "earliest", "v108", "latest":
        options = {"libver": library}
        made["contiguous-%s.h5" % library] = options, contiguous
        made["links-%s.h5" % library] = options, links
        made["odd-%s.h5" % library] = options, odd
        made["gzip-%s.h5" % library] = options, lambda file: chunks(file, (5, 4), "shuffle-gzip-sum")
        made["plain-%s.h5" % library] = options, lambda file: chunks(file, (5, 4), "plain")
    made["crowd-earliest.h5"] = {"libver": "earliest"}, crowd
    made["crowd-latest.h5"] = {"libver": "latest"}, crowd
    made["packed.h5"] = {"libver": "latest"}, packed
    latest = {"libver": "latest"}
    for index, limit in {"single": None, "fixed": (5, 4), "extensible": (None, 4), "tree": (None, None)}.items():
        for chain in "plain", "sum", "gzip":
            shape = (2, 2) if index == "single" else (5, 4)
            made["%s-%s.h5" % (index, chain)] = latest, (
                lambda file, limit=limit, chain=chain, shape=shape: chunks(file, limit or shape, chain, shape))
    made["implicit.h5"] = latest, lambda file: early(file, "d", smooth("<i2", (5, 4)), (2, 2))
    made["paged.h5"] = latest, lambda file: many(file, (1500,))
    made["super.h5"] = latest, lambda file: many(file, (None,))
    made["levels.h5"] = {"libver": "earliest"}, lambda file: many(file, (None,), 400)
    made["tree-levels.h5"] = latest, levels
    made["block.h5"] = {"libver": "latest", "userblock_size": 512}, contiguous
    return made


def contiguous(file):
    file["g/d"] = smooth(">f4", (2, 3))
    file["g/d"].attrs["n"] = 5
    file["g/d"].attrs["text"] = "words"
    file["flag"] = True
    file["c"] = np.array([1 + 2j])


def links(file):
    file["a/d"] = np.arange(4, dtype="<i8")
    file["a/up"] = file["/"]
    file["hard"] = file["a/d"]
    file["soft"] = h5py.SoftLink("/a/d")
    file["gone"] = h5py.SoftLink("nowhere")
    file["outside"] = h5py.ExternalLink("x.h5", "/d")


def crowd(file):
    for k in range(20):
        file["g/d%d" % k] = np.int16(k)
    for k in range(12):
        file["g/d1"].attrs["a%d" % k] = np.arange(k)


def odd(file):
    compact(file, "compact", smooth("<u2", (2, 2)))
    file.create_dataset("filled", (3,), "<f8", fillvalue=0.5)
    file.create_dataset("holes", (3, 3), "<i4", fillvalue=-1, chunks=(2, 2), compression=1)[0, 0] = 4
    file["type"] = np.dtype("<f4")
    file.create_dataset("typed", data=smooth("<f4", (3,)), dtype=file["type"])
    file["colours"] = np.array([0, 2], dtype=h5py.enum_dtype({"RED": 0, "BLUE": 2}, "<i2"))
    file["empty"] = np.zeros((0, 3), "<f4")


def chunks(file, limit, chain, shape=(5, 4)):
    file.create_dataset("d", data=smooth("<i2", shape), chunks=(2, 2), maxshape=limit, **FILTERS[chain])


def many(file, limit, count=1500):
    file.create_dataset("d", data=smooth("|u1", (count,)), chunks=(1,), maxshape=limit)


def levels(file):
    file.create_dataset("d", data=smooth("|u1", (20, 20)), chunks=(1, 1), maxshape=(None, None))


def packed(file):
    file.create_dataset("lzf", data=smooth("<i2", (20, 4)), chunks=(15, 4), compression="lzf")
    expected = {}
    for key, (number, options, encode) in encoders.all_of(4).items():
        values = smooth("<i4", (32, 2))
        made = dataset(file, key, values, (32, 2), lambda plist: plist.set_filter(number, h5z.FLAG_OPTIONAL, options))
        made.write_direct_chunk((0, 0), encode(values.tobytes()))
        expected["/" + key] = values
    return expected


def raw(name, found):
    """Ranges of elements that no checksum covers."""
    if not isinstance(found, h5py.Dataset) or found.size == 0:
        return []
    plist = found.id.get_create_plist()
    if plist.get_layout() == h5d.CONTIGUOUS:
        offset = found.id.get_offset()
        return [] if offset is None else [(name, offset, offset + found.id.get_storage_size())]
    if plist.get_layout() != h5d.CHUNKED or any(plist.get_filter(k)[0] in WITH_CHECKSUM for k in range(plist.get_nfilters())):
        return []
    infos = [found.id.get_chunk_info(k) for k in range(found.id.get_num_chunks())]
    return [(name, info.byte_offset, info.byte_offset + info.size) for info in infos]


if __name__ == "__main__":
    make(sys.argv[1])
