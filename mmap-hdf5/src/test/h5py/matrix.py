"""Files of every kind that HDF5 1.10 writes, through h5py, and what is in them: see manifest.py."""
import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
from h5py import h5d, h5f, h5p, h5s, h5t, h5z

import encoders
from manifest import DTYPES, LIBRARIES, Manifest, delicate, smooth

SHAPES = {"scalar": (), "line": (7,), "none": (0,), "plane": (3, 5), "gap": (3, 0), "box": (2, 3, 4), "four": (2, 3, 2, 2)}
FILTERS = {
    "plain": {},
    "gzip": {"compression": "gzip"},
    "gzip9": {"compression": "gzip", "compression_opts": 9},
    "stored": {"compression": "gzip", "compression_opts": 0},
    "shuffle": {"shuffle": True},
    "shuffle-gzip": {"shuffle": True, "compression": "gzip"},
    "sum": {"fletcher32": True},
    "shuffle-gzip-sum": {"shuffle": True, "compression": "gzip", "fletcher32": True},
    "lzf": {"compression": "lzf"},
    "shuffle-lzf": {"shuffle": True, "compression": "lzf"},
    "lzf-sum": {"compression": "lzf", "fletcher32": True},
}


def make(folder):
    """Makes all files of the matrix in a folder, and the manifest."""
    manifest = Manifest(Path(folder))
    for family in (dtypes, filters, chunk_indexes, never_written, fill_values, groups, attributes, sizes, repacked, values_in_chunks,
                   odd_types, odd_layouts, odd_filters, by_hand, masks, superblocks, spoiled):
        family(manifest)
    manifest.close()


def dtypes(m):
    """Every element type, in every library's format, behind user blocks of several sizes."""
    for library in LIBRARIES:
        for block in 0, 512, 2048:
            name = "dtypes-%s-%d.h5" % (library, block)
            with h5py.File(m.path(name), "w", libver=library, userblock_size=block) as file:
                for dtype in DTYPES:
                    for kind, shape in SHAPES.items():
                        file.create_dataset("mapped/%s/%s" % (dtype[1:] + dtype[0], kind), data=delicate(dtype, shape))
                    key = dtype[1:] + dtype[0]
                    file.create_dataset("chunked/" + key, data=delicate(dtype, (9, 5)), chunks=(4, 2))
                    file.create_dataset("gzip/" + key, data=smooth(dtype, (9, 5)), chunks=(4, 2), compression=4, shuffle=True)
                    compact(file, "compact/" + key, delicate(dtype, (3, 2)))
            m.all_of(name)


def compact(file, path, values):
    plist = h5p.create(h5p.DATASET_CREATE)
    plist.set_layout(h5d.COMPACT)
    links = h5p.create(h5p.LINK_CREATE)
    links.set_create_intermediate_group(True)
    dataset = h5d.create(file.id, path.encode(), h5t.py_create(values.dtype, logical=True),
                         h5s.create_simple(values.shape) if values.shape else h5s.create(h5s.SCALAR), plist, links)
    h5py.Dataset(dataset)[()] = values


def filters(m):
    """Every chain of filters, on one to four axes, with chunks that reach over the edges."""
    cases = {"line": ((103,), (10,)), "plane": ((23, 17), (5, 4)), "box": ((5, 6, 7), (2, 3, 4)), "four": ((3, 4, 3, 5), (2, 2, 2, 2)),
             "one": ((6, 5), (6, 5)), "over": ((3, 2), (8, 8))}
    for library in LIBRARIES:
        name = "filters-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library) as file:
            for chain, options in FILTERS.items():
                for dtype in "<f4", ">i2", "|u1", "<c16", "|b1":
                    for kind, (shape, chunks) in cases.items():
                        limit = tuple(None if chunk > length else length for length, chunk in zip(shape, chunks))
                        path = "%s/%s/%s" % (chain, dtype[1:], kind)
                        file.create_dataset(path, data=smooth(dtype, shape), chunks=chunks, maxshape=limit, **options)
                        file.create_dataset(path + "-noise", data=delicate(dtype, shape), chunks=chunks, maxshape=limit, **options)
        m.all_of(name)


def chunk_indexes(m):
    """Every index of chunks, small and with many levels, whole and with holes."""
    limits = {"fixed": lambda shape: shape, "one": lambda shape: (None,) + shape[1:], "last": lambda shape: shape[:-1] + (None,),
              "all": lambda shape: (None,) * len(shape)}
    shapes = {"few": ((7, 5), (2, 2)), "single": ((5, 3), (5, 3)), "paged": ((1500,), (1,)), "many": ((70, 90), (2, 3)),
              "tall": ((9000,), (3,)), "none": ((0, 4), (2, 2))}
    for library in LIBRARIES:
        name = "indexes-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library) as file:
            for limit, grown in limits.items():
                for kind, (shape, chunks) in shapes.items():
                    if shape[0] == 0 and grown(shape)[0] == 0:
                        continue  # No chunk fits an axis that stays empty.
                    for chain in "plain", "gzip", "sum":
                        key = "%s/%s/%s" % (limit, kind, chain)
                        values = smooth("<i4", shape)
                        options = dict(chunks=chunks, maxshape=grown(shape), **FILTERS[chain])
                        file.create_dataset("whole/" + key, data=values, **options)
                        holes = file.create_dataset("holes/" + key, shape, "<i4", fillvalue=-7, **options)
                        step = max(11, shape[0] // 40)
                        for start in range(0, shape[0], step):
                            holes[start:start + 2] = values[start:start + 2]
                        file.create_dataset("empty/" + key, shape, "<i4", fillvalue=9, **options)
            for kind, (shape, chunks) in shapes.items():
                if shape[0] > 0:
                    early(file, "early/" + kind, smooth("<i4", shape), chunks)
            grown = file.create_dataset("grown", data=smooth("<i8", (4, 3)), chunks=(3, 2), maxshape=(None, None))
            grown.resize((11, 9))
            grown[10] = 5
            shrunk = file.create_dataset("shrunk", data=smooth("<i8", (14, 13)), chunks=(3, 2), maxshape=(None, None), compression=1)
            shrunk.resize((5, 4))
        m.all_of(name)


def early(file, path, values, chunks):
    """Chunks that have their room from the start: the implicit index, in the newest format."""
    plist = h5p.create(h5p.DATASET_CREATE)
    plist.set_chunk(chunks)
    plist.set_alloc_time(h5d.ALLOC_TIME_EARLY)
    links = h5p.create(h5p.LINK_CREATE)
    links.set_create_intermediate_group(True)
    dataset = h5d.create(file.id, path.encode(), h5t.py_create(values.dtype), h5s.create_simple(values.shape), plist, links)
    h5py.Dataset(dataset)[()] = values


def never_written(m):
    """Datasets that have no storage yet."""
    for library in LIBRARIES:
        name = "unwritten-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library) as file:
            for dtype in DTYPES:
                key = dtype[1:] + dtype[0]
                file.create_dataset("contiguous/" + key, (4, 3), dtype)
                file.create_dataset("chunked/" + key, (4, 3), dtype, chunks=(2, 2))
                file.create_dataset("gzip/" + key, (4, 3), dtype, chunks=(2, 2), compression=1)
            file.create_dataset("scalar", (), "<f4", fillvalue=2.5)
        m.all_of(name)


def fill_values(m):
    """Values of what was never written, in every type and at every time that they can be written."""
    times = {"alloc": h5d.FILL_TIME_ALLOC, "ifset": h5d.FILL_TIME_IFSET}
    for library in LIBRARIES:
        name = "fill-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library) as file:
            for dtype in DTYPES:
                fill = delicate(dtype, (6,))[5]
                key = dtype[1:] + dtype[0]
                file.create_dataset("contiguous/" + key, (2, 3), dtype, fillvalue=fill)
                part = file.create_dataset("chunked/" + key, (5, 4), dtype, fillvalue=fill, chunks=(2, 3))
                part[0, 0] = delicate(dtype, (6,))[4]
                packed = file.create_dataset("gzip/" + key, (5, 4), dtype, fillvalue=fill, chunks=(2, 3), compression=1, shuffle=True)
                packed[4, 3] = delicate(dtype, (6,))[3]
            for moment, time in times.items():
                plist = h5p.create(h5p.DATASET_CREATE)
                plist.set_fill_time(time)
                plist.set_fill_value(np.array(-3, "<i4"))
                file.create_dataset("time/" + moment, (5,), "<i4", dcpl=plist)
                plist.set_chunk((2,))
                file.create_dataset("time/chunked-" + moment, (5,), "<i4", dcpl=plist)
            plist = h5p.create(h5p.DATASET_CREATE)
            plist.set_fill_time(h5d.FILL_TIME_NEVER)
            file.create_dataset("time/never", data=smooth("<i4", (5,)), dcpl=plist)
            # The fill value has the type in which it was given, the dataset another.
            plist = h5p.create(h5p.DATASET_CREATE)
            plist.set_fill_value(np.array(-3, ">i2"))
            file.create_dataset("converted", (5,), "<f8", dcpl=plist)
        m.all_of(name)


def groups(m):
    """Links of every kind; groups small and large, old and new, in every order."""
    for library in LIBRARIES:
        for ordered in False, True:
            name = "groups-%s-%s.h5" % (library, "ordered" if ordered else "named")
            with h5py.File(m.path(name), "w", libver=library, track_order=ordered) as file:
                file["deep/" + "/".join("abcdefghijklmnop") + "/d"] = smooth("<i4", (3,))
                for count in 0, 1, 7, 8, 9, 40, 700:
                    group = file.create_group("of-%d" % count, track_order=ordered)
                    for k in range(count):
                        group["member-%d" % (k * 7919 % 1000)] = np.int16(k)
                long = file.create_group("long names")
                for k in range(30):
                    long["%d-" % k + "x" * (k * 40)] = np.int32(k)
                file["names/äöü 漢字 \U0001f600"] = smooth("<u1", (3,))
                file["names/with space"] = smooth("<u1", (3,))
                file["names/with#hash"] = smooth("<u1", (4,))
                file["names/..."] = smooth("<u1", (2,))
                file["target"] = smooth("<f8", (2, 2))
                file["hard"] = file["target"]
                file["links/soft"] = h5py.SoftLink("/target")
                file["links/relative"] = h5py.SoftLink("inner/d")
                file["links/inner/d"] = smooth("<i2", (4,))
                file["links/to-group"] = h5py.SoftLink("/of-7")
                file["links/chain"] = h5py.SoftLink("/links/soft")
                file["cycle/again"] = file["cycle"] if "cycle" in file else file.create_group("cycle")
                file["cycle/root"] = file["/"]
                file["cycle/d"] = np.float32(4)
                deleted = file.create_group("deleted")
                for k in range(50):
                    deleted["d%d" % k] = np.int8(k)
                for k in range(0, 50, 3):
                    del deleted["d%d" % k]
                file["committed type"] = np.dtype(">f4")
                file.create_dataset("of committed type", data=smooth(">f4", (3,)), dtype=file["committed type"])
            m.all_of(name)
            with h5py.File(m.path(name), "r+") as file:
                file["odd/dangling"] = h5py.SoftLink("/nowhere")
                file["odd/itself"] = h5py.SoftLink("/odd/itself")
                file["odd/external"] = h5py.ExternalLink("other.h5", "/d")
            m.refused(name, "/odd/dangling", "nowhere")
            m.refused(name, "/odd/itself", "link")
            m.refused(name, "/odd/external", "external|another file|other.h5")
            m.refused(name, "/committed type", "no dataset|not a dataset|type")
            m.refused(name, "/of-7", "group")
            m.refused(name, "/not/there", "not|no ")


def attributes(m):
    """Attributes of every type that has a Java word, few and many, in the header and in heaps."""
    values = {
        "integer": (7, "7"), "negative": (np.int8(-5), "-5"), "unsigned": (np.uint64(2**64 - 1), "18446744073709551615"),
        "big-endian": (np.array(-300, ">i2"), "-300"), "float": (0.5, "0.5"), "single": (np.float32(0.25), "0.25"),
        "half": (np.float16(1.5), "1.5"), "true": (True, "true"), "false": (np.bool_(False), "false"), "text": ("mètre", "mètre"),
        "fixed": (np.bytes_("abc"), "abc"), "empty text": ("", ""), "list": (np.arange(4), "[0, 1, 2, 3]"),
        "matrix": (np.arange(4.0).reshape(2, 2), "[[0.0, 1.0], [2.0, 3.0]]"), "flags": (np.array([True, False]), "[true, false]"),
        "texts": (["a", "bc", ""], "[a, bc, ]"), "fixed texts": (np.array([b"ab", b"c"]), "[ab, c]"),
        "nothing": (np.arange(0), "[]"), "long text": ("lorem " * 2000, "lorem " * 2000),
    }
    for library in LIBRARIES:
        name = "attributes-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library) as file:
            few, many = file.create_dataset("few", data=smooth("<i4", (3,))), file.create_dataset("many", data=smooth("<i4", (3,)))
            for attribute, (value, text) in values.items():
                if attribute == "long text" and library == "earliest":
                    value = text = "lorem " * 200
                for dataset in (few, many) if len(few.attrs) < 6 else (many,):
                    dataset.attrs[attribute] = value
                    m.attribute(name, dataset.name, attribute, text)
            odd = file.create_dataset("odd", data=smooth("<i4", (3,)))
            odd.attrs["reference"] = file["few"].ref
            odd.attrs["empty"] = h5py.Empty("<f4")
            odd.attrs["compound"] = np.array((1, 2.5), dtype=[("a", "<i4"), ("b", "<f8")])
            odd.attrs["complex"] = 1 + 2j
            odd.attrs["opaque"] = np.void(b"\x01\x02")
            odd.attrs["number"] = 5
            m.attribute(name, "/odd", "number", "5")
            crowd = file.create_dataset("crowd", data=smooth("<i4", (3,)))
            for k in range(150):
                crowd.attrs["a%d" % k] = k
                m.attribute(name, "/crowd", "a%d" % k, str(k))
        m.all_of(name)


def sizes(m):
    """Addresses and lengths of two and four bytes; one that keeps track of its free space; one in pages."""
    for width in 2, 4, 8:
        for library in (h5f.LIBVER_EARLIEST, h5f.LIBVER_LATEST):
            plist = h5p.create(h5p.FILE_CREATE)
            plist.set_sizes(width, width)
            low_level(m, "sizes-%d-%d.h5" % (width, library), plist, library)
    for strategy in range(4):
        for persist in False, True:
            plist = h5p.create(h5p.FILE_CREATE)
            plist.set_file_space_strategy(strategy, persist, 1)
            low_level(m, "space-%d-%s.h5" % (strategy, persist), plist, h5f.LIBVER_LATEST)
    for library in LIBRARIES:
        name = "block-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library, userblock_size=16384) as file:
            file["d"] = smooth("<i4", (3, 3))
        with open(m.path(name), "r+b") as file:
            file.write(b"#!/bin/sh\n")
        m.all_of(name)


def low_level(m, name, created, library):
    # HDF5 1.10 cannot open again what it made without limit with lengths of less than eight bytes.
    limit = None if created.get_sizes() == (8, 8) else 100
    crowd = 20 if created.get_sizes() == (8, 8) else 6  # Nor its heaps.
    access = h5p.create(h5p.FILE_ACCESS)
    access.set_libver_bounds(library, h5f.LIBVER_LATEST)
    with h5py.File(h5f.create(str(m.path(name)).encode(), h5f.ACC_TRUNC, created, access)) as file:
        file["mapped/d"] = smooth("<f4", (5, 4))
        file.create_dataset("chunked/d", data=smooth("<f4", (50, 4)), chunks=(3, 2))
        file.create_dataset("gzip/d", data=smooth("<f4", (50, 4)), chunks=(3, 2), compression=1, maxshape=(limit, 4))
        file.create_dataset("all/d", data=smooth("<f4", (50, 4)), chunks=(3, 2), compression=1, maxshape=(limit, limit))
        for k in range(crowd):
            file["mapped/d"].attrs["a%d" % k] = k
            file["many/d%d" % k] = np.int32(k)
        del file["many/d3"]
    m.all_of(name)


def repacked(m):
    """What h5repack makes of a file: shared messages, other link storage, other bounds, alignment."""
    source = m.path("to-repack.h5")
    with h5py.File(source, "w") as file:
        for k in range(12):
            file.create_dataset("group/d%d" % k, data=smooth("<f8", (30, 4)), chunks=(7, 3), shuffle=True, compression=1)
            file["group/d%d" % k].attrs["unit"] = np.bytes_("a text that is long enough to be shared among headers")
            file["group/d%d" % k].attrs["scale"] = np.arange(20.0)
        file.create_dataset("filled", (30,), "<i4", fillvalue=77)
    m.all_of(source.name)
    variants = {"shared": ["-L", "-s", "10"], "dense": ["-L", "-c", "0", "-d", "0"], "compact": ["-L", "-c", "50", "-d", "2"],
                "v108": ["--low=1", "--high=1"], "contiguous": ["-l", "CONTI"], "small": ["-l", "COMPA"], "aligned": ["-t", "1", "-a", "4096"],
                "paged": ["-S", "PAGE", "-G", "512"], "sum": ["-f", "FLET"], "none": ["-f", "NONE"], "one": ["-L", "-l", "CHUNK=30x4"]}
    for variant, options in variants.items():
        name = "repacked-%s.h5" % variant
        subprocess.run(["h5repack", *options, source, m.path(name)], check=True)
        m.all_of(name)


def values_in_chunks(m):
    """Chunks larger than a few pages, of data that compresses well, badly and not at all."""
    noise = np.frombuffer(np.random.RandomState(7).bytes(1 << 20), "<f4").reshape(512, 512)
    smoothed = np.cumsum(np.random.RandomState(8).standard_normal((512, 512)), axis=0).astype("<f4")
    with h5py.File(m.path("large-chunks.h5"), "w", libver="latest") as file:
        for chain, options in FILTERS.items():
            file.create_dataset("noise/" + chain, data=noise, chunks=(100, 130), **options)
            file.create_dataset("walk/" + chain, data=smoothed, chunks=(512, 64), **options)
            file.create_dataset("zeros/" + chain, data=np.zeros((700, 300), "<i8"), chunks=(700, 300), **options)
    m.all_of("large-chunks.h5")


def odd_types(m):
    """Types that are no array's: refused one by one; their siblings are read."""
    def integer(size, precision, offset=0):
        made = h5t.STD_I32LE.copy()
        made.set_size(size)
        made.set_precision(precision)
        made.set_offset(offset)
        return made

    def floating(size, precision, fields, bias):
        made = h5t.IEEE_F32LE.copy()
        made.set_fields(*fields)
        made.set_precision(precision)
        made.set_size(size)
        made.set_ebias(bias)
        return made

    compound = np.dtype([("a", "<i4"), ("b", "<f8")])
    raw = {
        "int24": (integer(3, 24), "24|3 bytes|integer"), "int12in16": (integer(2, 12), "12|precision|bits"),
        "bitfield": (h5t.STD_B8LE, "bit"), "time": (h5t.UNIX_D32LE, "time"), "vax": (None, ""),
        "bfloat16": (floating(2, 16, (15, 7, 8, 0, 7), 127), "float|16"),
        "extended": (h5t.NATIVE_LDOUBLE, "float|16|80"),
        "opaque": (h5py.h5t.py_create(np.dtype("V5"), logical=True), "opaque"),
        "swapped complex": (swapped_complex(), "compound"),
        "fixed text": (h5t.py_create(np.dtype("S5"), logical=True), "text|string"),
        "compound": (h5t.py_create(compound, logical=True), "compound"),
        "array": (h5t.py_create(np.dtype(("<i4", (3,))), logical=True), "array"),
        "reference": (h5t.STD_REF_OBJ, "reference"), "region": (h5t.STD_REF_DSETREG, "reference"),
        "text": (h5t.py_create(h5py.string_dtype(), logical=True), "text|string|variable"),
        "lists": (h5t.vlen_create(h5t.STD_I32LE), "variable"),
    }
    for library in LIBRARIES:
        name = "odd-types-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library) as file:
            for chunked in False, True:
                for key, (made, _) in raw.items():
                    if made is not None:
                        plist = h5p.create(h5p.DATASET_CREATE)
                        if chunked:
                            plist.set_chunk((2,))
                        links = h5p.create(h5p.LINK_CREATE)
                        links.set_create_intermediate_group(True)
                        path = ("chunked/" if chunked else "contiguous/") + key
                        h5d.create(file.id, path.encode(), made, h5s.create_simple((4,)), plist, links)
            file["scalar text"] = "text"
            file["null"] = h5py.Empty("<f4")
            file["colours"] = np.array([0, 2, 1], dtype=h5py.enum_dtype({"RED": 0, "GREEN": 1, "BLUE": 2}, "<i4"))
            file["small colours"] = np.array([0, 1], dtype=h5py.enum_dtype({"OFF": 0, "ON": 1}, "|i1"))
            file["unsigned colours"] = np.array([0, 1], dtype=h5py.enum_dtype({"FALSE": 0, "TRUE": 1}, "|u1"))
            file["like a bool"] = np.array([0, 1, 2], dtype=h5py.enum_dtype({"FALSE": 0, "TRUE": 1, "MAYBE": 2}, "|i1"))
            file["sibling"] = smooth("<f4", (3,))
            file["chunked/sibling"] = smooth("<f4", (3,))
        refused = {"/%s/%s" % (layout, key): pattern for layout in ("contiguous", "chunked")
                   for key, (made, pattern) in raw.items() if made is not None}
        m.all_of(name, {**refused, "/scalar text": "text|string|variable", "/null": "null"})


def swapped_complex():
    made = h5t.create(h5t.COMPOUND, 16)
    made.insert(b"r", 8, h5t.IEEE_F64LE)
    made.insert(b"i", 0, h5t.IEEE_F64LE)
    return made


def odd_layouts(m):
    """Elements that are in other files."""
    for library in LIBRARIES:
        name = "odd-layouts-%s.h5" % library
        other = m.path("elsewhere-%s.bin" % library)
        other.write_bytes(smooth("<f4", (6,)).tobytes())
        refused = {"/external": "external"}
        with h5py.File(m.path(name), "w", libver=library) as file:
            file.create_dataset("external", (6,), "<f4", external=[(other, 0, 24)])
            file["sibling"] = smooth("<f4", (3,))
            if library == "latest":
                layout = h5py.VirtualLayout((3,), "<f4")
                layout[:] = h5py.VirtualSource(m.path(name), "sibling", (3,))
                file.create_virtual_dataset("virtual", layout)
                refused["/virtual"] = "virtual"
        m.all_of(name, refused)


def odd_filters(m):
    """Filters that are not undone here."""
    for library in LIBRARIES:
        name = "odd-filters-%s.h5" % library
        values = np.arange(64, dtype="<i4").reshape(8, 8)
        refused = {"/scaled": "scale", "/packed": "nbit|n-bit", "/unknown": "31999"}
        with h5py.File(m.path(name), "w", libver=library) as file:
            file.create_dataset("scaled", data=values, chunks=(4, 4), scaleoffset=0)
            dataset(file, "packed", values, (4, 4), lambda plist: plist.set_filter(h5z.FILTER_NBIT, h5z.FLAG_OPTIONAL))
            dataset(file, "unknown", values, (4, 4), lambda plist: plist.set_filter(31999, h5z.FLAG_OPTIONAL, (1, 2)))
            if h5z.filter_avail(h5z.FILTER_SZIP):
                file.create_dataset("szip", data=values, chunks=(4, 4), compression="szip")
                refused["/szip"] = "szip"
            file["sibling"] = values
        m.all_of(name, refused)


def dataset(file, path, values, chunks, *settings):
    plist = h5p.create(h5p.DATASET_CREATE)
    plist.set_chunk(chunks)
    for setting in settings:
        setting(plist)
    links = h5p.create(h5p.LINK_CREATE)
    links.set_create_intermediate_group(True)
    made = h5d.create(file.id, path.encode(), h5t.py_create(values.dtype), h5s.create_simple(values.shape), plist, links)
    if values.size and not any(plist.get_filter(k)[0] in encoders.BY_HAND for k in range(plist.get_nfilters())):
        h5py.Dataset(made)[()] = values
    return made


def by_hand(m):
    """Chunks of filters that this HDF5 does not have: encoded here, from the filters' own descriptions."""
    for library in LIBRARIES:
        name = "by-hand-%s.h5" % library
        expected = {}
        with h5py.File(m.path(name), "w", libver=library) as file:
            for key, (number, options, encode) in encoders.all_of(4).items():
                for kind, values in {"steps": smooth("<i4", (64, 32)), "zeros": np.zeros((64, 32), "<i4"),
                                     "noise": delicate("<i4", (64, 32))}.items():
                    path = "%s/%s" % (key, kind)
                    made = dataset(file, path, values, (16, 32), lambda plist: plist.set_filter(number, h5z.FLAG_OPTIONAL, options))
                    for row in range(0, 64, 16):
                        made.write_direct_chunk((row, 0), encode(values[row:row + 16].tobytes()))
                    expected["/" + path] = values
        for path, values in expected.items():
            m.readable(name, path, values, "decoded")


def masks(m):
    """Chunks that skip some of the filters: HDF5 itself writes them where a filter has nothing to give."""
    for library in LIBRARIES:
        name = "masks-%s.h5" % library
        with h5py.File(m.path(name), "w", libver=library) as file:
            values = smooth("<i4", (8, 8))
            made = dataset(file, "none", values, (4, 4), lambda plist: plist.set_shuffle(), lambda plist: plist.set_deflate(1))
            made.write_direct_chunk((4, 4), values[4:, 4:].tobytes(), 0b11)
            made = dataset(file, "shuffled", values, (4, 4), lambda plist: plist.set_shuffle(), lambda plist: plist.set_deflate(1))
            shuffled = np.frombuffer(values[:4, :4].tobytes(), "u1").reshape(16, 4).T.tobytes()
            made.write_direct_chunk((0, 0), shuffled, 0b10)
        m.all_of(name)


def superblocks(m):
    """A file whose name says nothing, and one whose name lies."""
    for name in "results.nc", "results", "results.npy":
        with h5py.File(m.path(name), "w") as file:
            file["d"] = smooth("<i4", (3, 3))
        m.all_of(name)


def spoiled(m):
    """Files that were not closed, or not copied to their end."""
    for library in LIBRARIES:
        whole = m.path("whole-%s.h5" % library)
        with h5py.File(whole, "w", libver=library) as file:
            file["d"] = smooth("<i4", (30, 30))
            file.create_dataset("c", data=smooth("<i4", (30, 30)), chunks=(7, 7), compression=1)
        content = whole.read_bytes()
        for lost in 1, 100, len(content) // 2:
            name = "cut-%s-%d.h5" % (library, lost)
            m.path(name).write_bytes(content[:-lost])
            for member in "/c", "/d":
                m.refused(name, member, "truncated|damaged|end of")
    for library, how in ("latest", "swmr"), ("latest", "write"):
        name = "unclean-%s.h5" % how
        script = ("import h5py, os, sys\nf = h5py.File(sys.argv[1], 'w', libver='latest')\n"
                  "f.create_dataset('d', data=[1, 2, 3], maxshape=(None,), chunks=(2,))\n"
                  "f.swmr_mode = %s\nf.flush()\nos._exit(0)\n" % (how == "swmr")).replace("f.swmr_mode = False\n", "")
        subprocess.run([sys.executable, "-c", script, m.path(name)], check=True)
        m.refused(name, "/d", "h5clear")


if __name__ == "__main__":
    make(sys.argv[1])
