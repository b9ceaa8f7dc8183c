#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tells on standard error how a run goes: a bar on a terminal, plain lines elsewhere, a line an epoch.
public final class ProgressReport: TrainingObserver {
  private let isTerminal: Bool
  private let columns: Int
  private let unit: String
  private let write: (String) -> Void
  private var plannedEpochs = 0
  private var lastBar: ContinuousClock.Instant?
  private var evaluatedEpoch = 0

  /// Makes a report on standard error that counts samples as `unit`.
  public convenience init(unit: String = "images") {
    var size = winsize()
    let hasSize = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
    self.init(
      unit: unit, isTerminal: isatty(STDERR_FILENO) == 1, columns: hasSize ? Int(size.ws_col) : 80
    ) { text in
      _ = AtomicFile.writeAll(Array(text.utf8), to: STDERR_FILENO)
    }
  }

  package init(unit: String, isTerminal: Bool, columns: Int, write: @escaping (String) -> Void) {
    (self.unit, self.isTerminal, self.columns, self.write) = (unit, isTerminal, columns, write)
  }

  /// Shows what `event` says.
  public func observe(_ event: TrainingEvent, history: TrainingHistory) {
    switch event {
    case .started(let epochs, let steps, let step):
      plannedEpochs = epochs
      lastBar = isTerminal ? nil : .now
      if step > 0 {
        line("going on after step \(step) (epoch \(history.epochs.count + 1) of \(epochs))")
      } else {
        line("training \(countText(epochs, "epoch")) of \(countText(steps, "step"))")
      }
    case .step(let report):
      (plannedEpochs, evaluatedEpoch) = (report.plannedEpochs, report.epoch)
      bar(share: Double(report.stepInEpoch) / Double(report.stepsPerEpoch)) { describe(report) }
    case .evaluating(let share):
      if isTerminal { bar(share: share) { "evaluating" } }
    case .epoch(let epoch): line(describe(epoch))
    case .note(let text): line(text)
    case .stopped(let reason): line(describe(reason, history))
    }
  }

  private func describe(_ report: StepReport) -> String {
    let speed = "\(decimal(report.samplesPerSecond, digits: 1)) \(unit)/s"
    let left = report.secondsLeft.map { ", \(durationText($0)) left" } ?? ""
    return "\(Self.text(report.losses))  \(speed)\(left)"
  }

  private func describe(_ epoch: TrainingHistory.Epoch) -> String {
    var parts = ["epoch \(epoch.number)/\(plannedEpochs)", Self.text(epoch.losses)]
    if !epoch.metrics.values.isEmpty {
      parts.append(Self.text(epoch.metrics.values) + (epoch.isBest ? " (best)" : ""))
    }
    parts.append("\(decimal(epoch.samplesPerSecond, digits: 1)) \(unit)/s")
    parts.append("\(decimal(epoch.waitingShare * 100, digits: 1)) % waiting for data")
    parts.append(durationText(epoch.seconds))
    return parts.joined(separator: " | ")
  }

  private func describe(_ reason: StopReason, _ history: TrainingHistory) -> String {
    let best = history.epochs.last { $0.isBest }
    guard let best, let name = best.metrics.primary, let score = best.metrics.score else {
      return "stopped: \(reason)"
    }
    return "stopped: \(reason); best \(name) \(decimal(score, digits: 4)) at epoch \(best.number)"
  }

  private static func text(_ values: NamedValues) -> String {
    values.pairs.map { "\($0.name) \(fourDigits($0.value))" }.joined(separator: " ")
  }

  /// Draws the bar ten times a second at most; where there is no terminal, a plain line a minute.
  private func bar(share: Double, _ text: () -> String) {
    let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(60)
    if let lastBar, lastBar.duration(to: .now) < interval { return }
    lastBar = .now
    let epoch = "epoch \(evaluatedEpoch)/\(plannedEpochs)"
    let percent = "\(decimal(min(max(share, 0), 1) * 100, digits: 0)) %"
    guard isTerminal else { return line("\(epoch) \(percent) \(text())") }
    let width = 20
    let filled = Int(min(max(share, 0), 1) * Double(width))
    let drawn =
      String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
    write("\r\u{1b}[K" + String("\(epoch) \(drawn) \(percent) \(text())".prefix(columns - 1)))
  }

  private func line(_ text: String) {
    write((isTerminal ? "\r\u{1b}[K" : "") + text + "\n")
  }
}
