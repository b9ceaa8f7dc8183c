import Oko
import OkoImaging
import OkoNetworks
import OkoTensors

extension FuzzTarget {
  /// A safetensors file; what is read must be the same after being written.
  static let checkpoint = FuzzTarget(
    name: "checkpoint",
    seeds: {
      let tensors: [String: Tensor] = [
        "a": Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]), "empty": Tensor([], shape: [0, 3]),
        "scalar": Tensor([1], shape: []),
      ]
      let strings = ["k": "v", "ключ": "\"\n"]
      return [
        SafeTensors.encode(Checkpoint(tensors: tensors, metadata: strings)),
        SafeTensors.encode(Checkpoint(tensors: tensors), precision: .bfloat16),
        SafeTensors.encode(Checkpoint()),
      ]
    },
    body: { bytes in
      guard let checkpoint = try? SafeTensors.decode(withLikelyLength(bytes)) else { return }
      guard let again = try? SafeTensors.decode(SafeTensors.encode(checkpoint)) else {
        broken("what was read cannot be written and read")
      }
      hold(again.metadata == checkpoint.metadata, "the strings are others")
      hold(Set(again.tensors.keys) == Set(checkpoint.tensors.keys), "the tensors are others")
      for (name, tensor) in checkpoint.tensors {
        hold(
          again.tensors[name].map { $0.shape == tensor.shape && bits($0) == bits(tensor) } == true,
          "\(name) is another")
      }
    })

  /// A model file, which then looks at a picture.
  static let detector = FuzzTarget(
    name: "detector",
    seeds: {
      var architecture = DetectorArchitecture(.nano, classCount: 2)
      architecture.widths = [2, 2, 2, 2, 2]
      architecture.depths = [0, 0, 0, 0]
      (architecture.boxHeadWidth, architecture.classHeadWidth) = (1, 1)
      architecture.neckDepth = 0
      let network = DetectorNetwork(architecture)
      network.initialize(seed: 1)
      let description = ModelDescription(
        task: "detect", classNames: ["a", "b"], imageSize: 64,
        details: [
          "architecture": """
          {"widths": [2, 2, 2, 2, 2], "depths": [0, 0, 0, 0], "neckDepth": 0, "boxHeadWidth": 1,
          "classHeadWidth": 1, "binCount": 16, "classCount": 2}
          """
        ])
      let checkpoint = Checkpoint(
        tensors: network.checkpointTensors, metadata: description.metadata)
      return [SafeTensors.encode(checkpoint, precision: .bfloat16)]
    },
    body: { bytes in
      guard let checkpoint = try? SafeTensors.decode(withLikelyLength(bytes)),
        let detector = try? Detector(checkpoint)
      else { return }
      let picture = Image(width: 40, height: 24, channels: .rgb, filledWith: [200, 100, 50])
      let options = DetectionOptions(confidence: 0.01, imageSize: 64)
      for found in detector.detect(picture, options: options) {
        let box = found.box
        hold(detector.classNames.indices.contains(found.classIndex), "class \(found.classIndex)")
        hold((0...1).contains(found.confidence), "confidence \(found.confidence)")
        hold(
          box.x >= 0 && box.y >= 0 && box.maxX <= 40.001 && box.maxY <= 24.001, "box \(box)")
      }
    })

  /// A model file, which then labels a picture.
  static let segmenter = FuzzTarget(
    name: "segmenter",
    seeds: {
      let architecture = SegmentationArchitecture(
        family: .unet, widths: [2, 2], depths: [0, 0], decoderWidths: [2], classCount: 2,
        separatesInstances: true)
      let network = SegmenterNetwork(architecture)
      network.initialize(seed: 1)
      let description = ModelDescription(
        task: "segment", classNames: ["a", "b"], imageSize: 64,
        details: [
          "architecture": """
          {"family": "unet", "widths": [2, 2], "depths": [0, 0], "decoderWidths": [2],
          "classCount": 2, "separatesInstances": true}
          """, "normalization": "standardized",
        ])
      let checkpoint = Checkpoint(
        tensors: network.checkpointTensors, metadata: description.metadata)
      return [SafeTensors.encode(checkpoint, precision: .bfloat16)]
    },
    body: { bytes in
      guard let checkpoint = try? SafeTensors.decode(withLikelyLength(bytes)),
        let segmenter = try? Segmenter(checkpoint)
      else { return }
      let picture = Image(width: 13, height: 9, channels: .rgb, filledWith: [200, 100, 50])
      let result = segmenter.segment(picture)
      hold(result.size == picture.size, "size \(result.size)")
      hold(
        result.labels.labels.allSatisfy { segmenter.classNames.indices.contains(Int($0)) },
        "labels \(Set(result.labels.labels))")
      hold(result.pixelCounts.reduce(0, +) == 13 * 9, "counts \(result.pixelCounts)")
    })

  private static func bits(_ tensor: Tensor) -> [UInt32] { tensor.scalars.map(\.bitPattern) }
}

/// The checkpoint as it is, now and then; mostly with the length of its header made to end behind the brace
/// that closes it, which few mutations leave right.
private func withLikelyLength(_ bytes: [UInt8]) -> [UInt8] {
  guard digest(bytes) % 8 != 0, bytes.count > 8 else { return bytes }
  var depth = 0
  var isText = false
  for index in 8..<bytes.count {
    switch bytes[index] {
    case UInt8(ascii: "\"") where index == 8 || bytes[index - 1] != UInt8(ascii: "\\"):
      isText.toggle()
    case UInt8(ascii: "{") where !isText: depth += 1
    case UInt8(ascii: "}") where !isText:
      depth -= 1
      guard depth <= 0 else { continue }
      let length = index - 7
      return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes.dropFirst(8)
    default: break
    }
  }
  return bytes
}
