extension BinaryInteger {
  /// The number with zeros in front up to `count` digits, in `radix`; for names of files that sort as numbers.
  ///
  /// - Precondition: the number is not negative.
  func padded(to count: Int, radix: Int = 10) -> String {
    precondition(self >= 0, "padded: \(self) is negative")
    let digits = String(self, radix: radix)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
