public import OkoJSON

extension DatasetCheck {
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
      classes: dataset.classNames, summary: summary.json,
      more: ["clipped_boxes": .integer(dataset.clippedBoxes)])
  }
}

/// What the reports on all kinds of datasets have in common.
enum CheckReport {
  static func text(
    _ issues: [DatasetIssue], folder: String, format: String, classes: [String], summary: String,
    kind: (one: String, many: String) = ("class", "classes")
  ) -> String {
    var lines = issues.map(\.description)
    if !lines.isEmpty { lines.append("") }
    lines.append(
      "\(folder): \(format), \(classes.count) \(classes.count == 1 ? kind.one : kind.many)")
    lines.append(summary)
    let errors = issues.count { $0.severity == .error }
    let warnings = issues.count { $0.severity == .warning }
    lines.append(
      "\(errors) error\(errors == 1 ? "" : "s"), \(warnings) warning\(warnings == 1 ? "" : "s")")
    return lines.joined(separator: "\n")
  }

  static func json(
    _ issues: [DatasetIssue], folder: String, format: String, classes: [String],
    summary: JSONValue, more: KeyValuePairs<String, JSONValue>
  ) -> JSONValue {
    var document = JSONObject()
    document["schema_version"] = 1
    document["folder"] = .string(folder)
    document["format"] = .string(format)
    document["classes"] = .array(classes.map { .string($0) })
    document["errors"] = .integer(issues.count { $0.severity == .error })
    document["warnings"] = .integer(issues.count { $0.severity == .warning })
    for (key, value) in more { document[key] = value }
    document["issues"] = .array(issues.map(\.json))
    document["summary"] = summary
    return .object(document)
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
