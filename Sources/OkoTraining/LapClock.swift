/// Time from lap to lap.
package struct LapClock {
  private var start = ContinuousClock.now

  /// Starts the first lap.
  package init() {}

  /// Milliseconds since the last call, or since the beginning.
  package mutating func lap() -> Double {
    let now = ContinuousClock.now
    defer { start = now }
    return start.duration(to: now).seconds * 1e3
  }
}
