"""Random numbers that belong to a place, not to a sequence.

A number depends on a key and on the position of a detector pixel only; it is the same whatever else is
made, in whichever order and by however many threads.

The arithmetic is 32-bit in wider integers, so that it gives the same compiled and uncompiled.
"""

import math

from pixviewer.core.kernels.jit import jit

MASK = 0xFFFFFFFF
GOLDEN = 0x9E3779B9


@jit
def mix(value: int) -> int:
    """Scramble 32 bits, one to one.

    References
    ----------
    The finaliser of MurmurHash3 by A. Appleby, in the public domain.
    """
    h = int(value) & MASK
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & MASK
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & MASK
    h ^= h >> 16
    return h


@jit
def at_pixel(key: int, x: int, y: int) -> int:
    """32 random bits of a detector pixel; all pixels of a detector have different ones."""
    return mix(mix(int(y) * 8192 + int(x)) ^ int(key))


@jit
def following(bits: int) -> int:
    """Further random bits, from the ones before."""
    return mix(int(bits) ^ GOLDEN)


@jit
def uniform(bits: int) -> float:
    """A number between 0 and 1, never one of them."""
    return (int(bits) + 0.5) / 4294967296.0


@jit
def normal(bits: int) -> float:
    """A number of the standard normal distribution, by Box and Muller's transformation."""
    return math.sqrt(-2.0 * math.log(uniform(bits))) * math.cos(2.0 * math.pi * uniform(following(bits)))
