import OkoImaging
public import OkoTensors

/// What a reader trains on in one step.
public struct LineBatch: Sendable {
  /// The lines, `[N, height, W, 1]` from 0 to 1, each at the left; the rest has the gray of its paper.
  public let images: Tensor
  /// How many steps of the network each line has.
  public let steps: [Int]
  /// The classes of each label.
  public let labels: [[Int]]
  /// The labels.
  public let texts: [String]
  /// The files that the lines are made of.
  public let files: [String]

  /// Joins lines of one height.
  ///
  /// - Precondition: there is a line.
  package init(_ lines: [LabelledLine]) {
    precondition(!lines.isEmpty, "LineBatch: there are no lines")
    let height = lines[0].line.height
    let width = lines.reduce(0) { max($0, $1.line.width) }
    images = Tensor(shape: [lines.count, height, width, 1]) { target in
      for (index, line) in lines.enumerated() {
        let picture = line.line
        let paper = Float(picture.paper) / 255
        for row in 0..<height {
          let start = target + (index * height + row) * width
          for column in 0..<picture.width {
            start[column] = Float(picture.pixels[row * picture.width + column]) / 255
          }
          (start + picture.width).update(repeating: paper, count: width - picture.width)
        }
      }
    }
    steps = lines.map(\.line.steps)
    labels = lines.map(\.classes)
    (texts, files) = (lines.map(\.text), lines.map(\.file))
  }

  /// The first 24 lines, each over its label.
  func sheet() -> Image {
    let items = zip(images.images, texts).prefix(24).map { (image: $0, caption: $1) }
    let width = min(max(images.shape[2], 160), 640)
    return ImageGrid(
      items, columns: max(1, 1280 / (width + 8)),
      cell: Size(width: width, height: images.shape[1] + 4)
    ).image()
  }
}

/// One sample of a batch: a changed line with its label.
public struct LabelledLine: Sendable {
  let line: LinePicture
  let classes: [Int]
  let text: String
  let file: String

  package init(line: LinePicture, classes: [Int], text: String, file: String) {
    (self.line, self.classes, self.text, self.file) = (line, classes, text, file)
  }
}
