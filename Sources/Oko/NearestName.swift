/// Finds the name that someone probably meant.
public enum NearestName {
  /// The nearest of `names` to `word`, by letters to add, drop, change or swap; nil where none is near.
  public static func suggestion(for word: String, among names: [String]) -> String? {
    let letters = Array(word.lowercased())
    let limit = max(1, letters.count / 3)
    let ranked = names.map { (name: $0, distance: distance(letters, Array($0.lowercased()))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else {
      return nil
    }
    return best.name
  }

  /// The suggestion in words, ` (did you mean 'car'?)`, or nothing.
  public static func hint(for word: String, among names: [String]) -> String {
    suggestion(for: word, among: names).map { " (did you mean '\($0)'?)" } ?? ""
  }

  /// The distance of Damerau and Levenshtein in its restricted form.
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var before = [Int](repeating: 0, count: second.count + 1)
    var above = Array(0...second.count)
    for row in 0..<first.count {
      var line = [row + 1]
      for column in 0..<second.count {
        let change = above[column] + (first[row] == second[column] ? 0 : 1)
        var best = min(change, above[column + 1] + 1, line[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          best = min(best, before[column - 1] + 1)
        }
        line.append(best)
      }
      (before, above) = (above, line)
    }
    return above[second.count]
  }
}
