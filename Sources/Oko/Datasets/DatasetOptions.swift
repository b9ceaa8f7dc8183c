/// How the folder of a dataset is read, whatever its labels are.
public struct DatasetOptions: Hashable, Sendable {
  /// What becomes of rows and pictures that are wrong.
  public enum ErrorPolicy: Hashable, Sendable {
    /// Any error refuses the whole dataset, with the list of them all.
    case refuse
    /// Wrong rows and pictures are left out; an error only if none to train on are left.
    case skip
    /// As `skip`, but an empty dataset is fine as well: for those who only look.
    case collect
  }

  /// What becomes of rows and pictures that are wrong.
  public var errorPolicy = ErrorPolicy.refuse
  /// The share of the training pictures that validate where the dataset has no such split.
  public var heldBackShare = 0.2

  /// Makes the default: errors refuse, a fifth is held back.
  public init() {}
}

extension DatasetOptions.ErrorPolicy {
  /// Throws where what was found does not let training go on.
  ///
  /// - Parameters:
  ///   - issues: Everything wrong or odd with the dataset.
  ///   - folder: Its folder, for the message.
  ///   - isEmpty: Whether there is nothing to train on.
  /// - Throws: `DatasetError` that lists the errors.
  package func enforce(
    _ issues: [DatasetIssue], folder: String, isEmpty: Bool
  ) throws(DatasetError) {
    let errors = issues.filter { $0.severity == .error }
    if self == .refuse, !errors.isEmpty { throw .broken(errors, in: folder) }
    if self != .collect, isEmpty {
      throw DatasetError(
        .empty, path: folder, message: "no picture to train on", issues: errors)
    }
  }
}

extension DatasetError {
  /// A dataset with errors.
  static func broken(_ errors: [DatasetIssue], in folder: String) -> DatasetError {
    let count = errors.count
    return DatasetError(
      .broken, path: folder,
      message: "\(count) error\(count == 1 ? "" : "s") in the dataset; mend "
        + "\(count == 1 ? "it" : "them"), or let \(count == 1 ? "it" : "them") be skipped (--skip-bad)",
      issues: errors)
  }

  /// A dataset without pictures in the `split` that is asked for, but in `splits`.
  static func noPictures(
    in split: DatasetSplit, of folder: String, splits: [DatasetSplit], issues: [DatasetIssue] = []
  ) -> DatasetError {
    let others = splits.map(\.rawValue).joined(separator: ", ")
    return DatasetError(
      .empty, path: folder,
      message: "no pictures in \(split.rawValue)"
        + (others.isEmpty ? "" : "; there are \(others)"),
      issues: issues.filter { $0.severity == .error })
  }
}
