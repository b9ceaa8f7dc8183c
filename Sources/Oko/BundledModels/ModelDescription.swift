import OkoJSON
public import OkoNetworks
package import OkoTensors

/// What a model file says about itself, in the strings of its `__metadata__`.
///
/// One file is a whole model: weights, what they are for, and how they came to be.
public struct ModelDescription: Sendable, Hashable {
  /// What the model does: `detect`, `segment`, `classify`.
  public var task: String
  /// The names of the classes; a class index counts them from 0.
  public var classNames: [String]
  /// The longer side of the pictures that it was trained on, in pixels.
  public var imageSize: Int
  /// What logits are divided by before they become probabilities; 1 until `oko calibrate` has fitted it.
  public var temperature: Float
  /// What is added to the logits of a detector before they are divided by the temperature.
  public var bias: Float = 0
  /// How the network computes in bytes; nil until `oko quantize` has found out.
  package var quantization: QuantizationPlan?
  /// Whether there is a plan that fits no more.
  private(set) var hasOutdatedQuantization = false
  /// Everything else by name: `architecture`, `training`, `data`, `licence`, `scores`.
  public var details: [String: String]

  /// Makes a description.
  public init(
    task: String, classNames: [String], imageSize: Int, details: [String: String] = [:],
    temperature: Float = 1
  ) {
    (self.task, self.classNames, self.imageSize) = (task, classNames, imageSize)
    (self.details, self.temperature) = (details, temperature)
  }

  /// The strings of a checkpoint.
  public var metadata: [String: String] {
    var strings = details
    strings["format"] = Self.format
    strings["task"] = task
    strings["class_names"] = JSONValue.array(classNames.map { .string($0) }).serialized()
    strings["image_size"] = "\(imageSize)"
    strings["preprocessing"] = preprocessing
    // As in files that were never calibrated.
    if temperature != 1 { strings[Self.temperatureKey] = "\(temperature)" }
    if bias != 0 { strings[Self.biasKey] = "\(bias)" }
    quantization?.note(in: &strings)
    return strings
  }

  /// What every model of Oko names as its format.
  static let format = "oko-1"
  /// The name of the temperature among the strings.
  static let temperatureKey = "temperature"
  /// The name of the bias.
  static let biasKey = "bias"
  /// The name of what `oko quantize` has found out.
  static let quantizationKey = "quantization"

  /// How logits become confidences; `replacement` stands in for the temperature of the model, whose bias stays.
  package func calibration(_ replacement: Float? = nil) -> Temperature {
    Temperature(replacement ?? temperature, bias: bias)
  }

  private var preprocessing: String {
    switch (task, details["normalization"]) {
    case ("generate", _): "normal latent numbers and a class; pictures come from -1 to 1"
    case ("read", _): "gray from 0 to 1, the image size high, four columns of paper at either end"
    case ("detect", _), ("classify", _): "RGB from 0 to 1, letterboxed on gray 114"
    case (_, PictureNormalization.standardized.rawValue):
      "RGB less the mean of the picture's samples, over their standard deviation"
    default: "RGB from 0 to 1"
    }
  }

  /// The task of the model that `metadata` is of.
  ///
  /// - Throws: `CheckpointError` where the strings are not those of a model.
  public static func task(in metadata: [String: String]) throws(CheckpointError) -> String {
    guard let named = metadata["task"], metadata["format"] == format else {
      throw CheckpointError(.misfit, "a safetensors file, but no model of Oko: it names no task")
    }
    return named
  }

  /// Reads what `metadata` holds.
  ///
  /// - Throws: `CheckpointError` where the strings are not those of a model of `task`.
  public init(_ metadata: [String: String], task: String) throws(CheckpointError) {
    let named = try Self.task(in: metadata)
    guard named == task else {
      throw CheckpointError(.misfit, "a model for \"\(named)\", not for \"\(task)\"")
    }
    let names = metadata["class_names"].flatMap { try? JSONValue(parsing: Array($0.utf8)) }?.array?
      .compactMap(\.string)
    guard let names, !names.isEmpty else {
      throw CheckpointError(.misfit, "the model has no class names")
    }
    guard let size = metadata["image_size"].flatMap(Int.init), (32...8192).contains(size) else {
      throw CheckpointError(.misfit, "the model has no image size from 32 to 8192")
    }
    self.init(task: task, classNames: names, imageSize: size)
    if let text = metadata[Self.temperatureKey] {
      guard let value = Float(text), value > 0, value.isFinite else {
        throw CheckpointError(
          .misfit, "the temperature is \"\(text)\", which is no finite number above 0")
      }
      temperature = value
    }
    if let text = metadata[Self.biasKey] {
      guard let value = Float(text), value.isFinite else {
        throw CheckpointError(.misfit, "the bias is \"\(text)\", which is no finite number")
      }
      bias = value
    }
    if let text = metadata[Self.quantizationKey] {
      quantization = try QuantizationPlan(noted: text)
      hasOutdatedQuantization = quantization == nil
    }
    // The checksum is of the file that was read.
    let own: Set = [
      "format", "task", "class_names", "image_size", "preprocessing", "training.checksum",
      Self.temperatureKey, Self.biasKey, Self.quantizationKey,
    ]
    details = metadata.filter { !own.contains($0.key) }
  }
}
