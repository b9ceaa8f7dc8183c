import COkoKernels

/// activation(x · scale + shift) of rows in bfloat16, one scale and shift for each channel: what a batch normalisation
/// returned, made anew from what it keeps anyway.
///
/// That costs hardly more than to read it, as memory bounds both, and nothing is written and held in between.
struct ActivatedRows: Sendable {
  /// Rows of channels, as bfloat16.
  let x: Storage
  /// The scales of all channels, then their shifts.
  let factors: Storage
  let activation: Activation?

  /// How many channels a row has.
  var channels: Int { factors.count / 2 }

  /// Writes the scalars of some whole rows.
  func write(_ range: Range<Int>, into result: UnsafeMutablePointer<Float>) {
    let channels = channels
    precondition(
      range.lowerBound.isMultiple(of: channels) && range.count.isMultiple(of: channels),
      "ActivatedRows: \(range) for rows of \(channels)")
    let (scale, size) = (factors.pointer, Tensor.piece(columns: channels))
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      let count = min(size, range.upperBound - first)
      let target = result + (first - range.lowerBound)
      expand(x.halves + first, into: target, count: count)
      oko_scale_shift_activate(
        activation?.kernel ?? OKO_NONE, activation?.slope ?? 0, target, scale, scale + channels,
        target, Int64(count / channels), Int64(channels))
    }
  }
}
