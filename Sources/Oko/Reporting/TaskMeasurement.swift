public import OkoImaging
public import OkoJSON

/// The measuring of a model on the labelled pictures of a folder: what `oko evaluate` asks of every task.
public protocol TaskMeasurement {
  /// What comes of it.
  associatedtype Report: TaskReport

  /// How many pictures are looked at.
  var pictureCount: Int { get }
  /// What lessens the worth of the scores, in words.
  var warnings: [String] { get }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  func refuseOutput(_ output: String) throws

  /// Measures; `progress` hears how many pictures are done, and may throw to stop.
  func report(_ progress: (Int) throws -> Void) throws -> Report
}

/// The scores of a model, for people, programs and as pictures.
public protocol TaskReport {
  /// How many pictures were measured.
  var pictureCount: Int { get }
  /// Why other pictures could not be read.
  var failures: [ImageError] { get }
  /// The tables that people read.
  var text: String { get }
  /// The same as JSON.
  var json: JSONValue { get }

  /// Writes plots and `scores.json` into `folder`, which must exist.
  func write(to folder: String) throws
}

/// What lessens the worth of scores on any dataset.
enum MeasurementWarnings {
  /// Labels left out, and classes that the model lacks.
  static func all(_ issues: [DatasetIssue], _ classes: ClassCorrespondence) -> [String] {
    var warnings: [String] = []
    let errors = issues.count { $0.severity == .error }
    if errors > 0 {
      warnings.append(
        "\(errors) error\(errors == 1 ? "" : "s") in the labels left out; oko data check lists them"
      )
    }
    if !classes.missing.isEmpty {
      warnings.append("the model does not know \(classes.missing.joined(separator: ", "))")
    }
    return warnings
  }
}
