"""Filters that Debian's HDF5 has no plugin for, each from its description; simple encoders give what any decoder must take."""
import struct

import numpy as np

LZ4, BITSHUFFLE = 32004, 32008
BY_HAND = {LZ4, BITSHUFFLE}


def lz4_block(data):
    """One block: runs of a byte as matches of distance 1, all else as literals; ends in literals, as the format asks."""
    out = bytearray()
    at = literal = 0
    while at < len(data) - 16:
        run = 1
        while at + run < len(data) - 6 and data[at + run] == data[at]:
            run += 1
        if run >= 20:
            at += 1
            out += sequence(data[literal:at], run - 1)
            at += run - 1
            literal = at
        else:
            at += run
    return bytes(out + sequence(data[literal:], None))


def sequence(literals, match):
    more = lambda n: b"" if n < 15 else b"\xff" * ((n - 15) // 255) + bytes([(n - 15) % 255])
    length = 0 if match is None else match - 4
    token = bytes([min(15, len(literals)) << 4 | min(15, length)])
    return token + more(len(literals)) + literals + (b"" if match is None else b"\1\0" + more(length))


def lz4(data, block):
    """Filter 32004: sizes in big-endian order, then blocks, which are as they are where that is not longer."""
    out = struct.pack(">QI", len(data), block)
    for start in range(0, len(data), block):
        part = data[start:start + block]
        packed = lz4_block(part)
        packed = packed if len(packed) < len(part) else part
        out += struct.pack(">I", len(packed)) + packed
    return out


def bitshuffled(data, size):
    """All lowest bits of the lowest bytes, then the next bits; of a multiple of eight elements."""
    planes = np.frombuffer(data, "u1").reshape(-1, size).T
    bits = np.unpackbits(planes[:, :, None], axis=2, bitorder="little")
    return np.packbits(bits.transpose(0, 2, 1), axis=2, bitorder="little").tobytes()


def bitshuffle(data, size, elements):
    step = elements * size
    return b"".join(bitshuffled(data[at:at + step], size) for at in range(0, len(data), step))


def bitshuffle_lz4(data, size, elements):
    """Filter 32008 with its own compression: each block of elements shuffled, then packed."""
    step = elements * size
    out = struct.pack(">QI", len(data), step)
    for at in range(0, len(data), step):
        packed = lz4_block(bitshuffled(data[at:at + step], size))
        out += struct.pack(">I", len(packed)) + packed
    return out


def all_of(size):
    """Name to filter number, client data, encoder of one chunk."""
    return {
        "lz4": (LZ4, (), lambda data: lz4(data, 1 << 30)),
        "lz4-blocks": (LZ4, (512,), lambda data: lz4(data, 512)),
        "bitshuffle": (BITSHUFFLE, (0, 3, size, 0, 0), lambda data: bitshuffle(data, size, len(data) // size)),
        "bitshuffle-blocks": (BITSHUFFLE, (0, 3, size, 64, 0), lambda data: bitshuffle(data, size, 64)),
        "bitshuffle-lz4": (BITSHUFFLE, (0, 3, size, 0, 2), lambda data: bitshuffle_lz4(data, size, len(data) // size)),
        "bitshuffle-lz4-blocks": (BITSHUFFLE, (0, 3, size, 64, 2), lambda data: bitshuffle_lz4(data, size, 64)),
    }
