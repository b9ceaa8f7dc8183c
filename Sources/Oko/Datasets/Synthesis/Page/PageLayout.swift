import OkoTensors

/// Lays blocks of lines out on a sheet from top to bottom, as tills and letters do.
struct PageLayout {
  /// One piece of a row: where it is, in shares of the width, and what it says.
  private struct Cell {
    let place: Double
    let alignment: PagePrinter.Alignment
    let content: PagePrinter.Content
    let width: Double
  }

  private var printer: PagePrinter
  private let left: Double
  private let right: Double
  private let pitch: Double
  private var y: Double

  /// Prints a whole sheet.
  static func filled(_ printer: PagePrinter, using random: inout RandomSource) -> PagePrinter {
    var layout = PageLayout(printer, &random)
    let isLetter = random.chance(0.2)
    if isLetter { layout.letter(&random) } else { layout.receipt(&random) }
    if random.chance(0.15) { layout.printer.addStamp(using: &random) }
    if random.chance(0.1) { layout.printer.addScribble(using: &random) }
    return layout.printer
  }

  private init(_ printer: PagePrinter, _ random: inout RandomSource) {
    self.printer = printer
    let margin = Double(random.uniform(in: 0.02...0.1)) * Double(printer.size.width)
    left = margin
    right = Double(printer.size.width) - margin
    pitch = printer.capital * Double(random.uniform(in: 1.4...2.3))
    y = printer.capital * Double(random.uniform(in: 1.5...4))
  }

  private var width: Double { right - left }
  private var hasRoom: Bool { y < Double(printer.size.height) - printer.capital * 0.6 }

  // MARK: Receipts

  private mutating func receipt(_ random: inout RandomSource) {
    if random.chance(0.35) { picture(&random) }
    heading(&random)
    while hasRoom {
      switch random.index(below: 9) {
      case 0: facts(&random)
      case 1, 2, 3: items(&random)
      case 4, 5: totals(&random)
      case 6: columns(&random)
      case 7: closing(&random)
      default: random.chance(0.3) ? picture(&random) : facts(&random)
      }
      if random.chance(0.5) { rule(&random) }
      if random.chance(0.4) { y += pitch * Double(random.uniform(in: 0.3...1.5)) }
    }
  }

  private mutating func heading(_ random: inout RandomSource) {
    let alignment: PagePrinter.Alignment = random.chance(0.75) ? .center : .left
    let x = alignment == .center ? (left + right) / 2 : left
    for line in 0..<random.whole(in: 2...7) where hasRoom {
      let enlarged = line == 0 && random.chance(0.4) ? Double(random.uniform(in: 1.1...1.7)) : 1
      if enlarged > 1 { y += pitch * (enlarged - 1) }
      let content: PagePrinter.Content =
        line == 0 ? .company : random.pick([.address, .address, .identity, .sentence])
      printer.print(
        content, alignment, x: x, y: y, width: width, enlarged: enlarged, using: &random)
      y += pitch
    }
    y += pitch * Double(random.uniform(in: 0...1))
  }

  /// Names and values beside each other.
  private mutating func facts(_ random: inout RandomSource) {
    let value = Double(random.uniform(in: 0.3...0.5))
    let hasColon = random.chance(0.5)
    for _ in 0..<random.whole(in: 1...5) where hasRoom {
      if random.chance(0.3) {
        row([Cell(place: 0, alignment: .left, content: .identity, width: 1)], &random)
        continue
      }
      row(
        [
          Cell(place: 0, alignment: .left, content: .label, width: value - 0.04),
          Cell(
            place: value, alignment: .left, content: hasColon ? .date : .identity,
            width: 1 - value),
        ], &random)
    }
  }

  private mutating func items(_ random: inout RandomSource) {
    let price = Cell(place: 1, alignment: .right, content: .price, width: 0.3)
    let kind = random.index(below: 4)
    if kind == 3 { columnHeads(&random) }
    for _ in 0..<random.whole(in: 1...9) where hasRoom {
      switch kind {
      case 0:
        row([Cell(place: 0, alignment: .left, content: .item, width: 0.66), price], &random)
      case 1:
        row([Cell(place: 0, alignment: .left, content: .item, width: 1)], &random)
        row(
          [
            Cell(place: 0.05, alignment: .left, content: .code, width: 0.25),
            Cell(place: 0.42, alignment: .center, content: .quantity, width: 0.22),
            Cell(place: 0.72, alignment: .right, content: .price, width: 0.17), price,
          ], &random)
      case 2:
        row(
          [
            Cell(place: 0, alignment: .left, content: .quantity, width: 0.1),
            Cell(place: 0.14, alignment: .left, content: .item, width: 0.5), price,
          ], &random)
      default:
        row([Cell(place: 0, alignment: .left, content: .item, width: 0.9)], &random)
        row(
          [
            Cell(place: 0.3, alignment: .right, content: .quantity, width: 0.25),
            Cell(place: 0.55, alignment: .right, content: .price, width: 0.22),
            Cell(place: 0.78, alignment: .right, content: .price, width: 0.2), price,
          ], &random)
      }
    }
  }

  private mutating func columnHeads(_ random: inout RandomSource) {
    row(
      [
        Cell(place: 0, alignment: .left, content: .label, width: 0.25),
        Cell(place: 0.4, alignment: .center, content: .label, width: 0.2),
        Cell(place: 0.7, alignment: .right, content: .label, width: 0.2),
        Cell(place: 1, alignment: .right, content: .label, width: 0.25),
      ], &random)
    if random.chance(0.5) { rule(&random) }
  }

  private mutating func totals(_ random: inout RandomSource) {
    let start = random.pick([0, 0, 0.2, 0.35])
    let enlarged = random.chance(0.2) ? 1.4 : 1
    for _ in 0..<random.whole(in: 1...5) where hasRoom {
      row(
        [
          Cell(place: start, alignment: .left, content: .label, width: 0.68 - start),
          Cell(place: 1, alignment: .right, content: .price, width: 0.28),
        ], enlarged: enlarged, &random)
    }
  }

  /// Two blocks beside each other, each with lines of its own.
  private mutating func columns(_ random: inout RandomSource) {
    let top = y
    var lowest = y
    let middle = Double(random.uniform(in: 0.45...0.6))
    for (start, end) in [(0, middle - 0.04), (middle, 1)] {
      y = top + (random.chance(0.5) ? 0 : pitch * Double(random.uniform(in: 0...0.5)))
      let contents: [PagePrinter.Content] = [.address, .label, .date, .item, .identity]
      for _ in 0..<random.whole(in: 1...4) where hasRoom {
        row(
          [
            Cell(
              place: start, alignment: .left, content: random.pick(contents), width: end - start)
          ], &random)
      }
      lowest = max(lowest, y)
    }
    y = lowest
  }

  private mutating func closing(_ random: inout RandomSource) {
    for _ in 0..<random.whole(in: 1...4) where hasRoom {
      row([Cell(place: 0.5, alignment: .center, content: .sentence, width: 1)], &random)
    }
  }

  // MARK: Letters

  private mutating func letter(_ random: inout RandomSource) {
    heading(&random)
    let columns = random.chance(0.45) ? 2 : 1
    let gap = printer.capital * Double(random.uniform(in: 2...4))
    let top = y
    for column in 0..<columns {
      y = top
      let columnWidth = (width - gap * Double(columns - 1)) / Double(columns)
      let start = left + Double(column) * (columnWidth + gap)
      while hasRoom {
        let lines = random.whole(in: 1...8)
        for line in 0..<lines where hasRoom {
          let share = line == lines - 1 ? Double(random.uniform(in: 0.4...1)) : 1
          printer.print(
            .filling, .left, x: start, y: y, width: columnWidth * share, using: &random)
          y += pitch
        }
        y += pitch * Double(random.uniform(in: 0.2...1.2))
      }
    }
  }

  // MARK: Parts

  /// Prints the pieces of a row; one that would come near the piece before it is left out.
  private mutating func row(
    _ cells: [Cell], enlarged: Double = 1, _ random: inout RandomSource
  ) {
    if enlarged > 1 { y += pitch * (enlarged - 1) }
    var end = -Double.infinity
    for cell in cells {
      let x = left + cell.place * width
      let free: Double =
        switch cell.alignment {
        case .left: end + printer.capital * 1.2 <= x ? cell.width * width : 0
        case .center: min(cell.width * width, 2 * (x - end - printer.capital * 1.2))
        case .right: min(cell.width * width, x - end - printer.capital * 1.2)
        }
      guard free > printer.capital else { continue }
      let box = printer.print(
        cell.content, cell.alignment, x: x, y: y, width: free, enlarged: enlarged, using: &random)
      if let box { end = box.maxX }
    }
    y += pitch
  }

  private mutating func rule(_ random: inout RandomSource) {
    guard hasRoom else { return }
    let middle = y - printer.capital * 0.5
    printer.addRule(from: left, to: right, y: middle, using: &random)
    y += pitch * Double(random.uniform(in: 0.5...1))
  }

  private mutating func picture(_ random: inout RandomSource) {
    guard hasRoom else { return }
    let height = printer.capital * Double(random.uniform(in: 3...8))
    y += printer.addPicture(
      x: left + width * Double(random.uniform(in: 0.2...0.8)), y: y, height: height,
      width: width * 0.8, using: &random)
    y += pitch
  }
}
