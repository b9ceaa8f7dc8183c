import OkoImaging
public import OkoTraining

/// Draws the losses and the metrics of a run as `curves.png` after every epoch.
public final class CurvesPlot: TrainingObserver {
  private let path: String

  /// Makes an observer that draws into `folder`.
  public init(folder: String) {
    path = folder + "/curves.png"
  }

  /// Draws the curves at the end of an epoch.
  public func observe(_ event: TrainingEvent, history: TrainingHistory) throws {
    guard case .epoch = event else { return }
    try AtomicFile.write(PNGEncoder.encode(Self.image(of: history)), to: path)
  }

  /// Losses above, on a logarithmic axis, metrics below.
  static func image(of history: TrainingHistory) -> Image {
    func plot(_ title: String, prefix: String, isLogarithmic: Bool) -> LinePlot {
      let series = history.curves.filter { $0.name.hasPrefix(prefix) }.map { curve in
        LinePlot.Series(
          String(curve.name.dropFirst(prefix.count)),
          points: curve.points.map { Image.Point(Double($0.epoch), $0.value) })
      }
      return LinePlot(
        title: title, xLabel: "epoch", series: series, isLogarithmic: isLogarithmic,
        size: Size(width: 960, height: 480))
    }
    let losses = plot("Losses in training", prefix: "loss/", isLogarithmic: true).image()
    let metrics = plot("Metrics in validation", prefix: "metrics/", isLogarithmic: false).image()
    return ImageGrid(
      [(losses, ""), (metrics, "")], columns: 1, cell: losses.size, spacing: 0
    ).image()
  }
}
