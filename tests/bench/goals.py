"""What was set out to be reached, and whether a run reaches it."""

STEPS = ("2-4-1", "4-16-3", "64-50-10", "784-256-128-10", "784-1024-1024-10")
SIZES = ("1e3", "1e5", "1e7")
PYTHON = ("PyTorch", "JAX", "MLX", "CasADi")


def goals(results):
    """work, what, wanted, measured (None without that contestant), whether it is reached"""
    own = lambda work, threads=1: results.time(work, "xgrad", threads)

    def ratio(a, b):
        return a / b if a and b else None

    def at_most(work, what, limit, measured):
        return work, what, f"at most {limit}", measured, measured is not None and measured <= limit

    def at_least(work, what, limit, measured):
        return work, what, f"at least {limit}", measured, measured is not None and measured >= limit

    def own_mended(work):
        times = [row["median_us"] for row in results.works.get(work, []) if row["contestant"].startswith("xgrad, OpenBLAS")]
        return min(times, default=None)

    def best(work, names):
        """The fastest of these, with any number of threads."""
        times = [row["median_us"] for row in results.works.get(work, []) if row["contestant"].startswith(names)]
        return min(times, default=None)

    floors = dict(zip(STEPS, (1.0, 0.9, 0.95, 1.05, 1.02)))
    for work in STEPS:
        yield at_most(work, "times the floor", floors[work], ratio(own(work), results.time(work, "floor")))
        mended = own_mended(work)
        if mended:
            yield at_most(work, "times the floor, OpenBLAS's kernels as the floor's", floors[work],
                          ratio(mended, results.time(work, "floor")))
    for work, limit in (("784-256-128-10", 0.65), ("784-1024-1024-10", 0.6)):
        yield at_most(work, "times the floor, 2 threads", limit, ratio(own(work, 2), results.time(work, "floor")))
    fastest = {work: min(filter(None, (own(work), own(work, 2))), default=None) for work in results.works}
    for work, libtorch, jax in (("2-4-1", 100, 4), ("4-16-3", 60, 2.5), ("64-50-10", 5, 1.4)):
        yield at_least(work, "libtorch's time / xgrad's", libtorch, ratio(best(work, "libtorch"), fastest.get(work)))
        yield at_least(work, "JAX's time / xgrad's", jax, ratio(best(work, "JAX"), fastest.get(work)))
    for work in STEPS[3:]:
        yield at_least(work, "the best peer's time / xgrad's", 1, ratio(best(work, ("libtorch", *PYTHON)), fastest.get(work)))
    for kind in ("chain", "custom"):
        for size in SIZES:
            work = f"{kind}-{size}"
            by_hand = results.time(work, "floor, AVX2") or results.time(work, "floor")
            yield at_most(work, "times a loop fused by hand, AVX2", 1.2, ratio(own(work), by_hand))
            if kind == "chain":
                yield at_least(work, "JAX's time / xgrad's", 1, ratio(best(work, "JAX"), fastest.get(work)))
    yield at_most("inference", "microseconds", 1.5, own("inference"))
    yield at_least("inference", "libtorch's time / xgrad's", 10, ratio(best("inference", "libtorch"), own("inference")))
    yield at_most("digits-fit", "times the floor", 1.1, ratio(own("digits-fit"), results.time("digits-fit", "floor")))
    yield at_least("digits-fit", "scikit-learn's time / xgrad's", 4,
                   ratio(best("digits-fit", "scikit-learn"), fastest.get("digits-fit")))
    yield at_most("gmm", "gradient / objective", 3, ratio(own("gmm-gradient"), own("gmm-objective")))
    yield at_least("gmm-gradient", "the best peer's time / xgrad's", 1,
                   ratio(best("gmm-gradient", PYTHON), fastest.get("gmm-gradient")))
    seconds = own("million")
    yield at_most("million", "seconds", 2, seconds and seconds / 1e6)
    memory = [fact["value"] for fact in results.facts.get("million", [])]
    yield at_most("million", "MB", 600, memory[0] if memory else None)
    yield at_most("million", "time / (10 times that of 1e5)", 1.5, ratio(seconds, own("million-1e5") and 10 * own("million-1e5")))
    cold = results.time("compile", "xgrad, fresh process, XGRAD_JIT=1")
    yield at_most("compile", "milliseconds, in a fresh process", 5, cold and cold / 1000)
