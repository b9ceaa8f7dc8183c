/// The table `results.csv`: a row for each epoch with its losses, metrics, rate and speed.
///
/// It is written anew, atomically, from the history: so it never disagrees with the checkpoint, and a run
/// that is taken up again drops the rows after it.
public final class ResultsCSV: TrainingObserver {
  private let path: String

  /// Makes the table of the run in `folder`.
  public init(folder: String) {
    path = folder + "/results.csv"
  }

  /// Writes the table after each epoch, and when a run starts or goes on.
  public func observe(_ event: TrainingEvent, history: TrainingHistory) throws {
    switch event {
    case .started, .epoch: try AtomicFile.write(Array(Self.text(of: history).utf8), to: path)
    default: break
    }
  }

  /// The table of `history`.
  package static func text(of history: TrainingHistory) -> String {
    var losses: [String] = []
    var metrics: [String] = []
    for epoch in history.epochs {
      losses += epoch.losses.names.filter { !losses.contains($0) }
      metrics += epoch.metrics.values.names.filter { !metrics.contains($0) }
    }
    let header =
      ["epoch", "step", "time"] + losses.map { "loss/" + $0 } + metrics.map { "metrics/" + $0 }
      + ["rate", "images_per_second", "waiting_share", "best"]
    var lines = [header.map(quoted).joined(separator: ",")]
    var time = 0.0
    for epoch in history.epochs {
      time += epoch.seconds
      var cells = ["\(epoch.number)", "\(epoch.step)", decimal(time, digits: 3)]
      cells += losses.map { epoch.losses[$0].map { "\($0)" } ?? "" }
      cells += metrics.map { epoch.metrics.values[$0].map { "\($0)" } ?? "" }
      cells += [
        "\(Float(epoch.rate))", decimal(epoch.samplesPerSecond, digits: 2),
        decimal(epoch.waitingShare, digits: 4), epoch.isBest ? "1" : "0",
      ]
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
