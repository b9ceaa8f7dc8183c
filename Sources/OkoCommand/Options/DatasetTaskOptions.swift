public import ArgumentParser
public import Oko

extension DatasetTask: ExpressibleByArgument {}

/// What the labels of a dataset are taken for.
struct DatasetTaskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take the labels as boxes (detect), pixels (segment) or texts (read). (default: by the files)",
      valueName: "task"))
  var task: DatasetTask?

  /// The one that was named, or the one that suits the files in `folder`.
  func task(of folder: String) -> DatasetTask { task ?? DatasetTask.suited(to: folder) }
}
