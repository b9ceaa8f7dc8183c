public import OkoImaging

/// Training pictures beside each other with their boxes, to see what a detector is given.
public enum DetectionSheet {
  /// The first 16 pictures of `batch`, boxes with the names of their classes, ignored ones gray.
  ///
  /// - Precondition: the batch is not empty.
  public static func image(of batch: DetectionBatch, classNames: [String]) -> Image {
    let pictures = zip(batch.images.images, batch.targets).prefix(16).map { picture, targets in
      drawn(targets, on: picture, classNames)
    }
    precondition(!pictures.isEmpty, "DetectionSheet: the batch is empty")
    return ImageGrid(
      pictures.map { ($0, "") }, columns: 4, cell: pictures[0].size, spacing: 4
    ).image()
  }

  private static func drawn(
    _ targets: DetectionTargets, on picture: Image, _ classNames: [String]
  ) -> Image {
    var picture = picture
    for box in targets.ignored { picture.drawBox(box, color: 160) }
    for (box, index) in zip(targets.boxes, targets.classes) {
      let name = classNames.indices.contains(index) ? classNames[index] : "\(index)"
      picture.drawBox(box, label: name, color: Palette.color(of: index))
    }
    return picture
  }
}
