/// Which input pixels each output pixel along one axis is made of, and how much of each.
///
/// The weights of one output sum to 1. All have room for `taps` weights; an output uses its first `counts`, and the
/// others are 0.
struct ResampleWeights {
  /// The first input pixel of each output.
  private(set) var starts: [Int32] = []
  /// How many input pixels each output takes; at least 1.
  private(set) var counts: [Int] = []
  /// The most that any output takes.
  private(set) var taps = 1
  /// `taps` for each output.
  private(set) var weights: [Float]

  /// Weights that turn `input` pixels into `output`.
  init(from input: Int, to output: Int, filter: Image.Filter) {
    let scale = Double(input) / Double(output)
    // Shrinking, each output looks at as many inputs as it replaces; growing, at its neighbours.
    let reach = filter == .bilinear ? max(scale, 1) : scale / 2
    let room = min(input, Int((2 * reach).rounded(.up)) + 1)
    weights = Array(repeating: 0, count: room * output)
    starts.reserveCapacity(output)
    counts.reserveCapacity(output)
    var values = [Double](repeating: 0, count: room)
    for index in 0..<output {
      let center = (Double(index) + 0.5) * scale
      var first = max(0, Int((center - reach).rounded(.down)))
      let last = min(input, Int((center + reach).rounded(.up)))
      var (count, total) = (0, 0.0)
      for pixel in first..<last {
        let value =
          switch filter {
          case .bilinear: max(0, 1 - abs(Double(pixel) + 0.5 - center) / reach)
          case .area:
            max(0, min(Double(pixel + 1), center + reach) - max(Double(pixel), center - reach))
          }
        if count == 0 && value == 0 {
          first += 1
          continue
        }
        values[count] = value
        total += value
        count += 1
      }
      while count > 1 && values[count - 1] == 0 { count -= 1 }
      starts.append(Int32(first))
      counts.append(count)
      taps = max(taps, count)
      for tap in 0..<count { weights[index * room + tap] = Float(values[tap] / total) }
    }
    if taps < room { narrow(from: room) }
  }

  /// Leaves out the room that no output needs.
  private mutating func narrow(from room: Int) {
    for index in starts.indices {
      for tap in 0..<taps { weights[index * taps + tap] = weights[index * room + tap] }
    }
    weights.removeLast((room - taps) * starts.count)
  }
}
