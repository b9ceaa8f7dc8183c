import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct DetectionLossTests {
  private let grid = AnchorGrid(size: Size(width: 40, height: 32))

  private func logits(classes: Int, pictures: Int = 2, spread: Float = 1.5) -> Tensor {
    var random = RandomSource(seed: 11, stream: "loss\(classes)")
    return Tensor(
      normal: [pictures, grid.count, 64 + classes], deviation: spread, using: &random)
  }

  private let targets = [
    DetectionTargets(
      boxes: [
        Box(x: 3, y: 2, width: 22, height: 17), Box(x: 10, y: 8, width: 29, height: 23),
        Box(x: 33, y: 25, width: 3, height: 2),
      ], classes: [1, 0, 2], ignored: [Box(x: 0, y: 16, width: 20, height: 16)]),
    DetectionTargets(boxes: [Box(x: -4, y: 1, width: 60, height: 30)], classes: [2]),
  ]

  @Test(arguments: [3, 8, 11], [false, true])
  func partsAndGradientEqualTheSlowReference(classes: Int, weighted: Bool) {
    var options = DetectionLossOptions()
    if weighted { options.positiveWeights = (0..<classes).map { 0.5 + Float($0) } }
    let input = logits(classes: classes).tracked()
    let loss = DetectionLoss(
      grid: grid, targets: targets, classCount: classes, options: options)
    let output = loss(input)
    let double = input.scalars.map(Double.init)
    let reference = DetectionLossReference(
      double, grid: grid, targets: targets, classCount: classes, options: options)
    #expect(reference.answering > 10)
    for (part, expected) in zip(output.scalars, reference.parts(double)) {
      #expect(abs(Double(part) - expected) < 1e-5 * abs(expected))
    }
    for weights in [[Float(1), 1, 1], [0.3, 2, -1.5]] {
      let gradient = gradients(
        of: output, at: [input], from: Tensor(weights, shape: [3]), differentiably: false
      )[0].scalars
      // Every logit would do as well, only slower.
      for index in stride(from: 0, to: double.count, by: 3) {
        let slope = reference.slope(double, at: index, weights: weights.map(Double.init))
        #expect(abs(Double(gradient[index]) - slope) < 2e-5, "\(index)")
      }
    }
  }

  @Test func withoutTargetsOnlyTheClassesCount() {
    let input = Tensor(zeros: [2, grid.count, 65]).tracked()
    let loss = DetectionLoss(
      grid: grid, targets: [DetectionTargets(), DetectionTargets()], classCount: 1)
    let output = loss(input)
    let cells = Float(2 * grid.count)
    #expect(output.scalars[0] == 0 && output.scalars[2] == 0)
    #expect(abs(output.scalars[1] - 0.5 * cells * 0.693_147_2) < 1e-4)
    let gradient = gradients(
      of: output, at: [input], from: Tensor(repeating: 1, shape: [3]), differentiably: false)[0]
    for (index, value) in gradient.scalars.enumerated() {
      #expect(value == (index % 65 == 64 ? 0.25 : 0))
    }
  }

  @Test func anIgnoredPlaceIsNeitherRightNorWrong() {
    let input = logits(classes: 2, pictures: 1)
    let everything = [DetectionTargets(ignored: [Box(x: 0, y: 0, width: 64, height: 64)])]
    let loss = DetectionLoss(grid: grid, targets: everything, classCount: 2)
    #expect(loss(input).scalars == [0, 0, 0])
  }

  @Test func aStepAgainstTheGradientLowersTheLoss() {
    var input = logits(classes: 3)
    let loss = DetectionLoss(grid: grid, targets: targets, classCount: 3)
    let first = loss(input).scalars
    for _ in 0..<200 {
      let variable = input.tracked()
      let slope = gradients(
        of: loss(variable), at: [variable], from: Tensor(repeating: 1, shape: [3]),
        differentiably: false)[0]
      input = Tensor(
        zip(input.scalars, slope.scalars).map { $0 - 0.5 * $1 }, shape: input.shape)
    }
    let last = loss(input).scalars
    #expect(last.reduce(0, +) < first.reduce(0, +) / 3)
    #expect(last[0] < 0.7 * first[0])
  }

  @Test func oneOperationServesSeveralOutputsInAnyOrder() {
    let loss = DetectionLoss(grid: grid, targets: targets, classCount: 3)
    let (a, b) = (logits(classes: 3).tracked(), logits(classes: 3, spread: 0.2).tracked())
    func slope(_ output: Tensor, _ input: Tensor) -> [Float] {
      gradients(
        of: output, at: [input], from: Tensor(repeating: 1, shape: [3]), differentiably: false
      )[0].scalars
    }
    let alone = slope(loss(a), a)
    let (outputA, outputB) = (loss(a), loss(b))
    #expect(slope(outputA, a) == alone)
    #expect(slope(outputB, b) != alone)
  }

  @Test func theBitsDoNotDependOnTheNumberOfThreads() {
    let before = Workers.shared.threadCount
    defer { Workers.shared.threadCount = before }
    let input = logits(classes: 3).tracked()
    let results = [1, 2, 5].map { threads -> [Float] in
      Workers.shared.threadCount = threads
      let output = DetectionLoss(grid: grid, targets: targets, classCount: 3)(input)
      return output.scalars
        + gradients(
          of: output, at: [input], from: Tensor(repeating: 1, shape: [3]),
          differentiably: false)[0].scalars
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test(arguments: [5, 65]) func aLogitThatIsNoNumberIsSeenInTheLoss(channel: Int) {
    var scalars = logits(classes: 3).scalars
    for anchor in 0..<(2 * grid.count) { scalars[anchor * 67 + channel] = .nan }
    let input = Tensor(scalars, shape: [2, grid.count, 67])
    let parts = DetectionLoss(grid: grid, targets: targets, classCount: 3)(input).scalars
    #expect(parts.contains { $0.isNaN })
  }
}
