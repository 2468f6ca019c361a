"""The contestants from PyPI, for tests/bench/run.

peers.py --list                 those that this Python has, by lines: contestant, threads, works (tab-separated)
peers.py CONTESTANT THREADS     does works when it is told to (peers_serve.py)
Threads are fixed by environment variables, before a library is imported.
"""
import importlib
import importlib.metadata
import importlib.util
import os
import sys

ALL_STEPS = ("2-4-1", "4-16-3", "64-50-10", "784-256-128-10", "784-1024-1024-10")
ALL_CHAINS = ("chain-1e3", "chain-1e5", "chain-1e7")
GMM = ("gmm-objective", "gmm-gradient")

# contestant, package, module here, mode, threads, works
CONTESTANTS = (
    ("PyTorch {} eager", "torch", "peers_torch", "eager", (1, 2), ALL_STEPS + ALL_CHAINS + GMM + ("inference",)),
    ("PyTorch {} compiled", "torch", "peers_torch", "compiled", (1, 2), ALL_STEPS + ALL_CHAINS + GMM + ("inference",)),
    ("JAX {} jit", "jax", "peers_jax", "jit", (1, 2), ALL_STEPS + ALL_CHAINS + GMM + ("inference", "compile")),
    ("JAX {} scan of 10", "jax", "peers_jax", "scan", (1, 2), ALL_STEPS),
    ("MLX {}", "mlx", "peers_mlx", "compiled", (1,), ALL_STEPS + ALL_CHAINS + ("inference",)),
    ("CasADi {} (float64)", "casadi", "peers_casadi", "", (1,), ALL_STEPS[:3] + ("chain-1e3", "inference")),
    ("scikit-learn {}", "scikit-learn", "peers_sklearn", "", (1,), ("digits-fit",)),
)
MODULES = {"scikit-learn": "sklearn"}


def fix_threads(count):
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"):
        os.environ[variable] = str(count)
    os.environ["JAX_PLATFORMS"] = "cpu"
    if count == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"


def rows():
    for name, package, module, mode, threads, works in CONTESTANTS:
        if importlib.util.find_spec(MODULES.get(package, package)):
            yield name.format(importlib.metadata.version(package).split("+")[0]), module, mode, threads, works


def main():
    if sys.argv[1:] == ["--list"]:
        for name, _, _, threads, works in rows():
            for count in threads:
                print(name, count, " ".join(works), sep="\t")
        return
    wanted, threads = sys.argv[1], int(sys.argv[2])
    fix_threads(threads)
    from peers_serve import serve

    contestant = {}

    def load():
        module, mode = next((module, mode) for name, module, mode, _, _ in rows() if name == wanted)
        contestant["prepare"] = importlib.import_module(module).contestant(mode, threads)

    serve(lambda work: contestant["prepare"](work), load)


main()
