import OkoNetworks
import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The head of one level: where the sides of the box are, and of what class it is, in two branches.
///
/// The two tasks want different features (Ge et al. 2021, YOLOX).
struct DetectionHead: Module {
  let box: [ConvolutionBlock]
  let boxOutput: Convolution
  let classes: [ConvolutionBlock]
  let classOutput: Convolution

  /// Makes a head on `inputs` channels at `stride`.
  init(_ inputs: Int, stride: Int, architecture: DetectorArchitecture) {
    let (boxWidth, classWidth) = (architecture.boxHeadWidth, architecture.classHeadWidth)
    box = [ConvolutionBlock(inputs, boxWidth), ConvolutionBlock(boxWidth, boxWidth)]
    boxOutput = Convolution(
      boxWidth, 4 * architecture.binCount, kernel: 1, initializer: .glorot,
      biasInitializer: .constant(1))
    classes = [ConvolutionBlock(inputs, classWidth), ConvolutionBlock(classWidth, classWidth)]
    // At the start a picture is expected to hold five objects among all places of a 640-pixel square.
    let places = Float(640 / stride) * Float(640 / stride)
    let prior = 5 / Float(architecture.classCount) / places
    classOutput = Convolution(
      classWidth, architecture.classCount, kernel: 1, initializer: .glorot,
      biasInitializer: .constant(log(prior)))
  }

  /// `[N, H, W, inputs]` → `[N, H · W, 4 · bins + classes]`, logits all.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let boxes = boxOutput(box[1](box[0](x)))
    let scores = classOutput(classes[1](classes[0](x)))
    let both = Tensor.concatenated([boxes, scores], axis: 3)
    return both.reshaped(to: [x.shape[0], x.shape[1] * x.shape[2], both.shape[3]])
  }
}
