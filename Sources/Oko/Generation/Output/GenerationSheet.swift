import OkoImaging

/// The sheet of fixed seeds that shows how a generator fares: a column for each class, or a square.
struct GenerationSheet {
  /// The sheet.
  let contact: ContactSheet

  /// No sheet has more classes than this; the first ones are shown.
  private static let greatestColumns = 20

  /// Draws ten pictures of each class, or 64 where there are none, ψ being `truncation`.
  init(_ generator: Generator, truncation: Float = 1) {
    let names = generator.classNames.prefix(Self.greatestColumns)
    guard !names.isEmpty else {
      contact = ContactSheet(
        generator.pictures((0..<64).map { GenerationRequest(seed: $0, truncation: truncation) }),
        columns: 8, enlargement: 1)
      return
    }
    let requests = (0..<10).flatMap { row in
      names.indices.map {
        GenerationRequest(
          seed: UInt64(row * names.count + $0), classIndex: $0, truncation: truncation)
      }
    }
    contact = ContactSheet(
      generator.pictures(requests), columns: names.count, columnLabels: Array(names),
      enlargement: 1)
  }

  /// The first seeds at the moments of which `folder` has sheets like this one; nil where it has none.
  func timeLapse(in folder: String) -> Image? {
    let names = FileSystem.names(in: folder).compactMap { name in
      Self.step(named: name).map { (step: $0, name: name) }
    }.sorted { $0.step < $1.step }
    let moments = TimeLapseStrip.indices(of: names.count).compactMap {
      index -> TimeLapseStrip.Moment? in
      guard
        let grid = try? ImageDecoder.decode(path: "\(folder)/\(names[index].name)").image,
        let images = contact.tiles(cutFrom: grid)
      else { return nil }
      return TimeLapseStrip.Moment(step: names[index].step, images: images)
    }
    guard !moments.isEmpty else { return nil }
    return TimeLapseStrip.image(of: moments, count: contact.columns ?? 8)
  }

  /// The step of the sheet called `name`; nil for any other file.
  private static func step(named name: String) -> Int? {
    guard name.hasPrefix("fakes-"), name.hasSuffix(".png") else { return nil }
    return Int(name.dropFirst(6).dropLast(4))
  }

  /// `fakes-000123.png`: what the sheet after `step` steps is called.
  static func name(step: Int) -> String {
    "fakes-\(step.padded(to: 6)).png"
  }
}
