#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Numbers as plots show them.
package enum NumberText {
  /// `value` with `decimals` places, and thousands, millions or billions as k, M or G.
  package static func tick(_ value: Double, decimals: Int) -> String {
    let size = abs(value)
    if decimals == 0 {
      for (unit, name) in [(1e9, "G"), (1e6, "M"), (1e3, "k")]
      where size >= max(unit, 1e4) && size < 1e15 {
        return trimmed(fixed(value / unit, decimals: 2)) + name
      }
    }
    if (size >= 1e15) || (decimals > 5) { return scientific(value) }
    return fixed(value, decimals: decimals)
  }

  /// `value` in few characters.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    let size = abs(value)
    if value == value.rounded(), size < 1e15 { return tick(value, decimals: 0) }
    if size >= 1e15 || size < 1e-4 { return scientific(value) }
    return trimmed(fixed(value, decimals: size >= 100 ? 0 : size >= 1 ? 2 : 4))
  }

  /// `value` with exactly `decimals` places.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let scaled = (abs(value) * pow(10, Double(decimals))).rounded()
    guard scaled < 1e18 else { return scientific(value) }
    var digits = String(Int(scaled))
    if decimals > 0 {
      let missing = decimals + 1 - digits.count
      if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
      let point = digits.index(digits.endIndex, offsetBy: -decimals)
      digits = digits[..<point] + "." + digits[point...]
    }
    return value < 0 && scaled > 0 ? "-" + digits : digits
  }

  private static func scientific(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var exponent = Int(floor(log10(abs(value))))
    var mantissa = value / pow(10, Double(exponent))
    if abs(mantissa) >= 9.95 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return "\(trimmed(fixed(mantissa, decimals: 1)))e\(exponent)"
  }

  /// Without zeros at the end of the places.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
