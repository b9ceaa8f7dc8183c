package import OkoTensors

/// How much more often pictures with rare classes are trained on.
public enum ClassBalance: Codable, Hashable, Sendable {
  /// Every picture once an epoch.
  case off
  /// As `threshold`, at a tenth of the share of the commonest class: nothing changes until classes differ
  /// by more than that.
  case auto
  /// A class in a smaller share f of the pictures than the threshold t is seen √(t / f) times as often.
  case threshold(Double)

  /// The balance that the command calls `word`: `off` or `auto`.
  public init?(word: String) {
    switch word {
    case "off": self = .off
    case "auto": self = .auto
    default: return nil
    }
  }

  /// What the command calls it; nil where it has no word for it.
  public var word: String? {
    switch self {
    case .off: "off"
    case .auto: "auto"
    case .threshold: nil
    }
  }
}

/// How often each picture is wanted in an epoch: the repeat factors of Gupta, Dollár and Girshick 2019 (LVIS).
///
/// A class c in the share f of the pictures has r = max(1, √(t / f)); a picture has the largest r of its
/// classes, a background picture 1.
package struct RepeatFactors: Sendable {
  /// The factor of each picture; at least 1.
  package let factors: [Double]

  package init(_ samples: [DetectionSample], balance: ClassBalance) {
    let classes = samples.map { sample in
      Set(sample.objects.lazy.filter { !$0.isCrowd }.map(\.classIndex))
    }
    var counts: [Int: Int] = [:]
    for picture in classes { for index in picture { counts[index, default: 0] += 1 } }
    let total = Double(max(samples.count, 1))
    let threshold: Double
    switch balance {
    case .off: threshold = 0
    case .auto: threshold = Double(counts.values.max() ?? 0) / total / 10
    case .threshold(let value): threshold = value
    }
    let ofClass = counts.mapValues { count in
      max(1, (max(threshold, 0) * total / Double(count)).squareRoot())
    }
    factors = classes.map { picture in picture.reduce(1) { max($0, ofClass[$1] ?? 1) } }
  }

  /// Whether all pictures are wanted alike.
  package var areEven: Bool { factors.allSatisfy { $0 == factors[0] } }

  /// As many pictures as there are, in random order, each about as often as its factor says.
  ///
  /// Systematic sampling over a shuffled list: with the wanted number w, a picture comes ⌊w⌋ or ⌈w⌉ times.
  package func order(using random: inout RandomSource) -> [Int] {
    var indices = Array(factors.indices)
    indices.shuffle(using: &random)
    let step = factors.reduce(0, +) / Double(factors.count)
    var (chosen, reached) = ([Int](), 0.0)
    chosen.reserveCapacity(factors.count)
    var next = Double(random.uniform()) * step
    for index in indices {
      reached += factors[index]
      while next < reached, chosen.count < factors.count {
        chosen.append(index)
        next += step
      }
    }
    // Rounding of the sums may leave out the very last.
    while chosen.count < factors.count { chosen.append(indices[indices.count - 1]) }
    chosen.shuffle(using: &random)
    return chosen
  }
}

/// Draws numbers below a count, each as often as its weight says.
package struct WeightedChoice: Sendable {
  private let ends: [Double]

  /// Makes a choice among the indices of `weights`, which are positive.
  package init(_ weights: [Double]) {
    var sum = 0.0
    ends = weights.map { weight in
      sum += weight
      return sum
    }
  }

  /// One of the indices.
  package func index(using random: inout RandomSource) -> Int {
    guard let total = ends.last else { return 0 }
    let place = Double(random.next() >> 11) * 0x1p-53 * total
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if place < ends[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
