#!/usr/bin/env python3
"""Times the way from a JPEG to a tensor, and the suppression of boxes, in Oko and in others, in turns; see README.md."""

import argparse
import importlib
import importlib.util
import io
import json
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent


def note(text):
    print(text, file=sys.stderr, flush=True)


def has(package):
    if importlib.util.find_spec(package) is None:
        note(f"{package} is not installed and left out")
        return False
    try:
        importlib.import_module(package)
    except Exception as error:  # whatever a broken installation throws
        note(f"{package} cannot be used and is left out: {error}")
        return False
    return True


def letterboxed(side, size):
    """Where a picture of a size goes on the square: its size there, its left and its top."""
    scale = side / max(size)
    width, height = (min(side, max(1, round(length * scale))) for length in size)
    return width, height, (side - width) // 2, (side - height) // 2


def on_canvas(side, place, pixels):
    """What a network takes: pixels from 0 to 1 on gray."""
    import numpy

    width, height, left, top = place
    canvas = numpy.full((1, side, side, 3), 114 / 255, numpy.float32)
    numpy.multiply(
        pixels, numpy.float32(1 / 255), out=canvas[0, top : top + height, left : left + width]
    )
    return canvas


def pillow(data, side):
    """Decodes no larger than needed, by `draft`, and resizes bilinearly."""
    from PIL import Image

    def run():
        picture = Image.open(io.BytesIO(data))
        place = letterboxed(side, picture.size)
        picture.draft("RGB", place[:2])
        return on_canvas(
            side, place, picture.convert("RGB").resize(place[:2], Image.Resampling.BILINEAR)
        )

    return run


def opencv(data, side, size, *, reduces):
    """Decodes whole or at a half, a quarter or an eighth, whichever still covers the result."""
    import cv2
    import numpy

    cv2.setNumThreads(1)
    place = letterboxed(side, size)
    flags = [
        (8, cv2.IMREAD_REDUCED_COLOR_8),
        (4, cv2.IMREAD_REDUCED_COLOR_4),
        (2, cv2.IMREAD_REDUCED_COLOR_2),
        (1, cv2.IMREAD_COLOR),
    ]
    covers = (flag for factor, flag in flags if min(size) // factor >= min(place[:2]))
    flag = next(covers, cv2.IMREAD_COLOR) if reduces else cv2.IMREAD_COLOR
    buffer = numpy.frombuffer(data, numpy.uint8)

    def run():
        picture = cv2.resize(cv2.imdecode(buffer, flag), place[:2], interpolation=cv2.INTER_LINEAR)
        return on_canvas(side, place, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))

    return run


def torchvision_boxes(count, classes):
    """Suppression of boxes that are crowded as Oko's are."""
    import torch
    from torchvision.ops import batched_nms

    torch.set_num_threads(1)
    torch.manual_seed(0)
    sides = torch.rand(64, 2) * 260 + 40
    things = torch.cat([torch.rand(64, 2) * (640 - sides), sides], 1)
    chosen = things[torch.randint(64, (count,))]
    corners = torch.cat([chosen[:, :2], chosen[:, :2] + chosen[:, 2:]], 1)
    boxes = corners + torch.randn(count, 4) * 0.1 * chosen[:, 2:].repeat(1, 2)
    scores = torch.rand(count) * 0.7 + 0.3
    kinds = torch.randint(classes, (count,))
    return lambda: batched_nms(boxes, scores, kinds, 0.7)[:300]


def made_photograph():
    """A JPEG of 4000×3000: noise of several grains, one on the other, as much work as a photograph."""
    import numpy
    from PIL import Image

    random = numpy.random.default_rng(0)
    total = numpy.zeros((3000, 4000, 3), numpy.uint16)
    grains = [64, 32, 16, 8, 4, 2, 1]
    for grain in grains:
        shape = (3000 // grain, 4000 // grain)
        shared, own = random.integers(0, 256, (*shape, 1)), random.integers(0, 256, (*shape, 3))
        noise = Image.fromarray((shared * 3 // 4 + own // 4).astype(numpy.uint8))
        total += numpy.asarray(noise.resize((4000, 3000), Image.Resampling.BILINEAR))
    file = io.BytesIO()
    Image.fromarray((total // len(grains)).astype(numpy.uint8)).save(file, "JPEG", quality=77)
    return file.getvalue()


def oko(options, path, times):
    """Milliseconds of every run, by the work."""
    command = [options.oko, "bench", "pictures", "--json", "--times", str(times)]
    command += ["--picture", path, "--side", str(options.side), "--boxes", str(options.boxes)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    documents = [json.loads(line) for line in lines]
    return {document["work"]: document["all_milliseconds"] for document in documents}


def peers(options, data, size):
    """What the others do for each piece of work of Oko's: name, work, a run."""
    found = []
    if has("PIL") and has("numpy"):
        found.append(("Pillow", "tensor", pillow(data, options.side)))
    if has("cv2") and has("numpy"):
        for name, reduces in [("OpenCV, reduced", True), ("OpenCV, whole", False)]:
            found.append((name, "tensor", opencv(data, options.side, size, reduces=reduces)))
    if has("torchvision"):
        for classes in [1, 80]:
            run = torchvision_boxes(options.boxes, classes)
            found.append(("torchvision", f"nms-{classes}", run))
    return found


def measured(options, path, found):
    """Milliseconds of all rounds by work and by name."""
    times = {}
    for turn in range(options.rounds):
        for work, values in oko(options, path, 5).items():
            times.setdefault((work, "Oko"), []).extend(values)
        for name, work, run in found:
            # The first run of each round finds its memory and its code again.
            run()
            for _ in range(1 if work.startswith("nms") else 5):
                start = time.perf_counter()
                run()
                spent = 1e3 * (time.perf_counter() - start)
                times.setdefault((work, name), []).append(spent)
    return times


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", help="a JPEG; without it, one of 12 megapixels is made")
    parser.add_argument("--side", type=int, default=640, help="of the tensor")
    parser.add_argument("--boxes", type=int, default=8400)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--oko", default=str(HERE.parent / ".build/release/oko"))
    return parser.parse_args()


def main():
    options = arguments()
    path = options.picture
    if path is None:
        path = str(HERE.parent / ".build/benchmarks/photograph.jpg")
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        if not pathlib.Path(path).exists():
            pathlib.Path(path).write_bytes(made_photograph())
    data = pathlib.Path(path).read_bytes()
    from PIL import Image

    size = Image.open(io.BytesIO(data)).size
    times = measured(options, path, peers(options, data, size))
    print(f"{size[0]}×{size[1]}, {len(data) / 1e6:.2f} MB, one thread\n")
    print("| work | who | median ms | fastest ms | median ÷ Oko's |\n|---|---|---:|---:|---:|")
    for (work, name), values in sorted(times.items(), key=lambda item: item[0][0]):
        own = statistics.median(times[work, "Oko"])
        middle = statistics.median(values)
        print(f"| {work} | {name} | {middle:.2f} | {min(values):.2f} | {middle / own:.2f}× |")


if __name__ == "__main__":
    main()
