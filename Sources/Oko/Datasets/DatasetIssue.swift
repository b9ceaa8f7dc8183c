/// One thing wrong or odd about a dataset, and where it is.
public struct DatasetIssue: Hashable, Sendable, CustomStringConvertible {
  /// How bad an issue is.
  public enum Severity: String, Hashable, Sendable, Comparable {
    /// The row or picture cannot be used.
    case error
    /// It can be used, but is probably not what was meant.
    case warning
    /// Something to know.
    case note

    /// Orders errors before warnings before notes.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .error: 0
      case .warning: 1
      case .note: 2
      }
    }
  }

  /// How bad it is.
  public let severity: Severity
  /// The file, relative to the folder of the dataset where it lies inside.
  public let path: String
  /// The line from 1, where it is known.
  public let line: Int?
  /// The column in bytes from 1, where it is known.
  public let column: Int?
  /// What is wrong.
  public let message: String

  /// Makes an issue at a place.
  public init(
    _ severity: Severity, path: String, line: Int? = nil, column: Int? = nil, message: String
  ) {
    self.severity = severity
    self.path = path
    self.line = line
    self.column = column
    self.message = message
  }

  /// The place, then what is wrong: `labels/a.txt:3: error: class 80, but there are 80 (0…79)`.
  public var description: String {
    var place = path
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    return "\(place): \(severity.rawValue): \(message)"
  }
}

extension [DatasetIssue] {
  /// Errors first, then warnings, then notes, each kind in its order and each issue once.
  var orderedBySeverity: [DatasetIssue] {
    var seen: Set<DatasetIssue> = []
    let distinct = filter { seen.insert($0).inserted }
    return [.error, .warning, .note].flatMap { severity in
      distinct.filter { $0.severity == severity }
    }
  }
}

/// Why a folder cannot be used as a dataset.
public struct DatasetError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// There is no such folder or file.
    case notFound
    /// The folder has none of the known layouts.
    case unknownFormat
    /// A file that the rest depends on is damaged.
    case malformed
    /// Rows or pictures are wrong; `issues` lists them.
    case broken
    /// Nothing to train on is left.
    case empty
    /// A file cannot be written.
    case unwritable
  }

  /// The kind of failure.
  public let code: Code
  /// The folder or file.
  public let path: String
  /// What is wrong and what to do next.
  public let message: String
  /// Everything found wrong, where `code` is `.broken` or `.empty`.
  public let issues: [DatasetIssue]

  /// Makes an error about `path`.
  public init(_ code: Code, path: String, message: String, issues: [DatasetIssue] = []) {
    self.code = code
    self.path = path
    self.message = message
    self.issues = issues
  }

  /// The path and the message, then the first twenty issues, one a line.
  public var description: String {
    let shown = issues.prefix(20).map { "\n  \($0)" }.joined()
    let more = issues.count > 20 ? "\n  … and \(issues.count - 20) more" : ""
    return "\(path): \(message)\(shown)\(more)"
  }
}
