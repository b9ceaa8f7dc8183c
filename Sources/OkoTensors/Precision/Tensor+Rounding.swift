import COkoKernels

/// What a network that learns in bfloat16 keeps for its gradients: here alone is said what is kept in which form.
///
/// Of the operations that say `.rounded` in their `backwardReads` (convolutions, batch normalisation, activations), the
/// first input and the result, which is what flows through layers, are kept in one of two forms, whichever there is:
///
/// - in bfloat16, half the memory of floats, where a convolution multiplies that, or no recipe is known;
/// - what a batch normalisation returned, as a recipe: its own input, which it keeps in bfloat16, and its factors.
///
/// The other inputs are parameters, which stay floats, as do small tensors, and constants, which someone else holds
/// anyway. A form is made once, however many layers keep it. Values between layers, sums and gradients are floats.
extension Tensor {
  /// Below so many scalars nothing is won.
  private static let leastRounded = 4096

  /// Whether a node that reads it rounded keeps it so.
  var isKeptRounded: Bool { !isSymbolic && shape.count >= Self.leastRounded }

  /// This tensor as a node keeps it whose operation reads it rounded.
  var kept: Tensor {
    guard isKeptRounded, !isRounded else { return self }
    guard let form = storage.keptForm else { return rounded }
    return Tensor(shape: shape, storage: form, node: node)
  }

  /// Lets go of the form in which these scalars are kept, as they are about to be overwritten.
  func forgetKeptForm() { storage.keptForm = nil }

  /// Whether there are no floats, which only operations that keep such tensors understand.
  var isRounded: Bool { storage.isRounded }

  /// The same in bfloat16, rounded to the nearest; the copy lasts as long as this does.
  var rounded: Tensor {
    if case .halves = storage.form { return self }
    if let form = storage.keptForm, case .halves = form.form {
      return Tensor(shape: shape, storage: form, node: node)
    }
    let copy = Storage(roundedCount: storage.count)
    let target = copy.halves
    forEachRange { range in
      withFloats(in: range) {
        round($0, into: target + $1.lowerBound, count: $1.count)
      }
    }
    storage.keptForm = copy
    return Tensor(shape: shape, storage: copy, node: node)
  }

  /// The same in floats.
  var inFloats: Tensor {
    guard isRounded else { return self }
    let floats = Storage(count: storage.count)
    let target = floats.pointer
    forEachRange { write($0, into: target + $0.lowerBound) }
    return Tensor(shape: shape, storage: floats, node: node)
  }

  /// Calls `body` with ranges that together cover all scalars, on all threads; each can be written and read by itself.
  func forEachRange(_ body: (Range<Int>) -> Void) {
    let row = rowLength, rows = storage.count / row
    Workers.shared.run(over: rows, grain: max(1, StridedWalk.grain / row)) {
      body($0.lowerBound * row..<$0.upperBound * row)
    }
  }

  /// What a range of scalars must begin and end at a multiple of.
  private var rowLength: Int {
    if case .recipe(let recipe) = storage.form { max(recipe.channels, 1) } else { 1 }
  }

  /// Writes the floats of a range of whole rows.
  func write(_ range: Range<Int>, into result: UnsafeMutablePointer<Float>) {
    switch storage.form {
    case .floats: result.update(from: storage.pointer + range.lowerBound, count: range.count)
    case .halves: expand(storage.halves + range.lowerBound, into: result, count: range.count)
    case .recipe(let recipe): recipe.write(range, into: result)
    }
  }

  /// Calls `body` with the floats of a range of whole rows, in pieces, and with the place of each: where they are, or else
  /// in memory so small that it stays in the nearest cache.
  func withFloats(
    in range: Range<Int>, columns: Int = 1, _ body: (UnsafePointer<Float>, Range<Int>) -> Void
  ) {
    guard isRounded else { return body(storage.pointer + range.lowerBound, range) }
    let size = Self.piece(columns: max(columns, rowLength))
    withScratch(min(size, range.count)) { floats in
      for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
        let piece = first..<min(first + size, range.upperBound)
        write(piece, into: floats)
        body(floats, piece)
      }
    }
  }

  /// The scalars of some rows of `columns`, 16 kB of floats where those are not longer.
  static func piece(columns: Int) -> Int { max(1, 4096 / max(columns, 1)) * max(columns, 1) }
}

/// Rounds floats to the nearest bfloat16.
func round(_ floats: UnsafePointer<Float>, into halves: UnsafeMutablePointer<UInt16>, count: Int) {
  convert(UnsafeMutablePointer(mutating: floats), OKO_F32, halves, OKO_BF16, count)
}

/// Makes floats of bfloat16.
func expand(_ halves: UnsafePointer<UInt16>, into floats: UnsafeMutablePointer<Float>, count: Int) {
  convert(UnsafeMutablePointer(mutating: halves), OKO_BF16, floats, OKO_F32, count)
}

private func convert(
  _ source: UnsafeMutableRawPointer, _ from: oko_element, _ target: UnsafeMutableRawPointer,
  _ to: oko_element, _ count: Int
) {
  var x = oko_operand(type: from, scale: 1, zero: 0, data: source, pixel_stride: Int64(count))
  var y = oko_operand(type: to, scale: 1, zero: 0, data: target, pixel_stride: Int64(count))
  oko_convert(&x, &y, 1, Int64(count))
}
