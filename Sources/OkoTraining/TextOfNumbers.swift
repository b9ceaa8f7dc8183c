/// `value` with `digits` digits after the point, at most 9.
package func decimal(_ value: Double, digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<min(max(digits, 0), 9) { scale *= 10 }
  guard value.isFinite, abs(value) * scale < 1e15 else { return "\(value)" }
  let scaled = Int((abs(value) * scale).rounded())
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard scale > 1 else { return sign + String(scaled) }
  let fraction = String(scaled % Int(scale))
  let zeros = String(repeating: "0", count: max(0, min(digits, 9) - fraction.count))
  return "\(sign)\(scaled / Int(scale)).\(zeros)\(fraction)"
}

/// `value` with about four digits that count.
package func fourDigits(_ value: Double) -> String {
  switch abs(value) {
  case 0: "0"
  case 1e-3..<0.1: decimal(value, digits: 5)
  case 0.1..<10: decimal(value, digits: 4)
  case 10..<1000: decimal(value, digits: 2)
  case 1000..<1e9: decimal(value, digits: 0)
  default: "\(Float(value))"
  }
}

/// `seconds` as people say it: `42 s`, `3 min 5 s`, `2 h 7 min`.
package func durationText(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
  if seconds < 10 { return "\(decimal(seconds, digits: 1)) s" }
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min" + (whole % 60 == 0 ? "" : " \(whole % 60) s") }
  let minutes = whole % 3600 / 60
  return "\(whole / 3600) h" + (minutes == 0 ? "" : " \(minutes) min")
}

/// `count` of what `noun` names, as people say it: `1 epoch`, `2 epochs`, `2 boxes`.
package func countText(_ count: Int, _ noun: String) -> String {
  guard count != 1 else { return "1 \(noun)" }
  return "\(count) \(noun)" + (noun.hasSuffix("x") || noun.hasSuffix("s") ? "es" : "s")
}

/// The times that can be asked for, in seconds: up to a year.
private let durations = 1.0...31_536_000

/// The seconds that `text` says: `90s`, `33m`, `2h`, `1h30m`, `1.5h`; from a second to a year.
///
/// - Throws: `TrainingError` with examples where the text says no such time.
public func parseDuration(_ text: String) throws(TrainingError) -> Double {
  let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
  var seconds = 0.0
  var number = ""
  var isWhole = !text.isEmpty
  for character in text.lowercased() {
    if character.isASCII && (character.isNumber || character == ".") {
      number.append(character)
    } else if let unit = units[character], let value = Double(number) {
      seconds += value * unit
      number = ""
    } else {
      isWhole = false
    }
  }
  guard isWhole, number.isEmpty else {
    throw TrainingError(.option, "\"\(text)\" is no time; write for example 90s, 33m, 2h or 1h30m")
  }
  guard durations.contains(seconds) else {
    throw TrainingError(.option, "\"\(text)\" is not between a second and a year")
  }
  return seconds
}

/// The text that `parseDuration(_:)` reads as `seconds`, `90s` or `1.5s`; nil where there is none.
package func durationArgument(_ seconds: Double) -> String? {
  guard durations.contains(seconds) else { return nil }
  return (Int(exactly: seconds).map { "\($0)" } ?? "\(seconds)") + "s"
}
