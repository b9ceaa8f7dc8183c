/// How every output position along one axis is made of input positions: a sparse matrix by rows.
struct AxisWeights: Hashable, Sendable {
  /// One input position and its weight.
  struct Tap: Hashable, Sendable {
    var index: Int
    var weight: Float
  }

  /// The extent of the input.
  let inputCount: Int
  /// The taps of every output, those of output i from `starts[i]` to `starts[i + 1]`.
  let taps: [Tap]
  let starts: [Int]

  var outputCount: Int { starts.count - 1 }

  private init(inputCount: Int, rows: [[Tap]]) {
    self.inputCount = inputCount
    taps = rows.flatMap { $0 }
    starts = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// Linear interpolation between pixel centres at half (`align_corners` false), edges repeated.
  static func bilinear(from input: Int, to output: Int) -> AxisWeights {
    let scale = Double(input) / Double(output)
    return AxisWeights(
      inputCount: input,
      rows: (0..<output).map { position in
        let place = max(0, (Double(position) + 0.5) * scale - 0.5)
        let first = min(Int(place), input - 1)
        let share = Float(place - Double(first))
        guard share > 0, first + 1 < input else { return [Tap(index: first, weight: 1)] }
        return [Tap(index: first, weight: 1 - share), Tap(index: first + 1, weight: share)]
      })
  }

  /// The matrix transposed: how a gradient goes back.
  var transposed: AxisWeights {
    var rows = [[Tap]](repeating: [], count: inputCount)
    for output in 0..<outputCount {
      for tap in taps[starts[output]..<starts[output + 1]] {
        rows[tap.index].append(Tap(index: output, weight: tap.weight))
      }
    }
    return AxisWeights(inputCount: outputCount, rows: rows)
  }
}
