import OkoTensors
import Synchronization
import TestSupport
import Testing

/// Scalars that count how often they are read.
private final class CountedScalars: ScalarSource {
  let shape: Shape
  private let tensor: Tensor
  private let count = Mutex(0)

  init(_ tensor: Tensor) { (shape, self.tensor) = (tensor.shape, tensor) }

  var readings: Int { count.withLock { $0 } }

  func write(into scalars: UnsafeMutablePointer<Float>) {
    count.withLock { $0 += 1 }
    tensor.withUnsafePointer { scalars.update(from: $0, count: shape.count) }
  }
}

@Suite struct UnreadScalarsTests {
  private let tensor = testTensor([3, 3, 16, 16], seed: 2)

  @Test func scalarsAreReadWhenTheyAreAskedForAndKept() {
    let source = CountedScalars(tensor)
    let unread = Tensor(unread: source)
    #expect(unread.shape == tensor.shape && unread.isUnread && source.readings == 0)
    #expect(unread.scalars == tensor.scalars)
    #expect((unread + unread).scalars == (tensor + tensor).scalars)
    #expect(!unread.isUnread && source.readings == 1)
  }

  @Test func whatIsLoadedIsNotKept() {
    let source = CountedScalars(tensor)
    let unread = Tensor(unread: source)
    #expect(unread.loaded.scalars == tensor.scalars)
    #expect(unread.loaded.scalars == tensor.scalars)
    #expect(unread.isUnread && source.readings == 2)
    _ = unread.scalars
    #expect(unread.loaded.scalars == tensor.scalars && source.readings == 3)
  }

  @Test func fewScalarsAreReadAtOnce() {
    let source = CountedScalars(testTensor([16]))
    let tensor = Tensor(unread: source)
    #expect(!tensor.isUnread && source.readings == 1)
    #expect(tensor.scalars == testTensor([16]).scalars && source.readings == 1)
  }

  @Test(arguments: [[3, 2, 0, 1], [0, 1, 2, 3], [1, 3, 2, 0]])
  func axesAreReorderedWithoutReading(axes: [Int]) {
    let source = CountedScalars(testTensor([4, 5, 8, 9]))
    let reordered = Tensor(unread: source).reordered(axes)
    let expected = testTensor([4, 5, 8, 9]).permuted(axes)
    #expect(reordered.shape == expected.shape && source.readings == 0)
    #expect(reordered.loaded.scalars == expected.scalars)
    #expect(reordered.scalars == expected.scalars)
    // Once more: now from what is kept.
    #expect(reordered.reordered([1, 0, 2, 3]).scalars == expected.permuted([1, 0, 2, 3]).scalars)
  }

  @Test func programsPackWeightsAndLeaveThemUnread() {
    let (filter, matrix) = (CountedScalars(tensor), CountedScalars(testTensor([64, 32])))
    let (unread, unreadMatrix) = (Tensor(unread: filter), Tensor(unread: matrix))
    @Sendable func network(_ x: Tensor, _ filter: Tensor, _ matrix: Tensor) -> Tensor {
      let y = x.convolved(with: filter, ConvolutionGeometry(padding: 1))
        .scaledShifted(scale: testTensor([16], seed: 5), shift: testTensor([16], seed: 6))
      return y.reshaped(to: [y.shape.count / 64, 64]).linear(matrix, bias: nil)
    }
    let known = CompiledNetwork { network($0, tensor, testTensor([64, 32])) }
    let compiled = CompiledNetwork { network($0, unread, unreadMatrix) }
    for side in [16, 20, 24] {
      let x = testTensor([1, side, side, 16], seed: 3)
      #expect(compiled(x).scalars == known(x).scalars)
    }
    #expect(unread.isUnread && unreadMatrix.isUnread)
    // Once for all programs, which go by the same tiles.
    #expect(filter.readings == 1 && matrix.readings == 1)
  }
}
