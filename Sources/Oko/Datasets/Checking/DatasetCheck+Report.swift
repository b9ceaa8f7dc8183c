public import OkoJSON

extension DatasetCheck {
  /// The report that people read: one issue a line, then the numbers.
  public func report() -> String {
    var lines = issues.map(\.description)
    if !lines.isEmpty { lines.append("") }
    let classes = dataset.classNames.count
    lines.append(
      "\(dataset.folder): \(dataset.format.rawValue), \(classes) class\(classes == 1 ? "" : "es")")
    lines.append(summary.text())
    lines.append(
      "\(errorCount) error\(errorCount == 1 ? "" : "s"), "
        + "\(warningCount) warning\(warningCount == 1 ? "" : "s")")
    return lines.joined(separator: "\n")
  }

  /// The same as JSON.
  public var json: JSONValue {
    [
      "schema_version": 1,
      "folder": .string(dataset.folder),
      "format": .string(dataset.format.rawValue),
      "classes": .array(dataset.classNames.map { .string($0) }),
      "errors": .integer(errorCount),
      "warnings": .integer(warningCount),
      "clipped_boxes": .integer(dataset.clippedBoxes),
      "issues": .array(issues.map(\.json)),
      "summary": summary.json,
    ]
  }
}

extension DatasetIssue {
  /// The issue as JSON.
  public var json: JSONValue {
    [
      "severity": .string(severity.rawValue),
      "path": .string(path),
      "line": line.map { .integer($0) } ?? .null,
      "column": column.map { .integer($0) } ?? .null,
      "message": .string(message),
    ]
  }
}
