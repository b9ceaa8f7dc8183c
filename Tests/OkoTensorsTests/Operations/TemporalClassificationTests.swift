import Foundation
import OkoTensors
import TestSupport
import Testing

@Suite struct TemporalClassificationTests {
  private static let losses: [Float] = [4.279698, 2.779004]
  private static let slopes: [Float] = [
    -0.012341, -0.698609, 0.077562, 0.633387, -0.51697, 0.258174, 0.198891, 0.059905, -0.365179,
    0.106383, 0.198891, 0.059905, 0.036988, -0.143993, 0.0471, 0.059905, 0.178267, 0.066908,
    -0.409743, 0.164567, -0.428909, 0.066908, 0.546382, -0.184381, -0.262003, 0.066908, 0.546382,
    -0.351288, -0.015263, 0.141225, 0.042536, -0.168498, -0.182169, 0.141225, 0.042536, -0.001591,
    0, 0, 0, 0,
  ]

  /// The probability that a path of `steps` steps spells `label`, by trying all paths.
  private func bruteForce(_ logits: [[Double]], label: [Int]) -> Double {
    let classes = logits[0].count
    let shares = logits.map { row in
      let total = row.reduce(0) { $0 + exp($1) }
      return row.map { exp($0) / total }
    }
    var sum = 0.0
    for number in 0..<Int(pow(Double(classes), Double(logits.count))) {
      var (rest, probability, spelled, before) = (number, 1.0, [Int](), 0)
      for row in shares {
        let choice = rest % classes
        rest /= classes
        probability *= row[choice]
        if choice != 0, choice != before { spelled.append(choice) }
        before = choice
      }
      if spelled == label { sum += probability }
    }
    return sum
  }

  @Test(
    arguments: [[], [1], [2, 1], [1, 1], [2, 2, 1], [1, 2, 1, 2, 1], [1, 1, 1]] as [[Int]])
  func `the loss sums over all paths that spell the label`(label: [Int]) {
    let logits = testTensor([1, 5, 3], seed: 4, in: -2...2)
    let rows = (0..<5).map { step in (0..<3).map { Double(logits.scalars[step * 3 + $0]) } }
    let loss = logits.temporalClassificationLoss(labels: [label], lengths: [5]).scalar
    #expect(abs(Double(loss) + log(bruteForce(rows, label: label))) < 1e-5)
  }

  /// The numbers were made by PyTorch 2.13 in float64.
  ///
  ///     x = torch.tensor([((i * 7) % 11 - 5) * 0.3 for i in range(40)]).reshape(5, 2, 4)
  ///     ctc_loss(x.log_softmax(-1), tensor([1, 1, 2, 3]), tensor([5, 4]), tensor([3, 1]), reduction="none")
  @Test func `the loss and its gradient are PyTorch's`() {
    let numbers = (0..<40).map { Float($0 * 7 % 11 - 5) * 0.3 }
    let x = Tensor(numbers, shape: [5, 2, 4]).permuted([1, 0, 2]).tracked()
    let loss = x.temporalClassificationLoss(labels: [[1, 1, 2], [3]], lengths: [5, 4])
    let found = gradients(of: loss.sum(), at: [x])[0].scalars
    for (value, expected) in zip(loss.scalars, Self.losses) {
      #expect(abs(value - expected) < 1e-5)
    }
    for (value, expected) in zip(found, Self.slopes) { #expect(abs(value - expected) < 2e-6) }
  }

  @Test func `gradients are those of finite differences`() {
    let logits = testTensor([3, 6, 4], seed: 9, in: -2...2)
    #expect(
      FiniteDifferences(elementLimit: 80).mismatches(at: [logits]) {
        $0[0].temporalClassificationLoss(labels: [[1, 3, 3], [2], []], lengths: [6, 4, 5])
      } == [])
  }

  @Test func `a label that does not fit has an infinite loss and no gradient`() {
    let x = testTensor([2, 3, 3], seed: 2).tracked()
    let loss = x.temporalClassificationLoss(labels: [[1, 1], [1, 1]], lengths: [3, 2])
    #expect(loss.scalars[0].isFinite && loss.scalars[1] == .infinity)
    let gradient = gradients(of: loss.sum(), at: [x])[0].scalars
    #expect(gradient.prefix(9).contains { $0 != 0 } && gradient.suffix(9).allSatisfy { $0 == 0 })
  }

  @Test func `large logits neither overflow nor lose the loss`() {
    let x = Tensor([300, -300, 0, -300, 300, 0, 300, -300, 0], shape: [1, 3, 3])
    let right = x.temporalClassificationLoss(labels: [[1]], lengths: [3]).scalar
    let wrong = x.temporalClassificationLoss(labels: [[2]], lengths: [3]).scalar
    #expect(abs(right) < 1e-5 && abs(wrong - 300) < 1e-3)
  }
}
