/// The fitting of a model's temperature on the labelled pictures of a folder: what `oko calibrate` asks of every task.
///
/// A task collects ``CalibrationAnswers``, fits a ``TemperatureFit`` to them and reports the answers' scores.
public protocol TaskCalibration: TaskMeasurement where Report == CalibrationReport {
  /// What the model does: `detect`, `segment`, `classify`, `read`.
  static var task: String { get }
}
