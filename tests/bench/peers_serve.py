"""The other end of the benchmark's pipe (serve.hpp): does work when it is told to."""
import sys
import time

TURN, LEAST_UNITS, LONGEST_TURN = 0.015, 10, 0.3  # as serve.hpp says
PAUSE = 0.005


def peak_memory():
    """The most memory this process has had, in bytes (VmHWM)."""
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def seconds_of(unit, count):
    begin = time.perf_counter()
    for _ in range(count):
        unit()
    return time.perf_counter() - begin


def calls_of_turn(unit, units_a_call):
    """How many calls a turn has; this warms up too."""
    count = 1
    while True:
        taken = seconds_of(unit, count)
        if taken > TURN / 4:
            call = taken / count
            return max(1, round(TURN / call), min(round(LEAST_UNITS / units_a_call), round(LONGEST_TURN / call)))
        count *= 2


def serve(prepare, load):
    """Answers until the input ends. prepare(work): unit, result, units a call, and whether one call is enough.
    load(): imports the library; what that took counts as the start's memory."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # what libraries print is no answer
    at_start = None
    unit, calls, units_a_call = None, 1, 1
    for line in sys.stdin:
        command, _, work = line.strip().partition(" ")
        try:
            if at_start is None:
                load()
                at_start = peak_memory()
            if command == "prepare":
                unit = None
                unit, result, *more = prepare(work)
                units_a_call, is_long = (more + [1, False][len(more) :])
                calls = 1 if is_long else calls_of_turn(unit, units_a_call)
                answer = f"ready {result!r}"
            elif command == "time":
                time.sleep(PAUSE)
                seconds = seconds_of(unit, calls) / calls / units_a_call
                time.sleep(PAUSE)  # threads that spin a while for more work do not disturb whose turn is next
                answer = f"seconds {seconds!r}"
            else:
                answer = f"memory {peak_memory()} {at_start}"
        except Exception as error:
            answer = "error " + " ".join(f"{type(error).__name__}: {error}".split())[:500]
        print(answer, file=answers, flush=True)
