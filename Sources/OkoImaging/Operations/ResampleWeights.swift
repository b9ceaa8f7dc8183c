/// Which input pixels each output pixel along one axis is made of, and how much of each.
///
/// The weights of one output sum to 1. All have room for `taps` weights; an output uses its first `counts`.
struct ResampleWeights {
  /// The first input pixel of each output.
  private(set) var starts: [Int] = []
  /// How many input pixels each output takes; at least 1.
  private(set) var counts: [Int] = []
  /// The most that any output takes.
  let taps: Int
  /// `taps` for each output.
  private(set) var weights: [Float]

  /// Weights that turn `input` pixels into `output`.
  init(from input: Int, to output: Int, filter: Image.Filter) {
    let scale = Double(input) / Double(output)
    // Shrinking, each output looks at as many inputs as it replaces; growing, at its neighbours.
    let reach = filter == .bilinear ? max(scale, 1) : scale / 2
    let taps = min(input, Int((2 * reach).rounded(.up)) + 1)
    self.taps = taps
    weights = Array(repeating: 0, count: taps * output)
    starts.reserveCapacity(output)
    counts.reserveCapacity(output)
    for index in 0..<output {
      let center = (Double(index) + 0.5) * scale
      let first = max(0, Int((center - reach).rounded(.down)))
      let last = min(input, Int((center + reach).rounded(.up)))
      var values = (first..<last).map { pixel in
        switch filter {
        case .bilinear: max(0, 1 - abs(Double(pixel) + 0.5 - center) / reach)
        case .area:
          max(0, min(Double(pixel + 1), center + reach) - max(Double(pixel), center - reach))
        }
      }
      let leading = values.prefix { $0 == 0 }.count
      values.removeFirst(leading)
      while values.last == 0 { values.removeLast() }
      let total = values.reduce(0, +)
      starts.append(first + leading)
      counts.append(values.count)
      for (tap, value) in values.enumerated() {
        weights[index * taps + tap] = Float(value / total)
      }
    }
  }
}
