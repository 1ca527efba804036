"""The container of old Excel files (OLE compound file, [MS-CFB]): one stream of it as bytes."""

import struct

# Sector and mini sector size (as powers of two), first sector of the directory, largest size of a mini stream,
# first sector of the mini streams' table, first sector of what of the table the header has no room for.
_HEADER = struct.Struct("<30xHH14xI4xII4xI")
_FREE = 0xFFFFFFFA  # from here on a sector number is a sign: end of chain, free, table of sectors
_SECTOR_SHIFTS, _MINI_SHIFT = (9, 12), 6
_ENTRY = 128
_IN_HEADER = 109


class NotReadable(ValueError):
    """The container contradicts itself."""


def stream(content: bytes, names: tuple[str, ...]) -> bytes:
    """The first stream with one of these names. Raises NotReadable."""
    try:
        return _Container(content).stream(names)
    except (struct.error, IndexError, ValueError) as error:
        raise NotReadable(str(error)) from error


class _Container:
    def __init__(self, content: bytes) -> None:
        self._content = content
        (shift, mini_shift, directory, self._cutoff, mini_table, more) = _HEADER.unpack_from(content)
        if shift not in _SECTOR_SHIFTS or mini_shift != _MINI_SHIFT:
            raise NotReadable("sectors of a size that does not exist")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._next = self._table_of_sectors(more)
        self._mini_next = self._numbers(self._chain(mini_table, self._next))
        self._directory = self._read(self._chain(directory, self._next))

    def stream(self, names: tuple[str, ...]) -> bytes:
        entries = [self._directory[at : at + _ENTRY] for at in range(0, len(self._directory), _ENTRY)]
        for entry in entries:
            length = struct.unpack_from("<H", entry, 64)[0]
            name = entry[: max(0, length - 2)].decode("utf-16-le", "replace")
            if name not in names:
                continue
            start, size = struct.unpack_from("<II", entry, 116)
            if size >= self._cutoff:
                return self._read(self._chain(start, self._next))[:size]
            mini = self._read(self._chain(struct.unpack_from("<I", entries[0], 116)[0], self._next))
            pieces = self._chain(start, self._mini_next)
            return b"".join(mini[at * self._mini_size : (at + 1) * self._mini_size] for at in pieces)[:size]
        raise NotReadable("no such stream")

    def _table_of_sectors(self, more: int) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76))
        seen = set[int]()
        while more < _FREE and more not in seen:
            seen.add(more)
            *listed, more = self._numbers([more])
            sectors += listed
        return self._numbers([sector for sector in sectors if sector < _FREE])

    def _chain(self, sector: int, following: list[int]) -> list[int]:
        chain: list[int] = []
        while sector < _FREE:
            if len(chain) > len(following):
                raise NotReadable("a chain of sectors without an end")
            chain.append(sector)
            sector = following[sector]
        return chain

    def _read(self, sectors: list[int]) -> bytes:
        size = self._size
        return b"".join(self._content[(sector + 1) * size : (sector + 2) * size] for sector in sectors)

    def _numbers(self, sectors: list[int]) -> list[int]:
        read = self._read(sectors)
        return list(struct.unpack(f"<{len(read) // 4}I", read[: len(read) // 4 * 4]))
