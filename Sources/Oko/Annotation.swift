public import OkoImaging

extension Image {
  /// The picture with a frame around each of `detections`, and on it the name of its class and its confidence.
  ///
  /// The less sure lie below the surer ones. A class has one colour whatever the picture. The result has 8
  /// bits a sample and is RGB; what is transparent lies on white.
  public func annotated(with detections: [Detection], classNames: [String]) -> Image {
    var image = converted(to: .rgb, depth: .eight, background: .white)
    let style = AnnotationStyle(for: image.size)
    for detection in detections.sorted(by: { $0.confidence < $1.confidence }) {
      let index = detection.classIndex
      let name = classNames.indices.contains(index) ? classNames[index] : "\(index)"
      image.drawBox(
        detection.box, label: "\(name) \(ConfidenceText.text(detection.confidence))",
        color: Palette.color(of: index), style: style)
    }
    return image
  }
}

/// Confidences as people read them.
enum ConfidenceText {
  /// Two decimals, `0.93`; never 1.00 unless it is.
  static func text(_ confidence: Float) -> String {
    let hundredths = Int((min(max(confidence, 0), 1) * 100).rounded())
    guard hundredths < 100 else { return confidence < 1 ? "0.99" : "1.00" }
    return hundredths < 10 ? "0.0\(hundredths)" : "0.\(hundredths)"
  }
}
