/// In how many bits layers multiply while a network learns.
///
///     TrainingPrecision.$current.withValue(.bfloat16) { network(x) }
///
/// Weights, gradients, sums, and tensors between layers are floats of 32 bits in any case; what layers keep for their
/// gradients takes half the memory or less.
public enum TrainingPrecision: String, Sendable, Hashable, Codable, CaseIterable {
  /// Floats of 32 bits.
  case float32 = "f32"
  /// Convolutions, linear layers, recurrent matrices and their gradients round what they multiply to bfloat16 where that is faster.
  case bfloat16 = "bf16"

  /// The one of operations that are made from now on; their gradients have the same.
  @TaskLocal public static var current = TrainingPrecision.float32
}
