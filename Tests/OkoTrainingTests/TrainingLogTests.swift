import Foundation
import OkoTraining
import Testing

@Suite("Logs")
struct TrainingLogTests {
  private var history: TrainingHistory {
    var progress = TrainingProgress()
    for epoch in 1...3 {
      progress.step += 4
      progress.elapsedSeconds += 2
      progress.sums.add(["box": 1.5, "class": 0.25], samples: 8, rate: 0.5)
      progress.sums.trainingSeconds = 1
      progress.sums.waitingSeconds = 0.25
      progress.endEpoch(
        epoch == 2 ? Metrics() : Metrics(["map50": Double(epoch) / 8], primary: "map50"))
    }
    return progress.history
  }

  @Test("The table has a row an epoch and empty cells where nothing was measured")
  func writesTable() throws {
    let folder = try TemporaryFolder()
    let table = ResultsCSV(folder: folder.path)
    let history = history
    try table.observe(.epoch(history.epochs[2]), history: history)
    #expect(
      try String(contentsOfFile: folder.file("results.csv"), encoding: .utf8) == """
        epoch,step,time,loss/box,loss/class,metrics/map50,rate,images_per_second,waiting_share,best
        1,4,2.000,1.5,0.25,0.125,0.5,8.00,0.2500,1
        2,8,4.000,1.5,0.25,,0.5,8.00,0.2500,0
        3,12,6.000,1.5,0.25,0.375,0.5,8.00,0.2500,1

        """)
  }

  @Test("Curves hold the epochs in which a figure was measured")
  func offersCurves() {
    let curves = history.curves
    #expect(curves.map(\.name) == ["loss/box", "loss/class", "metrics/map50"])
    #expect(curves[2].points.map(\.epoch) == [1, 3])
  }

  // From RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  @Test(
    "CRC-32C equals published values",
    arguments: [
      (Data(repeating: 0, count: 32), UInt32(0x8a91_36aa)),
      (Data(repeating: 0xff, count: 32), UInt32(0x62a8_ab43)),
      (Data(UInt8(0)..<32), UInt32(0x46dd_794e)),
      (Data("123456789".utf8), UInt32(0xe306_9283)), (Data(), UInt32(0)),
    ])
  func checksums(data: Data, expected: UInt32) {
    var check = CRC32C()
    check.update([UInt8](data))
    #expect(check.value == expected)
  }

  @Test("The event file holds what was logged, with valid checks")
  func writesEvents() throws {
    let folder = try TemporaryFolder()
    let log = TensorBoardLog(folder: folder.path, interval: 2)
    let history = history
    try log.observe(.started(plannedEpochs: 3, stepsPerEpoch: 4, step: 0), history: .init())
    for step in 1...4 {
      let report = StepReport(
        epoch: 1, plannedEpochs: 3, stepInEpoch: step, stepsPerEpoch: 4, step: step,
        losses: ["box": Double(step)], rate: 0.125, samplesPerSecond: 1, secondsLeft: nil)
      try log.observe(.step(report), history: .init())
    }
    try log.observe(.epoch(history.epochs[0]), history: history)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count == 1 && names[0].hasPrefix("events.out.tfevents."))
    let events = try EventFile.read(folder.file(names[0]))
    #expect(events.map(\.version) == ["brain.Event:2", nil, nil, nil])
    #expect(events.map(\.step) == [0, 2, 4, 4])
    #expect(events[1].scalars == ["step/box": 2, "rate": 0.125])
    #expect(events[3].scalars == ["loss/box": 1.5, "loss/class": 0.25, "metrics/map50": 0.125])
    #expect(abs(events[0].time - Date().timeIntervalSince1970) < 60)
  }

  @Test("A run taken up again starts a new event file that drops the steps after it")
  func restartsEvents() throws {
    let folder = try TemporaryFolder()
    for step in [0, 300] {
      let log = TensorBoardLog(folder: folder.path)
      try log.observe(.started(plannedEpochs: 3, stepsPerEpoch: 4, step: step), history: .init())
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count == 2)
    let events = try EventFile.read(folder.file(names[1]))
    #expect(events.map(\.step) == [0, 301])
    #expect(events.map(\.isRestart) == [false, true])
  }

  @Test("Plain lines say losses, metrics, speed and waiting; nothing draws a bar")
  func reportsPlainly() {
    var text = ""
    let report = ProgressReport(unit: "images", isTerminal: false, columns: 80) { text += $0 }
    let history = history
    report.observe(.started(plannedEpochs: 3, stepsPerEpoch: 4, step: 0), history: .init())
    report.observe(.evaluating(share: 0.5), history: .init())
    report.observe(.epoch(history.epochs[0]), history: history)
    report.observe(.stopped(.epochs(3)), history: history)
    #expect(
      text == """
        training 3 epochs of 4 steps
        epoch 1/3 | box 1.5000 class 0.2500 | map50 0.1250 (best) | 8.0 images/s | \
        25.0 % waiting for data | 2.0 s
        stopped: all 3 epochs are done; best map50 0.3750 at epoch 3

        """)
  }

  @Test("The bar on a terminal fits its width")
  func drawsBar() {
    var text = ""
    let report = ProgressReport(unit: "images", isTerminal: true, columns: 60) { text += $0 }
    let step = StepReport(
      epoch: 2, plannedEpochs: 3, stepInEpoch: 2, stepsPerEpoch: 4, step: 6,
      losses: ["box": 1, "class": 2], rate: 0.1, samplesPerSecond: 38.25, secondsLeft: 3725)
    report.observe(.step(step), history: .init())
    #expect(text.hasPrefix("\r\u{1b}[Kepoch 2/3 ━━━━━━━━━━────────── 50 % box 1.0000"))
    #expect(text.count == 4 + 59 || text.count == 5 + 59 - 1)
  }

  @Test("Durations and numbers read well")
  func readsWell() {
    #expect(
      [0.26, 42, 185, 7620].map(durationText) == ["0.3 s", "42 s", "3 min 5 s", "2 h 7 min"])
    #expect([0, 1, 2].map { countText($0, "epoch") } == ["0 epochs", "1 epoch", "2 epochs"])
    #expect(countText(1, "box") == "1 box" && countText(3, "box") == "3 boxes")
    #expect(
      [0, 0.01234567, 1.5, 123.456, -0.5].map(fourDigits) == [
        "0", "0.01235", "1.5000", "123.46", "-0.5000",
      ])
    #expect(decimal(0.999, digits: 2) == "1.00")
  }
}

/// A reader of event files, apart from the writer.
struct EventFile {
  struct Event {
    var time = 0.0
    var step = 0
    var version: String?
    var isRestart = false
    var scalars: [String: Float] = [:]
  }

  static func read(_ path: String) throws -> [Event] {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))[...]
    var events: [Event] = []
    while !bytes.isEmpty {
      let length = Array(bytes.prefix(8))
      let count = Int(number(length[...]))
      let data = Array(bytes.dropFirst(12).prefix(count))
      #expect(number(bytes.dropFirst(8).prefix(4)) == UInt64(check(length)))
      #expect(number(bytes.dropFirst(12 + count).prefix(4)) == UInt64(check(data)))
      events.append(event(data))
      bytes = bytes.dropFirst(16 + count)
    }
    return events
  }

  private static func check(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = ~0
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82f6_3b78 : crc >> 1 }
    }
    crc = ~crc
    return ((crc >> 15) | (crc << 17)) &+ 0xa282_ead8
  }

  private static func event(_ data: [UInt8]) -> Event {
    var event = Event()
    for (field, content) in fields(data) {
      switch field {
      case 1: event.time = Double(bitPattern: number(content[...]))
      case 2: event.step = Int(number(content[...]))
      case 3: event.version = String(decoding: content, as: UTF8.self)
      case 5: for (_, value) in fields(content) { add(fields(value), to: &event) }
      case 7: event.isRestart = fields(content).contains { $0.0 == 1 && number($0.1[...]) == 1 }
      default: Issue.record("unexpected field \(field)")
      }
    }
    return event
  }

  private static func add(_ parts: [(Int, [UInt8])], to event: inout Event) {
    guard parts.count == 2 else { return }
    event.scalars[String(decoding: parts[0].1, as: UTF8.self)] =
      Float(bitPattern: UInt32(number(parts[1].1[...])))
  }

  /// The fields of a message; whole numbers as eight bytes.
  private static func fields(_ data: [UInt8]) -> [(Int, [UInt8])] {
    var rest = data[...]
    var fields: [(Int, [UInt8])] = []
    func varint() -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while let byte = rest.popFirst() {
        value |= UInt64(byte & 0x7f) << shift
        shift += 7
        if byte < 0x80 { break }
      }
      return value
    }
    func take(_ count: Int) -> [UInt8] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    while !rest.isEmpty {
      let key = varint()
      switch key & 7 {
      case 0: fields.append((Int(key >> 3), withUnsafeBytes(of: varint()) { Array($0) }))
      case 1: fields.append((Int(key >> 3), take(8)))
      case 2: fields.append((Int(key >> 3), take(Int(varint()))))
      default: fields.append((Int(key >> 3), take(4)))
      }
    }
    return fields
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
