"""An environment for each peer, in `build/peers/NAME`, of exactly the packages in `requirements/NAME.txt`.

Every one is whole, with a torch of its own, so that no peer meets another's versions, nor the project's. For Linux
`PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu` spares gigabytes of CUDA.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.peers.processes import ROOT

REQUIREMENTS = Path(__file__).parent / "requirements"
BUILT = ROOT / "build" / "peers"


def python_of(program: str) -> str:
    """The interpreter that has the program; its environment is made where there is none, or of other packages."""
    wanted = REQUIREMENTS / f"{program}.txt"
    if not wanted.exists():
        return sys.executable
    folder = BUILT / "environments" / program
    made, python = folder / "made-of.txt", folder / "bin" / "python"
    if not made.exists() or made.read_bytes() != wanted.read_bytes():
        print(f"making {folder.relative_to(ROOT)} of {wanted.relative_to(ROOT)}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(wanted)], check=True)
        shutil.copy(wanted, made)
    return str(python)
