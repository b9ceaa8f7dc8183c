import OkoImaging

/// A sheet of pictures on which a segmenter did badly: the picture, the truth, the prediction and the errors.
enum WorstSheet {
  /// Pixels labelled as something where there is background.
  static let invented = Image.Color(red: 230, green: 40, blue: 60)
  /// Pixels labelled as background where there is something.
  static let missed = Image.Color(red: 40, green: 110, blue: 255)
  /// Pixels of another class than they are labelled as.
  static let confused = Image.Color(red: 255, green: 200, blue: 0)

  /// Draws `cases`, a row for each.
  ///
  /// A background among the classes stays untinted.
  static func image(of cases: [SegmentationCase], classNames: [String]) -> Image {
    let hasBackground = BackgroundClass.isFirst(of: classNames)
    let items = cases.flatMap { item -> [(image: Image, caption: String)] in
      let name = item.path.split(separator: "/").last.map(String.init) ?? item.path
      return [
        (item.picture, "\(FigureText.text(item.score)) \(name)"),
        (tinted(item.picture, item.truth, classNames), "truth"),
        (tinted(item.picture, item.predicted, classNames), "prediction"),
        (errors(of: item, hasBackground), caption(hasBackground)),
      ]
    }
    let slope = cases.map { Double($0.picture.height) / Double($0.picture.width) }.max() ?? 1
    let height = Int((320 * min(max(slope, 0.4), 1)).rounded())
    return ImageGrid(items, columns: 4, cell: Size(width: 320, height: height)).image()
  }

  private static func caption(_ hasBackground: Bool) -> String {
    hasBackground ? "red: invented, blue: missed, yellow: other class" : "yellow: other class"
  }

  private static func tinted(
    _ picture: Image, _ labels: SegmentationTruth, _ classNames: [String]
  ) -> Image {
    picture.tinted(
      by: labels.labels, things: labels.instances, classNames: classNames, thickness: 1)
  }

  private static func errors(of item: SegmentationCase, _ hasBackground: Bool) -> Image {
    var picture = item.picture.converted(to: .gray).converted(to: .rgb)
    let (truth, found) = (item.truth.labels.labels, item.predicted.labels.labels)
    func draw(_ color: Image.Color, _ isError: (UInt8, UInt8) -> Bool) {
      let mask = zip(truth, found).map { truth, found -> UInt8 in
        truth != LabelMap.ignored && truth != found && isError(truth, found) ? 255 : 0
      }
      picture.drawMask(
        Image(width: picture.width, height: picture.height, channels: .gray, samples: mask),
        color: color, opacity: 0.8, contour: 0)
    }
    guard hasBackground else {
      draw(confused) { _, _ in true }
      return picture
    }
    draw(invented) { truth, _ in truth == 0 }
    draw(missed) { _, found in found == 0 }
    draw(confused) { truth, found in truth != 0 && found != 0 }
    return picture
  }
}
