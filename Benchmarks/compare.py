#!/usr/bin/env python3
"""Times Oko beside other systems, in one session and in turns, and prints Markdown; see README.md."""

import argparse
import importlib.util
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata

from shapes import SHAPES

HERE = pathlib.Path(__file__).resolve().parent

# Precision: engine, the form that it reads (None for PyTorch's own), the package that it needs.
PREDICTING = {
    "f32": [
        ("PyTorch", None, "torch"),
        ("ONNX Runtime", "onnx", "onnxruntime"),
        ("OpenVINO", "onnx", "openvino"),
        ("ncnn", "ncnn", "ncnn"),
    ],
    "bf16": [
        ("PyTorch bf16", None, "torch"),
        ("OpenVINO bf16", "onnx", "openvino"),
        ("ncnn bf16", "ncnn", "ncnn"),
    ],
    "int8": [
        ("ONNX Runtime int8", "onnx-int8", "onnxruntime"),
        ("OpenVINO int8", "openvino-int8", "nncf"),
    ],
}
TRAINING = {
    "f32": [("PyTorch NCHW", None, "torch"), ("PyTorch", None, "torch")],
    "bf16": [("PyTorch NCHW bf16", None, "torch"), ("PyTorch bf16", None, "torch")],
}
TRAININGS = ["unet-256", "resnet18-224", "dcgan-64", "yolov8n-320", "crnn-32x128"]
ENDS = {"onnx": ".onnx", "ncnn": "", "onnx-int8": ".int8.onnx", "openvino-int8": ".int8.xml"}
# A visit lasts about so long, in milliseconds.
VISIT = 200


def note(text):
    print(text, file=sys.stderr, flush=True)


class Oko:
    """The command, which is started for every visit."""

    name = "Oko"

    def __init__(self, options, network, precision):
        kind = "train" if options.train else "predict"
        self.command = [options.oko, "bench", kind, "--network", network, "--json"]
        self.command += ["--threads", str(options.threads)]
        if not options.train:
            self.command += ["--batch", str(options.batch)]
        if precision != "f32":
            self.command += ["--precision", precision]
        self.peaks, self.memory = [], 0
        self.run(1)

    def run(self, count):
        result = subprocess.run(
            [*self.command, "--times", str(count)], capture_output=True, text=True
        )
        if result.returncode != 0:
            raise OSError(result.stderr.strip().split("\n")[0])
        document = json.loads(result.stdout)
        self.operations = document["operations"]
        self.peaks.append(document["peak_gflops"])
        self.memory = max(self.memory, document["peak_bytes"])
        return document["all_milliseconds"]

    def close(self):
        pass


class Peer:
    """An engine in a process that stays, and sleeps between visits."""

    def __init__(self, name, *command):
        self.name = name
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.first = self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.log.seek(0)
            lines = self.log.read().strip().split("\n")
            raise OSError(lines[-1])
        return json.loads(line)

    def _ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self._answer()

    def run(self, count):
        return self._ask(f"run {count}")

    @property
    def memory(self):
        return self._ask("memory")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def exported(options, network, form):
    """The file of a network in a form, written when it is first wanted."""
    path = options.models / f"{network}-b{options.batch}{ENDS[form]}"
    if not (path if path.suffix else path.with_name(path.name + ".param")).exists():
        if form.endswith("int8"):
            exported(options, network, "onnx")
        note(f"  exporting {path.name}")
        command = [sys.executable, HERE / "export.py", network, str(options.batch), form, path]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise OSError(result.stderr.strip().split("\n")[-1])
    return path


def runners(options, network, precision):
    """Oko and every engine that is installed, ready to run; what fails is said and left out."""

    def attempt(name, start):
        try:
            return [start()]
        except OSError as error:
            note(f"  without {name}: {error}")
            return []

    found = attempt("Oko", lambda: Oko(options, network, precision))
    engines = (TRAINING if options.train else PREDICTING)[precision]
    for name, form, package in engines:
        if importlib.util.find_spec(package) is None:
            continue

        def start(name=name, form=form):
            threads = str(options.threads)
            if options.train:
                return Peer(name, "trainings.py", name, network, threads)
            file = exported(options, network, form) if form else "-"
            return Peer(name, "engines.py", name, network, str(options.batch), threads, file)

        # ncnn takes one picture at a time.
        if options.batch == 1 or not name.startswith("ncnn"):
            found += attempt(name, start)
    return found


def warn_of_differences(found):
    """Engines that compute the same give outputs of the same size."""
    firsts = {runner.name: runner.first for runner in found if isinstance(runner, Peer)}
    if not firsts:
        return
    middle = statistics.median(firsts.values())
    for name, first in firsts.items():
        if abs(first - middle) > 0.02 * abs(middle):
            note(f"  {name} computes something else: {first} instead of {middle}")


def measured(options, network, precision):
    """Milliseconds by engine, all runs of all visits; and Oko's and the peers' memory."""
    note(f"{network} {precision}")
    found = runners(options, network, precision)
    warn_of_differences(found)
    times = {runner.name: [] for runner in found}
    counts = {}
    for runner in found:
        # Whatever is done once is done by the second run.
        runner.run(1)
        counts[runner.name] = max(1, min(20, round(VISIT / runner.run(1)[0])))
    for turn in range(options.rounds):
        start = turn % max(1, len(found))
        for runner in found[start:] + found[:start]:
            # Lets the threads of whoever came before go to sleep.
            time.sleep(0.05)
            if counts[runner.name] > 1 and isinstance(runner, Peer):
                # Oko's runs begin with one that is not counted, as well.
                runner.run(1)
            times[runner.name] += runner.run(counts[runner.name])
    memory = {runner.name: runner.memory for runner in found}
    oko = next((runner for runner in found if isinstance(runner, Oko)), None)
    for runner in found:
        runner.close()
    return {
        "network": network,
        "milliseconds": {name: statistics.median(values) for name, values in times.items()},
        "memory": memory,
        "operations": oko.operations if oko else None,
        "peaks": oko.peaks if oko else [],
    }


def table(rows, columns):
    """A Markdown table whose first column is text."""
    lines = ["| " + " | ".join(columns) + " |", "|---|" + "---:|" * (len(columns) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def ratio_of(result):
    """How many times as long as Oko the fastest of the others takes; None without either."""
    others = dict(result["milliseconds"])
    own = others.pop("Oko", None)
    return min(others.values()) / own if own and others else None


def report(options, results, precision):
    """The tables of times and of memory."""
    kinds = TRAINING if options.train else PREDICTING
    engines = ["Oko", *(name for name, _, _ in kinds[precision])]
    engines = [name for name in engines if any(name in result["memory"] for result in results)]

    def cells(values, scale):
        texts = (f"{values[name] / scale:.3g}" if name in values else "–" for name in engines)
        # Three digits suffice, but not in the form 1.23e+03.
        return [f"{float(text):.0f}" if "e" in text else text for text in texts]

    rows, ratios = [], []
    for result in results:
        ratio = ratio_of(result)
        ratios += [ratio] if ratio else []
        work = result["operations"]
        rows.append(
            [result["network"], f"{work / 1e9:.2f}" if work else "–"]
            + cells(result["milliseconds"], 1)
            + [f"{ratio:.2f}×" if ratio else "–"]
        )
    if ratios:
        mean = math.exp(statistics.fmean(map(math.log, ratios)))
        rows.append(["geometric mean", ""] + [""] * len(engines) + [f"{mean:.2f}×"])
    memory = [[result["network"], *cells(result["memory"], 1e6)] for result in results]
    what = "training steps" if options.train else f"predictions, batch {options.batch}"
    threads = "1 thread" if options.threads == 1 else f"{options.threads} threads"
    return "\n\n".join(
        [
            f"### {precision} {what}, {threads}: milliseconds",
            table(rows, ["network", "GFLOP", *engines, "fastest other ÷ Oko"]),
            f"### {precision} {what}, {threads}: peak memory, MB",
            table(memory, ["network", *engines]),
        ]
    )


def versions():
    """Who takes part, and on what."""
    found = []
    for package in ["torch", "onnxruntime", "openvino", "ncnn", "ultralytics"]:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            note(f"{package} is not installed and left out")
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    cores = len(os.sched_getaffinity(0))
    return f"{names[0] if names else 'unknown processor'}, {cores} cores; {', '.join(found)}"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", action="append", help="any number of times; default: all")
    parser.add_argument("--train", action="store_true", help="time training steps")
    parser.add_argument(
        "--precision", action="append", choices=list(PREDICTING), help="default: f32 and bf16"
    )
    parser.add_argument("--batch", type=int, default=1, help="of predictions; steps have their own")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, help="visits to each engine; default: 8, 4 for steps")
    parser.add_argument("--oko", default=str(HERE.parent / ".build/release/oko"))
    parser.add_argument(
        "--models",
        type=pathlib.Path,
        default=HERE.parent / ".build/benchmarks",
        help="a folder for exported networks",
    )
    options = parser.parse_args()
    known = TRAININGS if options.train else list(SHAPES)
    options.network = options.network or known
    options.precision = options.precision or ["f32", "bf16"]
    options.rounds = options.rounds or (4 if options.train else 8)
    if unknown := set(options.network) - set(known):
        parser.error(f"unknown networks {sorted(unknown)}; known are {', '.join(known)}")
    if options.train and "int8" in options.precision:
        parser.error("nobody trains in int8")
    return options


def main():
    options = arguments()
    options.models.mkdir(parents=True, exist_ok=True)
    print(versions())
    peaks = []
    for precision in options.precision:
        results = [measured(options, network, precision) for network in options.network]
        peaks += [peak for result in results for peak in result["peaks"]]
        print("\n" + report(options, results, precision), flush=True)
    if peaks:
        print(
            f"\nMultiply-add peak of one core: {statistics.median(peaks):.0f} GFLOP/s, at the least "
            f"{min(peaks):.0f}; far apart, they say that something else ran meanwhile."
        )


if __name__ == "__main__":
    main()
