import ArgumentParser

/// A time as users write it: `90s`, `30m`, `1h30m`, `1.5h`; a number needs its unit.
struct DurationArgument: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    var seconds = 0.0
    var number = ""
    for character in argument.lowercased() {
      guard let unit = ["s": 1.0, "m": 60, "h": 3600][character] else {
        number.append(character)
        continue
      }
      guard number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
        let value = Double(number)
      else { return nil }
      seconds += value * unit
      number = ""
    }
    guard number.isEmpty, seconds > 0, seconds.isFinite else { return nil }
    self.seconds = seconds
  }
}
