/// In how many bits a network predicts.
public enum Precision: String, Sendable, CaseIterable {
  /// Floats of 32 bits.
  case float32 = "f32"
  /// Products of bfloat16 with sums of floats.
  case bfloat16 = "bf16"
  /// Products of bytes with exact sums, for networks that are calibrated.
  case int8
}
