#!/usr/bin/env python3
"""Runs the official SDKs' flows against the sandbox.

    python3 sandbox/tests/sdk/run.py SANDBOX_PROGRAM WORK_DIRECTORY
    python3 sandbox/tests/sdk/run.py --install WORK_DIRECTORY

The second only installs those for Python and Node. The SDKs are installed from the package registries into WORK_DIRECTORY, once. Needs Python 3 with venv, Node with npm,
and Rust.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent


def install_python(work):
    environment = work / "python"
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    stamp = environment / "installed.txt"
    wanted = (HERE / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--requirement", HERE / "requirements.txt"], check=True
        )
        stamp.write_text(wanted)
    return [python, HERE / "flows.py"]


def install_node(work):
    directory = work / "node"
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "flows.mjs"):
        shutil.copy(HERE / name, directory / name)
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("error: npm is not installed")
    subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund"], cwd=directory, check=True)
    return ["node", directory / "flows.mjs"]


def install_rust(work):
    directory = work / "rust"
    cargo = os.environ.get("CARGO", "cargo")
    command = [cargo, "build", "--quiet", "--locked", "--manifest-path", HERE / "rust" / "Cargo.toml"]
    subprocess.run([*command, "--target-dir", directory], check=True)
    return [directory / "debug" / ("flows.exe" if os.name == "nt" else "flows")]


def start(program):
    """Starts the sandbox on a free port; gives the process and what it says to export."""
    process = subprocess.Popen([program, "--port", "0", "--quiet"], stdout=subprocess.PIPE, text=True)
    exports = {}
    for line in process.stdout:
        if line.startswith("export "):
            name, value = line.removeprefix("export ").strip().split("=", 1)
            exports[name] = value
        elif exports and not line.strip():
            return process, exports
    sys.exit("error: the sandbox did not start")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    if sys.argv[1] == "--install":
        install_python(work)
        install_node(work)
        return
    failed = 0
    for command in (install_python(work), install_node(work), install_rust(work)):
        process, exports = start(program)
        try:
            began = time.monotonic()
            outcome = subprocess.run(command, env={**os.environ, **exports})
            print(f"exit code {outcome.returncode} after {time.monotonic() - began:.1f} s", flush=True)
            failed += outcome.returncode != 0
        finally:
            process.terminate()
            process.wait(timeout=10)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
