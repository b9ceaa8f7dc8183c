import Oko
import OkoNetworks
import TestSupport
import Testing

@Suite struct GradientPenaltyTests {
  @Test func ofALinearScoreItIsTheSquaredNormOfTheWeights() {
    let x = testTensor([3, 2, 2, 1]).tracked()
    let weights = Tensor([1, -2, 3, 0.5], shape: [1, 2, 2, 1]).tracked()
    let penalty = GradientPenalty.mean(at: x, scores: (x * weights).sum(axes: [1, 2, 3]))
    #expect(abs(penalty.scalar - 14.25) < 1e-5)
    #expect(gradients(of: penalty, at: [weights])[0].scalars == [2, -4, 6, 1])
    #expect(gradients(of: penalty, at: [x])[0].scalars == [Float](repeating: 0, count: 12))
  }

  @Test func itIsTheMeanOverThePictures() {
    // The score of each picture is its factor times the sum of its squares: the gradient is 2 · factor · x.
    let x = Tensor([1, 2, 3, -1], shape: [2, 1, 1, 2]).tracked()
    let factors = Tensor([0.5, 2], shape: [2, 1, 1, 1])
    let penalty = GradientPenalty.mean(
      at: x, scores: (x.squared() * factors).sum(axes: [1, 2, 3]))
    #expect(abs(penalty.scalar - (5 + 16 * 10) / 2) < 1e-4)
    let slopes = gradients(of: penalty, at: [x])[0]
    #expect(largestError(slopes.scalars, [1, 2, 48, -16]) < 1e-4)
  }

  /// A discriminator with random numbers everywhere, whose rectifiers are far from their kinks, so that differences
  /// see none: what the blocks add to is positive, and their biases outweigh what they are added to.
  private func discriminator(attends: Bool) -> DiscriminatorNetwork {
    let network = DiscriminatorNetwork(
      GenerationArchitecture(
        resolution: 32, channels: 1, classCount: 2, width: 16, attends: attends))
    ToyGenerator.scatter(network)
    for (name, parameter) in network.namedParameters {
      let (scalars, shape) = (parameter.value.scalars, parameter.shape)
      func change(_ changed: (Float) -> Float) {
        parameter.value = Tensor(scalars.map(changed), shape: shape)
      }
      switch name {
      case "body.input.bias": change { $0 + 6 }
      case _ where name.contains("transitions"):
        let inputs = Float(shape.count / shape[-1])
        change { abs($0) / inputs.squareRoot() }
      case _ where name.hasSuffix("narrowing.bias") || name.hasSuffix("mixing.bias"):
        change { $0 + ($0 < 0 ? -6 : 6) }
      case _ where name.contains("queries") || name.contains("keys"): break
      case _ where name.contains("stages"): change { $0 / 4 }
      default: break
      }
    }
    return network
  }

  @Test(arguments: [true, false])
  func itsDerivativesAtTheParametersOfTheDiscriminatorEqualDifferences(attends: Bool) {
    let network = discriminator(attends: attends)
    let x = testTensor([2, 32, 32, 1])
    func penalty() -> Tensor {
      let x = x.tracked()
      return GradientPenalty.mean(at: x, scores: network(x, classes: [0, 1]))
    }
    let scale = 10 / penalty().scalar
    let check = ParameterDifferences(step: 1 / 64, tolerance: 2e-4)
    #expect(check.mismatches(in: network) { penalty() * scale } == [])
  }
}
