public import OkoJSON

extension SegmentationCheck {
  /// The report that people read: one issue a line, then the numbers.
  public func report() -> String {
    CheckReport.text(
      issues, folder: dataset.folder, format: dataset.format.rawValue,
      classes: dataset.classNames, summary: summary.text())
  }

  /// The same as JSON.
  public var json: JSONValue {
    CheckReport.json(
      issues, folder: dataset.folder, format: dataset.format.rawValue,
      classes: dataset.classNames, summary: summary.json, more: ["task": "segment"])
  }
}
