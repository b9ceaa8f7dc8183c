#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Losses, metrics and rates as an event file that TensorBoard reads.
///
/// A run that is taken up again starts a new file, whose first event tells TensorBoard to drop what was
/// logged after the checkpoint.
public final class TensorBoardLog: TrainingObserver {
  private let folder: String
  private let interval: Int
  private var file: Int32 = -1
  private var path = ""

  /// Makes the log of the run in `folder`; losses are logged every `interval` steps and every epoch.
  public init(folder: String, interval: Int = 10) {
    self.folder = folder
    self.interval = max(1, interval)
  }

  deinit {
    if file >= 0 { close(file) }
  }

  /// Appends what `event` says.
  public func observe(_ event: TrainingEvent, history: TrainingHistory) throws {
    switch event {
    case .started(_, _, let step):
      try start(step: step)
    case .step(let report) where report.step % interval == 0:
      let losses = report.losses.pairs.map { (name: "step/" + $0.name, value: $0.value) }
      try append(losses + [("rate", Double(report.rate))], step: report.step)
    case .epoch(let epoch):
      let losses = epoch.losses.pairs.map { (name: "loss/" + $0.name, value: $0.value) }
      let metrics = epoch.metrics.values.pairs.map {
        (name: "metrics/" + $0.name, value: $0.value)
      }
      try append(losses + metrics, step: epoch.step)
    default: break
    }
  }

  private func start(step: Int) throws {
    if file >= 0 { close(file) }
    let stem = "\(folder)/events.out.tfevents.\(time(nil)).\(Self.hostName)"
    var number = 0
    repeat {
      path = number == 0 ? stem : "\(stem).\(number)"
      file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
      number += 1
    } while file < 0 && errno == EEXIST && number < 1000
    guard file >= 0 else { throw AtomicFile.failure(path) }
    var version = ProtocolBuffer()
    version.add(Self.now, field: 1)
    version.add("brain.Event:2", field: 3)
    try write(version)
    guard step > 0 else { return }
    var session = ProtocolBuffer()
    session.add(1, field: 1)  // SessionLog.START
    var event = ProtocolBuffer()
    event.add(Self.now, field: 1)
    event.add(step + 1, field: 2)
    event.add(session, field: 7)
    try write(event)
  }

  private func append(_ scalars: [(name: String, value: Double)], step: Int) throws {
    guard file >= 0, !scalars.isEmpty else { return }
    var summary = ProtocolBuffer()
    for scalar in scalars {
      var value = ProtocolBuffer()
      value.add(scalar.name, field: 1)
      value.add(Float(scalar.value), field: 2)
      summary.add(value, field: 1)
    }
    var event = ProtocolBuffer()
    event.add(Self.now, field: 1)
    event.add(step, field: 2)
    event.add(summary, field: 5)
    try write(event)
  }

  private func write(_ event: ProtocolBuffer) throws {
    let record = Self.record(event.bytes)
    guard AtomicFile.writeAll(record, to: file) else { throw AtomicFile.failure(path) }
  }

  /// `data` with its length and the checks of both.
  package static func record(_ data: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(data.count))
    return length + littleEndian(masked(length)) + data + littleEndian(masked(data))
  }

  private static func masked(_ bytes: [UInt8]) -> UInt32 {
    var check = CRC32C()
    check.update(bytes)
    return check.masked
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let bytes = buffer.prefix { $0 != 0 && $0 != 0x2f }.map(UInt8.init(bitPattern:))
    return bytes.isEmpty ? "localhost" : String(decoding: bytes, as: UTF8.self)
  }
}
