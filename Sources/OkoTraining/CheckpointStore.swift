import OkoNetworks
import OkoTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The checkpoints of a run: `last` to go on from, the one before it, and the `best` network.
///
/// Each is written beside its place, synced and renamed, so that at any moment a whole one is there.
package struct CheckpointStore: Sendable {
  package let folder: String

  package init(folder: String) {
    self.folder = folder
  }

  package var last: String { folder + "/last.safetensors" }
  package var previous: String { folder + "/previous.safetensors" }
  package var best: String { folder + "/best.safetensors" }
  /// A `last` that could not be read, put aside.
  package var damaged: String { folder + "/damaged.safetensors" }
  package var healthy: String { folder + "/healthy.safetensors" }

  /// Whether there is a checkpoint to go on from.
  package var exists: Bool { access(last, F_OK) == 0 }

  /// The string that holds the checksum of all the rest.
  private static let checksumKey = "training.checksum"

  /// Writes `last` and keeps the one that it replaces as `previous`.
  package func saveLast(_ state: TrainingState) throws(TrainingError) {
    let bytes = Self.bytes(of: state)
    let second = previous + ".link"
    unlink(second)
    // Linked, not renamed: `last` stays in place until the new one takes it.
    if link(last, second) == 0 { rename(second, previous) }
    unlink(second)
    try AtomicFile.write(bytes, to: last)
  }

  /// Writes `best`.
  package func saveBest(_ state: TrainingState) throws(TrainingError) {
    try AtomicFile.write(Self.bytes(of: state), to: best)
  }

  /// Writes `healthy`, a state to come back to where the training goes wrong.
  package func saveHealthy(_ state: TrainingState) throws(TrainingError) {
    try AtomicFile.write(Self.bytes(of: state), to: healthy)
  }

  /// Reads `last`, or `previous` where that is damaged; `note` hears about it.
  ///
  /// The damaged one is put aside, so that the next save does not keep it in place of the whole one.
  package func load(note: (String) throws -> Void) throws -> TrainingState {
    do {
      return try Self.read(last)
    } catch let damage {
      guard access(previous, F_OK) == 0 else { throw damage }
      guard let state = try? Self.read(previous) else {
        throw TrainingError(
          .checkpoint,
          "damaged, and so is previous.safetensors; a new run can begin with best.safetensors",
          file: last)
      }
      rename(last, damaged)
      try note("\(damage); going on from \(previous)")
      return state
    }
  }

  /// Reads the checkpoint `path` and checks it.
  package static func read(_ path: String) throws(TrainingError) -> TrainingState {
    var state: TrainingState
    do {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      let checkpoint = try SafeTensors.decode([UInt8](bytes))
      state = TrainingState(tensors: checkpoint.tensors, strings: checkpoint.metadata)
    } catch let error as CheckpointError {
      throw TrainingError(
        .checkpoint, "the checkpoint is damaged: \(error.message)", file: path)
    } catch {
      throw TrainingError(.checkpoint, "the checkpoint cannot be read: \(error)", file: path)
    }
    guard state.strings.removeValue(forKey: checksumKey) == checksum(of: state) else {
      throw TrainingError(.checkpoint, "the checkpoint is damaged (checksum)", file: path)
    }
    return state
  }

  private static func bytes(of state: TrainingState) -> [UInt8] {
    var state = state
    state.strings[checksumKey] = checksum(of: state)
    return SafeTensors.encode(Checkpoint(tensors: state.tensors, metadata: state.strings))
  }

  /// CRC-32C over all names, shapes, scalars and strings in the order of their names.
  private static func checksum(of state: TrainingState) -> String {
    var sum = CRC32C()
    for (name, tensor) in state.tensors.sorted(by: { $0.key < $1.key }) {
      sum.update(Array("\(name) \(tensor.shape)".utf8))
      tensor.withUnsafeScalars { sum.update(UnsafeRawBufferPointer($0)) }
    }
    for (name, string) in state.strings.sorted(by: { $0.key < $1.key }) {
      sum.update(Array("\(name) \(string)".utf8))
    }
    return String(sum.value, radix: 16)
  }
}
