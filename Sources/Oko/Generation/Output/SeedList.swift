/// Seeds of pictures to generate, as people write them: `0-63,70,65` is 0 to 63, then 70, then 65.
public struct SeedList: Hashable, Sendable, CustomStringConvertible {
  /// The seeds in the order in which they were written; none comes twice, as each names a file.
  public let seeds: [UInt64]

  /// How many seeds a list may have.
  public static let maximumCount = 1_000_000

  /// Reads numbers and ranges, both ends included, with commas between them; spaces about them are allowed.
  ///
  /// - Throws: ``SeedListError`` for what is neither, a reversed range, a seed that comes twice, a number that
  ///   64 bits cannot hold, or more than ``maximumCount`` seeds.
  public init(_ text: String) throws(SeedListError) {
    var seeds: [UInt64] = []
    var seen: Set<UInt64> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let range = try Self.range(part)
      guard range.upperBound - range.lowerBound < Self.maximumCount - seeds.count else {
        throw SeedListError(.tooMany, "more than \(Self.maximumCount) seeds")
      }
      for seed in range {
        guard seen.insert(seed).inserted else {
          throw SeedListError(.duplicate, "seed \(seed) comes twice")
        }
        seeds.append(seed)
      }
    }
    self.seeds = seeds
  }

  /// Makes the list of all seeds in `range`.
  ///
  /// - Precondition: there are at most ``maximumCount``.
  public init(_ range: ClosedRange<UInt64>) {
    precondition(
      range.upperBound - range.lowerBound < Self.maximumCount,
      "SeedList: \(range) has more than \(Self.maximumCount) seeds")
    seeds = Array(range)
  }

  /// The shortest list that reads as this one.
  public var description: String {
    var runs: [ClosedRange<UInt64>] = []
    for seed in seeds {
      if let last = runs.last, last.upperBound < .max, last.upperBound + 1 == seed {
        runs[runs.count - 1] = last.lowerBound...seed
      } else {
        runs.append(seed...seed)
      }
    }
    return runs.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: ",")
  }

  private static func range(_ part: Substring) throws(SeedListError) -> ClosedRange<UInt64> {
    let part = trimmed(part)
    guard !part.isEmpty else {
      throw SeedListError(
        .malformed, "a seed is missing; write numbers and ranges with commas, as in 0-63,70")
    }
    let ends = part.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count <= 2, let first = ends.first, let last = ends.last else {
      throw SeedListError(.malformed, "\"\(shortened(part))\" is neither a seed nor a range")
    }
    let (low, high) = (try number(first, of: part), try number(last, of: part))
    guard low <= high else {
      throw SeedListError(.reversed, "the range \(low)-\(high) is reversed; write \(high)-\(low)")
    }
    return low...high
  }

  private static func number(
    _ text: Substring, of part: Substring
  ) throws(SeedListError) -> UInt64 {
    let text = trimmed(text)
    // A sign would be accepted by the number's own initializer.
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw SeedListError(.malformed, "\"\(shortened(part))\" is neither a seed nor a range")
    }
    guard let number = UInt64(text) else {
      throw SeedListError(.tooLarge, "\(shortened(text)) is more than \(UInt64.max)")
    }
    return number
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }

  private static func shortened(_ text: Substring) -> String {
    text.count > 40 ? text.prefix(40) + "…" : String(text)
  }
}

/// Why a text is no list of seeds.
public struct SeedListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure, for programs to tell apart.
  public enum Code: String, Hashable, Sendable {
    /// Something that is neither a number nor a range.
    case malformed
    /// A number that 64 bits cannot hold.
    case tooLarge
    /// A range whose end comes before its start.
    case reversed
    /// A seed that comes twice.
    case duplicate
    /// More seeds than a list may have.
    case tooMany
  }

  /// The kind of failure.
  public let code: Code
  /// What is wrong, in words.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
