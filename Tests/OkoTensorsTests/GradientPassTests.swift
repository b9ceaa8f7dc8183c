import OkoTensors
import Testing

@Suite struct GradientPassTests {
  /// Notes, when its backward runs, whether a storage further along is still there.
  struct Witness: Operation {
    final class Notes: @unchecked Sendable {
      weak var watched: Storage?
      var wasAlive: Bool?
    }

    let notes: Notes

    func outputShape(_ inputs: [Shape]) -> Shape { inputs[0] }

    func forward(_ inputs: [Tensor]) -> Tensor { inputs[0] * 1 }

    func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
      notes.wasAlive = notes.watched != nil
      return [gradient]
    }
  }

  /// A loss behind a witness, and a value between the two that it watches.
  private func watchedLoss(_ x: Tensor, _ notes: Witness.Notes) -> Tensor {
    let middle = Witness(notes: notes)(x).squared()
    notes.watched = middle.storage
    return (middle * middle).sum()
  }

  @Test func valuesOfAReleasedGraphGoAsSoonAsTheirGradientsAreMade() {
    let (x, notes) = (Tensor([1, 2], shape: [2]).tracked(), Witness.Notes())
    let gradient = gradients(releasing: watchedLoss(x, notes), at: [x])[0]
    #expect(gradient.scalars == [4, 32])
    #expect(notes.wasAlive == false)
  }

  @Test func valuesOfAGraphThatIsHeldStay() {
    let (x, notes) = (Tensor([1, 2], shape: [2]).tracked(), Witness.Notes())
    let loss = watchedLoss(x, notes)
    #expect(gradients(of: loss, at: [x])[0].scalars == [4, 32])
    #expect(notes.wasAlive == true)
    #expect(gradients(of: loss, at: [x])[0].scalars == [4, 32])
  }

  @Test func valuesThatNoBackwardReadsAreNotKept() {
    let x = Tensor([1, 2], shape: [1, 2]).tracked()
    weak var part: Storage?
    func joined() -> Tensor {
      let double = x * 2
      part = double.storage
      return .concatenated([double, x], axis: 0)
    }
    let whole = joined()
    #expect(part == nil)
    #expect(gradients(of: whole.squared().sum(), at: [x])[0].scalars == [10, 20])
  }

  /// Sums over branches of which some hand on the gradient itself, some a new tensor and some overwrite it.
  @Test func gradientsThatMeetAddUpWhoeverHoldsThem() {
    let x = Tensor([-1, 0.5, 2], shape: [3]).tracked()
    func loss() -> Tensor {
      let y = x * 3
      let z = (y + y.activated(.relu)) + (y + y) + y.reshaped(to: [1, 3]).reshaped(to: [3])
      return (z * z + z.activated(.tanh) + y).sum()
    }
    let held = loss()
    let expected = gradients(of: held, at: [x])[0].scalars
    #expect(gradients(releasing: loss(), at: [x])[0].scalars == expected)
    #expect(gradients(of: held, at: [x], differentiably: true)[0].scalars == expected)
  }

  @Test func aGradientThatIsAskedForIsNotOverwritten() {
    let x = Tensor([-1, 2], shape: [2]).tracked()
    let y = x * 1
    let found = gradients(of: (y.activated(.relu).activated(.relu) * 3).sum(), at: [y, x])
    #expect(found[0].scalars == [0, 3])
    #expect(found[1].scalars == [0, 3])
    let z = x.activated(.relu)
    let both = gradients(of: (z * 3).sum(), at: [z, x])
    #expect(both[0].scalars == [3, 3])
    #expect(both[1].scalars == [0, 3])
  }
}
