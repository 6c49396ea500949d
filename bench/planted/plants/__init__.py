"""How each fault of the table is planted, by kind; all of them are in `PLANTS`."""

from importlib import import_module
from pathlib import Path

from bench.planted.plants.plant import PLANTS as PLANTS

for _file in sorted(Path(__file__).parent.glob("*.py")):
    if not _file.stem.startswith("_"):
        import_module(f"{__name__}.{_file.stem}")
