public import OkoImaging

/// Samples beside the training pictures that are nearest to them, so that memorising is seen.
public enum NearestSheet {
  /// A training picture.
  public struct Neighbor: Sendable {
    /// The picture, at the size of the sample.
    public var image: Image
    /// How far it lies from the sample, in whatever space was searched.
    public var distance: Double

    /// Makes a neighbour.
    public init(image: Image, distance: Double) {
      self.image = image
      self.distance = distance
    }
  }

  /// A sample and what is nearest to it.
  public struct Row: Sendable {
    /// The sample.
    public var sample: Image
    /// What stands left of it, as its seed.
    public var label: String
    /// Training pictures, the nearest first.
    public var neighbors: [Neighbor]

    /// Makes a row.
    public init(sample: Image, label: String = "", neighbors: [Neighbor]) {
      self.sample = sample
      self.label = label
      self.neighbors = neighbors
    }
  }

  /// Draws `rows`: on the left the sample, then its neighbours with their distances below them.
  ///
  /// A row with fewer neighbours than another ends in empty cells. Without a `background` the sheet is RGBA.
  ///
  /// - Precondition: there is a row, and all pictures have one size.
  public static func image(of rows: [Row], background: Image.Color? = .white) -> Image {
    precondition(!rows.isEmpty, "NearestSheet: there is no sample")
    let count = rows.map(\.neighbors.count).max() ?? 0
    var images: [Image?] = []
    var captions: [String] = []
    for row in rows {
      images.append(row.sample)
      captions.append("")
      for index in 0..<count {
        let neighbor = row.neighbors.indices.contains(index) ? row.neighbors[index] : nil
        images.append(neighbor?.image)
        captions.append(neighbor.map { NumberText.short($0.distance) } ?? "")
      }
    }
    let hasLabels = rows.contains { !$0.label.isEmpty }
    return ContactSheet(
      images, columns: count + 1, rowLabels: hasLabels ? rows.map(\.label) : [],
      columnLabels: ["sample"] + (0..<count).map { $0 == 0 ? "nearest" : "\($0 + 1)" },
      captions: captions, background: background
    ).image()
  }
}
