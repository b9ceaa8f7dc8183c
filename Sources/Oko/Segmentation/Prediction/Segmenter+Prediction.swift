public import OkoImaging
package import OkoTensors
import OkoTraining

extension Segmenter {
  /// Gives every pixel of `image` its class.
  ///
  /// Where the memory limit is too small for the picture, as little is taken as can be.
  public func segment(
    _ image: Image, options: SegmentationOptions = SegmentationOptions()
  ) -> SegmentationResult {
    SegmenterEnsemble(self).segment(image, options: options)
  }

  /// Gives every pixel of the picture in the file at `path` its class.
  ///
  /// - Throws: `ImageError` where it cannot be read, or does not fit into the memory allowed.
  public func segment(
    path: String, options: SegmentationOptions = SegmentationOptions()
  ) throws(ImageError) -> SegmentationResult {
    try SegmenterEnsemble(self).segment(path: path, options: options)
  }

  /// The probabilities of every pixel, `[H, W, classes]`, then those of edges and depths where they are learnt.
  package func probabilities(
    of image: Image, options: SegmentationOptions = SegmentationOptions()
  ) -> Tensor {
    SegmenterEnsemble(self).probabilities(of: image, options: options)
  }
}

extension SegmenterEnsemble {
  /// Gives every pixel of `image` its class, by the mean of the members' probabilities.
  ///
  /// Where the memory limit is too small for the picture, as little is taken as can be.
  public func segment(
    _ image: Image, options: SegmentationOptions = SegmentationOptions()
  ) -> SegmentationResult {
    segment(image, MemoryPlan(fitting: image, self, options), options)
  }

  /// Gives every pixel of the picture in the file at `path` its class.
  ///
  /// - Throws: `ImageError` where it cannot be read, or does not fit into the memory allowed.
  public func segment(
    path: String, options: SegmentationOptions = SegmentationOptions()
  ) throws(ImageError) -> SegmentationResult {
    var clock = LapClock()
    let decoded = try ImageDecoder.decode(path: path)
    let decode = clock.lap()
    let plan: MemoryPlan
    do throws(ImageError) { plan = try MemoryPlan(for: decoded.image, self, options) } catch {
      throw ImageError(error.code, error.message, path: path)
    }
    var result = segment(decoded.image, plan, options)
    result.milliseconds.decode = decode
    result.warnings = decoded.warnings + result.warnings
    return result
  }

  func segment(
    _ image: Image, _ plan: MemoryPlan, _ options: SegmentationOptions
  ) -> SegmentationResult {
    var clock = LapClock()
    var pixels = PixelDecisions(
      size: image.size, classCount: classCount, keepsConfidences: plan.findsInstances,
      keepsInstances: plan.findsInstances && separatesInstances,
      temperature: temperature(options))
    probabilities(
      of: image, plan.grid, mirrors: options.mirrors, ranksOnly: !plan.findsInstances
    ) { pixels.take($0) }
    let network = clock.lap()
    let map = plan.findsInstances ? instances(of: pixels) : nil
    let instances = map.map {
      SegmentedInstance.all(in: $0, labels: pixels.labels, confidences: pixels.confidences)
    }
    var result = SegmentationResult(
      labels: pixels.labels, instanceMap: map, instances: instances ?? [], classCount: classCount,
      warnings: plan.leavesOutInstances
        ? ["single things are not told apart, which would exceed the limit of memory"] : [])
    (result.milliseconds.network, result.milliseconds.post) = (network, clock.lap())
    return result
  }

  private func instances(of pixels: PixelDecisions) -> InstanceMap {
    let separation = InstanceSeparation()
    return separatesInstances
      ? separation.instances(labels: pixels.labels, edges: pixels.edges, depths: pixels.depths)
      : separation.instances(labels: pixels.labels)
  }
}
