import OkoTensors
import TestSupport
import Testing

@Suite struct SelectionTests {
  @Test func theConditionChoosesScalarByScalar() {
    let condition = Tensor([1, 0, -2, 0], shape: [2, 2])
    let x = counting([2, 2])
    #expect(x.selected(where: condition, otherwise: Tensor(9)).scalars == [0, 9, 2, 9])
    let row = Tensor([7, 8], shape: [2])
    #expect(row.selected(where: condition, otherwise: x).scalars == [7, 1, 7, 3])
  }

  @Test func whatIsNotChosenHasNoInfluence() {
    let condition = Tensor([1, 0], shape: [2])
    let x = Tensor([4, 0], shape: [2]).tracked()
    let y = x.log().selected(where: condition, otherwise: Tensor(0))
    #expect(y.scalars[1] == 0)
    let seed = gradients(of: y.sum(), at: [x])[0].scalars
    #expect(seed[0] == 0.25)
  }

  @Test func gradientsEqualDifferences() {
    let condition = Tensor([1, 0, 1, 0, 0, 1], shape: [2, 3])
    let inputs = [testTensor([2, 3]), testTensor([3], seed: 2)]
    let found = FiniteDifferences(order: 2).mismatches(at: inputs) {
      $0[0].squared().selected(where: condition, otherwise: $0[1].squared())
    }
    #expect(found == [])
  }
}
