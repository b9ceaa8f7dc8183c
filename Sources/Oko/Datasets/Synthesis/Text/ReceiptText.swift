import OkoTensors

/// Lines of receipts, made by rules: no line is copied from a real one.
enum ReceiptText {
  /// One line, in upper case in three of four cases, else with small letters as shops mix them.
  static func line(using random: inout RandomSource) -> String {
    let line = upperCaseLine(using: &random)
    return random.chance(0.75) ? line : withSmallLetters(line, &random)
  }

  private static func upperCaseLine(using random: inout RandomSource) -> String {
    switch random.index(below: 100) {
    case 0..<24: price(&random)
    case 24..<31: quantity(&random)
    case 31..<41: label(&random)
    case 41..<49: date(&random)
    case 49..<60: address(&random)
    case 60..<66: company(&random)
    case 66..<74: identity(&random)
    case 74..<87: item(&random)
    case 87..<93: sentence(&random)
    case 93..<96: random.pick(["SR", "ZRL", "S", "Z", "RM", "X", "PCS", "T1", "A", "*", ":", "-"])
    default: nonsense(&random)
    }
  }

  /// A line of one kind, in upper case.
  static func line(_ content: PagePrinter.Content, using random: inout RandomSource) -> String {
    switch content {
    case .company: company(&random)
    case .address: address(&random)
    case .sentence: sentence(&random)
    case .label: label(&random)
    case .item, .filling: item(&random)
    case .date: date(&random)
    case .identity: identity(&random)
    case .quantity: quantity(&random)
    case .price: price(&random)
    case .code: digits(random.whole(in: 3...8), &random)
    }
  }

  // MARK: Numbers

  static func digits(_ count: Int, _ random: inout RandomSource) -> String {
    String((0..<count).map { _ in Character(Unicode.Scalar(UInt8(48 + random.index(below: 10)))) })
  }

  private static func twoDigits(_ range: ClosedRange<Int>, _ random: inout RandomSource) -> String {
    random.whole(in: range).padded(to: 2)
  }

  /// A sum of money as it stands at the right edge.
  static func price(_ random: inout RandomSource) -> String {
    let whole = random.index(below: random.pick([1, 10, 10, 100, 100, 1000]))
    let cents = random.chance(0.6) ? "\(random.index(below: 10))0" : digits(2, &random)
    let thousands = random.chance(0.04) ? "\(random.whole(in: 1...9))," : ""
    let amount = thousands + (thousands.isEmpty ? "\(whole)" : whole.padded(to: 3)) + "." + cents
    let before =
      random.chance(0.2) ? random.pick(["RM", "RM ", "$", "-", "€", "£", "MYR ", ": "]) : ""
    let after =
      random.chance(0.18) ? random.pick([" SR", " S", "*", " *", "SR", " ZRL", "-", " T"]) : ""
    return before + amount + after
  }

  private static func quantity(_ random: inout RandomSource) -> String {
    let count = random.whole(in: 1...random.pick([3, 9, 30]))
    switch random.index(below: 7) {
    case 0, 1: return "\(count)"
    case 2: return "\(count) X"
    case 3: return "\(count) X \(price(&random))"
    case 4: return "\(count).00"
    case 5: return "\(count) @ \(price(&random))"
    default:
      return random.pick(["0%", "6%", "(6%)", "6.00%", "S = 6%", "10%", "1.000", "\(count)%"])
    }
  }

  private static func date(_ random: inout RandomSource) -> String {
    let separator = random.pick(["/", "/", "-", "-", "."])
    let year = random.chance(0.7) ? "20" + twoDigits(10...29, &random) : twoDigits(10...29, &random)
    let month =
      random.chance(0.15) ? random.pick(ReceiptWords.months) : twoDigits(1...12, &random)
    let day =
      [twoDigits(1...28, &random), month, year].joined(separator: separator)
    let time =
      twoDigits(0...23, &random) + ":" + twoDigits(0...59, &random)
      + (random.chance(0.5) ? ":" + twoDigits(0...59, &random) : "")
      + (random.chance(0.3) ? random.pick([" AM", " PM", "AM", "PM"]) : "")
    switch random.index(below: 6) {
    case 0: return day
    case 1: return time
    case 2: return random.pick(["DATE: ", "DATE : ", ": ", "DATE "]) + day
    case 3: return "TIME: " + time
    default: return day + " " + time
    }
  }

  /// Numbers of taxes, phones, documents and goods.
  private static func identity(_ random: inout RandomSource) -> String {
    switch random.index(below: 8) {
    case 0, 1:
      return random.pick(["GST ID: ", "GST ID : ", "GST NO: ", "GST REG NO: ", "VAT NO. "])
        + digits(12, &random)
    case 2, 3:
      let number = "0\(random.whole(in: 2...9))-\(digits(random.whole(in: 7...8), &random))"
      return random.pick(["TEL: ", "TEL : ", "TEL:", "FAX: ", "H/P: ", ""]) + number
    case 4: return "(\(digits(6, &random))-\(letters(1, &random)))"
    case 5: return digits(random.pick([7, 8, 13, 13]), &random)
    case 6:
      return random.pick(["INVOICE NO: ", "INV NO.: ", "BILL #: ", "DOC NO. : "]) + code(&random)
    default: return code(&random)
    }
  }

  private static func code(_ random: inout RandomSource) -> String {
    let parts = (0..<random.whole(in: 1...3)).map { _ in
      random.chance(0.5)
        ? letters(random.whole(in: 1...3), &random) : digits(random.whole(in: 2...6), &random)
    }
    return parts.joined(separator: random.pick(["-", "", "/", "-"])) + digits(3, &random)
  }

  // MARK: Words

  static func letters(_ count: Int, _ random: inout RandomSource) -> String {
    String((0..<count).map { _ in Character(Unicode.Scalar(UInt8(65 + random.index(below: 26)))) })
  }

  /// What stands at the left of a sum, or over a column.
  static func label(_ random: inout RandomSource) -> String {
    random.pick(ReceiptWords.labels)
      + (random.chance(0.3) ? random.pick([":", " :", ":"]) : "")
  }

  private static func company(_ random: inout RandomSource) -> String {
    name(&random) + " "
      + (random.chance(0.5) ? random.pick(ReceiptWords.trades) + " " : "")
      + random.pick([
        "SDN BHD", "SDN. BHD.", "ENTERPRISE", "LTD", "TRADING", "& CO.", "(M) SDN BHD",
      ])
  }

  private static func address(_ random: inout RandomSource) -> String {
    switch random.index(below: 4) {
    case 0:
      return random.pick(["NO. ", "NO ", "LOT ", "NO.", ""]) + "\(random.whole(in: 1...199))"
        + random.pick(["", "-A", "A", "-1", "G"]) + ", " + street(&random) + ","
    case 1: return street(&random) + ","
    case 2: return digits(5, &random) + " " + name(&random) + random.pick([",", "", "."])
    default: return digits(5, &random) + " " + name(&random) + ", " + name(&random) + "."
    }
  }

  private static func street(_ random: inout RandomSource) -> String {
    let number = random.whole(in: 1...30)
    return random.pick(["JALAN ", "JLN ", "TAMAN ", "LORONG ", "MAIN ST ", "BANDAR "])
      + name(&random)
      + (random.chance(0.5) ? " \(number)" : "")
      + (random.chance(0.3) ? "/\(random.whole(in: 1...40))" : "")
      + (random.chance(0.1) ? letters(1, &random) : "")
  }

  /// Goods with sizes.
  static func item(_ random: inout RandomSource) -> String {
    let words = (0..<random.whole(in: 1...3)).map { _ in
      random.chance(0.7) ? random.pick(ReceiptWords.goods) : name(&random)
    }
    var line = words.joined(separator: " ")
    if random.chance(0.35) {
      line +=
        " \(random.whole(in: 1...999))"
        + random.pick(["G", "ML", "KG", "L", "PCS", "CM", "MM", "'S"])
    }
    if random.chance(0.12) { line = digits(random.whole(in: 3...6), &random) + " " + line }
    if random.chance(0.08) { line += " (" + letters(random.whole(in: 1...2), &random) + ")" }
    if random.chance(0.05) { line += " " + code(&random) }
    return line
  }

  private static func sentence(_ random: inout RandomSource) -> String {
    let line = random.pick(ReceiptWords.sentences)
    return random.chance(0.2) ? "*** \(line) ***" : line + random.pick(["", "", ".", "!", "..."])
  }

  /// A made-up word of two to four syllables.
  static func name(_ random: inout RandomSource) -> String {
    (0..<random.whole(in: 1...3)).map { _ in
      random.pick(ReceiptWords.starts) + random.pick(ReceiptWords.vowels)
        + random.pick(ReceiptWords.ends)
    }
    .joined()
  }

  /// Any signs in a row, so that no sign is only known from words.
  private static func nonsense(_ random: inout RandomSource) -> String {
    let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-/()&#%*@'$!+=?\"_<>;")
    return (0..<random.whole(in: 1...3)).map { _ in
      String((0..<random.whole(in: 1...7)).map { _ in random.pick(signs) })
    }
    .joined(separator: " ")
  }

  static func withSmallLetters(_ line: String, _ random: inout RandomSource) -> String {
    if random.chance(0.15) { return line.lowercased() }
    return line.split(separator: " ", omittingEmptySubsequences: false).map { word in
      // Short words are mostly abbreviations.
      guard word.count > 3 || word.allSatisfy(\.isLetter) && word.count > 2 else {
        return String(word)
      }
      return word.prefix(1) + word.dropFirst().lowercased()
    }
    .joined(separator: " ")
  }
}
