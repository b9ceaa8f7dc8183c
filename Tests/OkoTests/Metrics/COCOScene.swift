import Oko
import OkoImaging
import OkoTensors

/// Forty pictures of six classes with crowds, all sizes, equal scores, an empty class and a flood of detections;
/// whole numbers only, so that the script at the end of this file draws the same.
struct COCOScene {
  var truths: [COCOTruth] = []
  var results: [COCOResult] = []

  init() {
    var random = RandomSource(seed: 7, stream: "coco scene")
    func below(_ count: UInt64) -> Int { Int(random.next() % count) }
    func number(_ low: Int, _ span: Int) -> Double { Double(low + below(UInt64(span))) }
    for image in 1...40 {
      for _ in 0..<(image == 5 ? 24 : below(9)) {
        let category = image == 5 ? 2 : 1 + below(5)
        let (low, span) = [(4, 28), (32, 64), (96, 200)][below(3)]
        let (width, height) = (number(low, span), number(low, span))
        let box = Box(x: number(0, 400), y: number(0, 300), width: width, height: height)
        let area = width * height * number(60, 41) / 100
        truths.append(
          COCOTruth(
            imageID: image, categoryID: category, box: box, area: area, isCrowd: below(8) == 0))
        for _ in 0..<below(4) {
          let (x, y) = (number(-4, 9) * width / 32, number(-4, 9) * height / 32)
          let (wider, higher) = (number(-4, 9) * width / 32, number(-4, 9) * height / 32)
          let other = 1 + below(6)
          let found = below(6) == 0 ? other : category
          results.append(
            COCOResult(
              imageID: image, categoryID: found,
              box: Box(
                x: box.x + x, y: box.y + y, width: width + wider, height: height + higher),
              score: number(1, 63) / 64))
        }
      }
      for _ in 0..<(image == 3 ? 130 : below(12)) {
        let category = image == 3 ? 2 : 1 + below(6)
        let (width, height) = (number(4, 150), number(4, 150))
        results.append(
          COCOResult(
            imageID: image, categoryID: category,
            box: Box(x: number(0, 480), y: number(0, 360), width: width, height: height),
            score: number(1, 40) / 64))
      }
    }
  }

  func evaluation() -> DetectionEvaluation {
    var evaluation = DetectionEvaluation(classCount: 6)
    evaluation.add(
      images: Array(1...40), categories: Array(1...6), truths: truths, results: results)
    return evaluation
  }
}

/* What pycocotools makes of the scene (needs Python, pycocotools and NumPy):

import contextlib
import io

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

MASK = (1 << 64) - 1


class Random:
    """OkoTensors' RandomSource: xoshiro256**, started by FNV-1a and SplitMix64."""

    def __init__(self, seed, stream):
        h = 0xCBF29CE484222325
        for byte in stream.encode():
            h = ((h ^ byte) * 0x100000001B3) & MASK
        state = seed ^ (h * 0x9E3779B97F4A7C15 & MASK)
        self.s = []
        for _ in range(4):
            state = (state + 0x9E3779B97F4A7C15) & MASK
            z = state
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.s.append(z ^ (z >> 31))

    def next(self):
        s = self.s
        p = (s[1] * 5) & MASK
        result = (((p << 7) | (p >> 57)) & MASK) * 9 & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = ((s[3] << 45) | (s[3] >> 19)) & MASK
        return result

    def below(self, n):
        return self.next() % n


def scene():
    r = Random(7, "coco scene")
    truths, results = [], []
    for image in range(1, 41):
        for _ in range(24 if image == 5 else r.below(9)):
            category = 2 if image == 5 else 1 + r.below(5)
            low, span = [(4, 28), (32, 64), (96, 200)][r.below(3)]
            w, h = float(low + r.below(span)), float(low + r.below(span))
            x, y = float(r.below(400)), float(r.below(300))
            area = w * h * (60 + r.below(41)) / 100
            crowd = r.below(8) == 0
            truths.append((image, category, x, y, w, h, area, crowd))
            for _ in range(r.below(4)):
                dx, dy = (r.below(9) - 4) * w / 32, (r.below(9) - 4) * h / 32
                dw, dh = (r.below(9) - 4) * w / 32, (r.below(9) - 4) * h / 32
                other = 1 + r.below(6)
                c = other if r.below(6) == 0 else category
                results.append((image, c, x + dx, y + dy, w + dw, h + dh, (1 + r.below(63)) / 64))
        for _ in range(130 if image == 3 else r.below(12)):
            c = 2 if image == 3 else 1 + r.below(6)
            w, h = float(4 + r.below(150)), float(4 + r.below(150))
            x, y = float(r.below(480)), float(r.below(360))
            results.append((image, c, x, y, w, h, (1 + r.below(40)) / 64))
    return truths, results


truths, results = scene()
with contextlib.redirect_stdout(io.StringIO()):
    gt = COCO()
    gt.dataset = dict(
        info={},
        images=[dict(id=i, width=640, height=480) for i in range(1, 41)],
        categories=[dict(id=c, name=str(c)) for c in range(1, 7)],
        annotations=[
            dict(id=i + 1, image_id=t[0], category_id=t[1], bbox=list(t[2:6]), area=t[6],
                 iscrowd=int(t[7]))
            for i, t in enumerate(truths)
        ],
    )
    gt.createIndex()
    dt = gt.loadRes(
        [dict(image_id=d[0], category_id=d[1], bbox=list(d[2:6]), score=d[6]) for d in results])
    e = COCOeval(gt, dt, "bbox")
    e.evaluate()
    e.accumulate()
    e.summarize()
print(len(truths), "truths,", sum(t[7] for t in truths), "crowds,", len(results), "results")
for value in e.stats:
    print(f"{value:.12f},")
for k in range(6):
    p = e.eval["precision"][:, :, k, 0, 2]
    r = e.eval["recall"][:, k, 0, 2]
    print(f"({p[0].mean():.12f}, {p.mean():.12f}, {r.mean():.12f}),")
print([round(float(v), 12) for v in e.eval["precision"][0, ::10, 1, 0, 2]])

*/
