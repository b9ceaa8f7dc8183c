import OkoImaging
import OkoTraining

extension ImageError {
  /// The error as training reports it: the file is named once.
  func training(file: String) -> TrainingError {
    TrainingError(.data, reason, file: file)
  }
}
