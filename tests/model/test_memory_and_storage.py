"""Memory of our own, the rate of the disk, and network file systems."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pixviewer.model import memory, storage
from pixviewer.model.memory import DiskRate, budget, machine_memory, own_memory
from pixviewer.model.storage import network_kind, network_warning
from pixviewer.model.workspace import Workspace

MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
server:/export /data nfs4 rw,vers=4.2 0 0
/dev/sdb1 /data/local ext4 rw 0 0
//nas/share /mnt/my\040share cifs rw 0 0
user@host:/ /home/me/far fuse.sshfs rw 0 0
lxcfs /var/lib/lxcfs fuse.lxcfs rw 0 0
broken line
""".splitlines()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/a.fits", ""),
        ("/data/a.fits", "nfs4"),
        ("/data/local/a.fits", ""),
        ("/database/a.fits", ""),
        ("/mnt/my share/a.fits", "cifs"),
        ("/home/me/far/deep/a.fits", "fuse.sshfs"),
        ("/var/lib/lxcfs/a.fits", ""),
    ],
)
def test_a_network_file_system_is_known_by_its_mount(path: str, kind: str) -> None:
    assert network_kind(Path(path), MOUNTS) == kind


def test_of_two_mounts_at_one_place_the_last_holds() -> None:
    mounts = ["a /data nfs rw 0 0", "/dev/b /data ext4 rw 0 0"]
    assert network_kind(Path("/data/x"), mounts) == ""
    assert network_kind(Path("/data/x"), mounts[::-1]) == "nfs"


def test_links_are_followed(tmp_path: Path) -> None:
    link = tmp_path / "link.fits"
    link.symlink_to("/data/there.fits")
    assert network_kind(link, MOUNTS) == "nfs4"


def test_without_a_list_of_mounts_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MOUNTS", tmp_path / "none")
    assert network_warning(tmp_path / "a.fits") == ""


def test_a_table_on_a_network_is_warned_of_when_it_opens(
    workspace: Workspace,
    at_rest: Callable[[], None],
    small_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {small_file.parent} nfs rw 0 0\n")
    monkeypatch.setattr(storage, "MOUNTS", mounts)
    told: list[str] = []
    workspace.told.connect(told.append)
    workspace.open(small_file)
    at_rest()
    assert [text for text in told if "network file system (nfs)" in text and small_file.name in text]


def test_own_memory_counts_arrays_and_not_mapped_files(tmp_path: Path) -> None:
    size = 64 * 2**20
    path = tmp_path / "mapped"
    path.write_bytes(b"\1" * size)
    before = own_memory()
    mapped = np.memmap(path, np.uint8, "r")
    assert int(mapped.sum()) == size
    assert own_memory() - before < size / 2
    array = np.ones(size, np.uint8)
    assert size * 0.9 < own_memory() - before < size * 1.5
    assert array[0] == 1


def test_the_budget_is_a_quarter_of_the_machine() -> None:
    assert machine_memory() > 2**28
    assert budget() == machine_memory() // 4


def test_elsewhere_the_figures_are_still_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "none")
    monkeypatch.setattr(memory, "_IO", tmp_path / "none")
    assert own_memory() > 2**20
    rate = DiskRate()
    assert (rate.look(), rate.look()) == (0.0, 0.0)


def test_the_rate_of_the_disk_is_that_between_two_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, times = iter((1_000_000, 6_000_000, 6_000_000)), iter((10.0, 12.0, 13.0))
    io = tmp_path / "io"

    def now() -> float:
        io.write_text(f"rchar: 7{os.linesep}read_bytes: {next(counts)}{os.linesep}")
        return next(times)

    monkeypatch.setattr(memory, "_IO", io)
    monkeypatch.setattr(memory.time, "monotonic", now)
    rate = DiskRate()
    assert [rate.look() for _ in range(3)] == [0.0, 2.5e6, 0.0]
