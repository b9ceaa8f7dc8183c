/// Figures from 0 to 1 as people read them.
enum FigureText {
  /// Three decimals, and a dash for COCO's −1, "there is nothing to find".
  static func text(_ value: Double) -> String {
    guard value >= 0 else { return "-" }
    let thousandths = Int((value * 1000).rounded())
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
