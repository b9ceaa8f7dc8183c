"""A process that does one piece of work whenever a line on standard input says so."""

import json
import os
import sys
import time


def peak_bytes():
    """The most bytes that this process ever had in memory."""
    with open("/proc/self/status") as lines:
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def serve(make):
    """Answers with what the first run of `make()` returned, then each line on standard input.

    `run N` is answered with N times in milliseconds, `memory` with the peak of the memory. Answers are lines of JSON.
    """
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    run = make()
    answer(run())
    for line in sys.stdin:
        command, *count = line.split()
        if command == "memory":
            answer(peak_bytes())
            continue
        times = []
        for _ in range(int(count[0])):
            start = time.perf_counter()
            run()
            times.append(1e3 * (time.perf_counter() - start))
        answer(times)
