import OkoNetworks
import OkoTensors

/// Spatial pyramid pooling as three 5×5 maxima in a row, which see 5, 9 and 13 pixels.
///
/// After He et al. 2015, in the serial variant that YOLO calls SPPF.
struct PyramidPooling: Module {
  let entry: ConvolutionBlock
  let exit: ConvolutionBlock

  init(_ width: Int) {
    entry = ConvolutionBlock(width, width / 2, kernel: 1)
    exit = ConvolutionBlock(width * 2, width, kernel: 1)
  }

  /// `[N, H, W, width]` → the same.
  func callAsFunction(_ x: Tensor) -> Tensor {
    var stations = [entry(x)]
    for index in 0..<3 {
      stations.append(stations[index].maxPooled(size: 5, stride: 1, padding: 2))
    }
    return exit(Tensor.concatenated(stations, axis: 3))
  }
}
