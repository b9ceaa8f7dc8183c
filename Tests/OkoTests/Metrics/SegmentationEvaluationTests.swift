import Oko
import OkoImaging
import Testing

@Suite struct SegmentationEvaluationTests {
  private func map(_ labels: [UInt8], width: Int) -> LabelMap {
    LabelMap(size: Size(width: width, height: labels.count / width), labels: labels)
  }

  private func isClose(_ value: Double?, _ expected: Double?) -> Bool {
    guard let value, let expected else { return value == nil && expected == nil }
    return abs(value - expected) < 1e-9
  }

  @Test func figuresOfAHandfulOfPixels() {
    var evaluation = SegmentationEvaluation(classCount: 3)
    let own = evaluation.add(
      predicted: map([0, 0, 1, 1, 1, 2], width: 3), truth: map([0, 1, 1, 1, 0, 255], width: 3))
    let scores = evaluation.scores
    #expect(scores.confusion.rows == [[1, 1, 0, 0], [1, 2, 0, 0], [0, 0, 0, 0]])
    #expect(scores.classes[0].pixels == agreement(right: 1, invented: 1, missed: 1))
    #expect(scores.classes[1].pixels == agreement(right: 2, invented: 1, missed: 1))
    #expect(scores.classes[0].iou == 1.0 / 3)
    #expect(scores.classes[1].dice == 4.0 / 6)
    #expect(scores.classes[1].precision == 2.0 / 3)
    // The third class is predicted on an ignored pixel alone: it does not occur.
    #expect(scores.classes[2].iou == nil && scores.classes[2].boundaryF1 == nil)
    #expect(isClose(scores.meanIoU, 5.0 / 12))
    #expect(own == scores.meanIoU)
    #expect(scores.pixelAccuracy == 0.6)
    #expect(scores.pictureCount == 1 && scores.instances == nil)
  }

  private func agreement(right: Int, invented: Int, missed: Int) -> PixelAgreement {
    var agreement = PixelAgreement()
    (agreement.right, agreement.invented, agreement.missed) = (right, invented, missed)
    return agreement
  }

  @Test func pixelsOfNoKnownClassAreMissedAndInventNothing() {
    var evaluation = SegmentationEvaluation(classCount: 2)
    evaluation.add(predicted: map([255, 1, 0, 255], width: 2), truth: map([0, 1, 1, 1], width: 2))
    let scores = evaluation.scores
    #expect(scores.confusion.rows == [[0, 0, 1], [1, 1, 1]])
    #expect(scores.classes[1].pixels == agreement(right: 1, invented: 0, missed: 2))
    #expect(scores.foregroundIoU == 1.0 / 3)
  }

  @Test func nothingToMeasureHasNoFigures() {
    var evaluation = SegmentationEvaluation(classCount: 2)
    #expect(evaluation.scores.meanIoU == nil)
    let own = evaluation.add(
      predicted: map([0, 1], width: 2), truth: map([255, 255], width: 2))
    #expect(own == nil)
    let scores = evaluation.scores
    #expect(scores.meanDice == nil && scores.pixelAccuracy == nil && scores.meanBoundaryF1 == nil)
  }

  /// The reference numbers are those of a snippet over the scenes of seeds 1, 2 and 3.
  ///
  ///     for p, t in scenes: v = t != 255; np.add.at(c, (t[v], p[v]), 1)
  ///     d, r, q = np.diag(c), c.sum(1), c.sum(0)
  ///     iou, dice, precision, recall = d / (r + q - d), 2 * d / (r + q), d / q, d / r
  ///     I, F, N = c[1:, 1:].sum(), c[0, 1:].sum(), c[1:, 0].sum()            # foreground
  ///     def outline(m, v, c):
  ///         o = np.zeros(m.shape, bool)
  ///         d = (m[:, 1:] != m[:, :-1]) & v[:, 1:] & v[:, :-1]; o[:, 1:] |= d; o[:, :-1] |= d
  ///         d = (m[1:] != m[:-1]) & v[1:] & v[:-1]; o[1:] |= d; o[:-1] |= d
  ///         return o & (m == c) & v
  ///     tol = max(1, .0075 * np.hypot(*t.shape)); a, b = outline(p, v, c), outline(t, v, c)
  ///     P = (scipy.ndimage.distance_transform_edt(~b)[a] <= tol).mean()
  ///     Q = (scipy.ndimage.distance_transform_edt(~a)[b] <= tol).mean(); f1 = 2 * P * Q / (P + Q)
  @Test func figuresEqualThoseOfNumPy() {
    var evaluation = SegmentationEvaluation(classCount: 4)
    for seed in 1...3 {
      let scene = SegmentationScene(seed: UInt64(seed))
      evaluation.add(predicted: scene.predicted, truth: scene.truth)
    }
    let scores = evaluation.scores
    #expect(
      scores.confusion.rows.map { $0.dropLast() } == [
        [5378, 58, 39, 43], [124, 665, 68, 15], [114, 184, 678, 64], [69, 11, 4, 880],
      ])
    let expected: [(KeyPath<SegmentationScores.ClassScores, Double?>, [Double])] = [
      (\.iou, [0.9232618025751073, 0.5911111111111111, 0.5890529973935708, 0.8103130755064457]),
      (\.dice, [0.9600999732214586, 0.7430167597765364, 0.7413887370147622, 0.8952187182095626]),
      (
        \.precision,
        [0.9459982409850484, 0.724400871459695, 0.8593155893536122, 0.8782435129740519]
      ),
      (\.recall, [0.9746284885828198, 0.7626146788990825, 0.6519230769230769, 0.9128630705394191]),
      (
        \.boundaryF1,
        [0.8010945674231554, 0.6343466488862418, 0.7158394595546547, 0.9375713636001771]
      ),
    ]
    for (figure, values) in expected {
      for (scores, value) in zip(scores.classes, values) {
        #expect(isClose(scores[keyPath: figure], value))
      }
    }
    #expect(isClose(scores.meanIoU, 0.7284347466465587))
    #expect(isClose(scores.meanDice, 0.83493104705558))
    #expect(isClose(scores.pixelAccuracy, 0.9055277579223254))
    #expect(isClose(scores.foregroundIoU, 0.851790450928382))
    #expect(isClose(scores.foregroundDice, 0.9199641897940913))
    #expect(isClose(scores.meanBoundaryF1, 0.7722130098660572))
  }

  @Test(arguments: [
    Size(width: 301, height: 202), Size(width: 64, height: 9), Size(width: 1, height: 80),
  ])
  func outlinesAgreeAsOnesComparedPixelByPixel(_ size: Size) {
    for seed in 1...4 {
      let scene = SegmentationScene(seed: UInt64(seed), size: size)
      var evaluation = SegmentationEvaluation(classCount: 4)
      evaluation.add(predicted: scene.predicted, truth: scene.truth)
      for index in 0..<4 {
        #expect(
          isClose(
            evaluation.scores.classes[index].boundaryF1,
            naiveF1(scene.predicted, scene.truth, class: UInt8(index))))
      }
    }
  }

  /// Compares every pixel of an outline with every one of the other.
  private func naiveF1(_ predicted: LabelMap, _ truth: LabelMap, class index: UInt8) -> Double? {
    let size = truth.size
    let tolerance =
      max(1, 0.0075 * Double(size.width * size.width + size.height * size.height).squareRoot())
    func outline(_ map: LabelMap) -> [(x: Int, y: Int)] {
      var outline: [(x: Int, y: Int)] = []
      for y in 0..<size.height {
        for x in 0..<size.width where map.labels[y * size.width + x] == index {
          guard truth.labels[y * size.width + x] != 255 else { continue }
          let neighbours = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)].filter {
            (0..<size.width).contains($0.0) && (0..<size.height).contains($0.1)
          }.map { $0.1 * size.width + $0.0 }
          if neighbours.contains(where: { truth.labels[$0] != 255 && map.labels[$0] != index }) {
            outline.append((x, y))
          }
        }
      }
      return outline
    }
    let (found, wanted) = (outline(predicted), outline(truth))
    if found.isEmpty && wanted.isEmpty { return nil }
    if found.isEmpty || wanted.isEmpty { return 0 }
    func share(_ pixels: [(x: Int, y: Int)], _ others: [(x: Int, y: Int)]) -> Double {
      let near = pixels.count { pixel in
        others.contains { other in
          let (x, y) = (pixel.x - other.x, pixel.y - other.y)
          return Double(x * x + y * y) <= tolerance * tolerance
        }
      }
      return Double(near) / Double(pixels.count)
    }
    let (precision, recall) = (share(found, wanted), share(wanted, found))
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
  }

  @Test func picturesOfAStreetAreMeasuredInMilliseconds() {
    let scene = SegmentationScene(
      seed: 5, size: Size(width: 480, height: 360), classCount: 11)
    var evaluation = SegmentationEvaluation(classCount: 11)
    let time = ContinuousClock().measure {
      for _ in 0..<20 { evaluation.add(predicted: scene.predicted, truth: scene.truth) }
    }
    // A hundred in a second on an idle processor; this one may be busy.
    #expect(time < .seconds(2), "20 pictures took \(time)")
  }
}
