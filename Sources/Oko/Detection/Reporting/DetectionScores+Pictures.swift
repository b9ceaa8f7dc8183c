public import OkoImaging

extension DetectionScores {
  /// Precision over recall at IoU 0.5, a curve for each class.
  public func precisionRecallPlot(classNames: [String]) -> Image {
    let series = zip(classes, classNames).filter { !$0.0.precisionByRecall.isEmpty }.map {
      scores, name in
      LinePlot.Series(
        "\(name) \(FigureText.text(scores.averagePrecision50))",
        points: scores.precisionByRecall.enumerated().map { Image.Point(Double($0) / 100, $1) })
    }
    return LinePlot(
      title: "Precision and recall at IoU 0.5, AP50 in the legend", xLabel: "recall",
      yLabel: "precision", series: series, xRange: 0...1, yRange: 0...1
    ).image()
  }

  /// Precision, recall and F1 by the threshold of confidence, averaged over the classes.
  public func confidencePlot() -> Image {
    func series(_ name: String, _ values: [Double]) -> LinePlot.Series {
      LinePlot.Series(
        name, points: zip(ConfidenceCurve.thresholds, values).map { Image.Point($0, $1) })
    }
    let curve = confidenceCurve
    return LinePlot(
      title: "By confidence at IoU 0.5; F1 is best at \(FigureText.text(bestThreshold))",
      xLabel: "confidence",
      series: [
        series("F1", curve.f1), series("precision", curve.precision),
        series("recall", curve.recall),
      ], xRange: 0...1, yRange: 0...1
    ).image()
  }

  /// What was taken for what, with the background as the last row and column.
  public func confusionPlot(classNames: [String]) -> Image {
    MatrixPlot(confusion: confusion.rows, names: classNames + ["background"]).image()
  }
}
