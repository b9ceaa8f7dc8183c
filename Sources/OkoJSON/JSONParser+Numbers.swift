extension JSONParser {
  /// Reads a number: exactly where it has at most 19 digits (Clinger 1990's fast path), else through the
  /// standard library, which rounds correctly as well.
  mutating func parseNumber() throws(JSONError) -> JSONValue {
    let start = index
    let isNegative = current == 0x2D
    if isNegative { index += 1 }
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    guard isDigit(current) else { throw unexpected("a digit") }
    if current == 0x30 {
      index += 1
      guard !isDigit(current) else { throw failure("a number begins with 0", at: start) }
    } else {
      readDigits(into: &mantissa, count: &digits)
    }
    var isWhole = true
    if current == 0x2E {
      isWhole = false
      index += 1
      guard isDigit(current) else { throw unexpected("a digit") }
      let first = index
      readDigits(into: &mantissa, count: &digits)
      exponent = first - index
    }
    if current == 0x65 || current == 0x45 {
      isWhole = false
      exponent += try readExponent()
    }
    if isWhole, let value = wholeNumber(mantissa, digits: digits, isNegative: isNegative) {
      return .integer(value)
    }
    if digits <= 19, mantissa <= 1 << 53, (-22...22).contains(exponent) {
      let magnitude =
        exponent < 0
        ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
      return .number(isNegative ? -magnitude : magnitude)
    }
    return .number(try slowNumber(from: start))
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Reads digits; the mantissa means something only while there are at most 19, leading zeros apart.
  @inline(__always)
  private mutating func readDigits(into mantissa: inout UInt64, count: inout Int) {
    while index < bytes.count {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      if count > 0 || digit > 0 { count += 1 }
      index += 1
    }
  }

  /// Reads what follows `e`, held within ±100,000 so that it cannot overflow.
  private mutating func readExponent() throws(JSONError) -> Int {
    index += 1
    let isNegative = current == 0x2D
    if isNegative || current == 0x2B { index += 1 }
    guard isDigit(current) else { throw unexpected("a digit") }
    var value = 0
    while isDigit(current) {
      value = min(value * 10 + Int(current - 0x30), 100_000)
      index += 1
    }
    return isNegative ? -value : value
  }

  private func wholeNumber(_ mantissa: UInt64, digits: Int, isNegative: Bool) -> Int? {
    guard digits <= 19 else { return nil }
    if isNegative {
      if mantissa == 0 { return nil }  // -0 is a double
      return mantissa == 1 << 63 ? Int.min : Int(exactly: mantissa).map { -$0 }
    }
    return Int(exactly: mantissa)
  }

  private func slowNumber(from start: Int) throws(JSONError) -> Double {
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw failure("a number beyond what 64 bits hold", at: start)
    }
    return value
  }
}

/// The powers of ten that a double holds exactly.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
