import OkoNetworks
import OkoTensors

/// MobileNetV3-Large: depthwise convolutions, squeeze and excitation, hard swish; 5.48 million weights.
///
/// After table 1 of Howard et al. 2019.
struct MobileNetworkV3: Module {
  let stem: ConvolutionBlock
  let blocks: [Block]
  let last: ConvolutionBlock
  let hidden: Linear
  let output: Linear

  /// A row of the table: what a block is made of.
  fileprivate struct Row {
    var kernel: Int
    var expanded: Int
    var outputs: Int
    var squeezes: Bool
    var isHard: Bool
    var stride: Int

    init(
      _ kernel: Int, _ expanded: Int, _ outputs: Int, _ squeezes: Bool, _ isHard: Bool,
      _ stride: Int
    ) {
      (self.kernel, self.expanded, self.outputs) = (kernel, expanded, outputs)
      (self.squeezes, self.isHard, self.stride) = (squeezes, isHard, stride)
    }
  }

  private static let rows = [
    Row(3, 16, 16, false, false, 1), Row(3, 64, 24, false, false, 2),
    Row(3, 72, 24, false, false, 1), Row(5, 72, 40, true, false, 2),
    Row(5, 120, 40, true, false, 1), Row(5, 120, 40, true, false, 1),
    Row(3, 240, 80, false, true, 2), Row(3, 200, 80, false, true, 1),
    Row(3, 184, 80, false, true, 1), Row(3, 184, 80, false, true, 1),
    Row(3, 480, 112, true, true, 1), Row(3, 672, 112, true, true, 1),
    Row(5, 672, 160, true, true, 2), Row(5, 960, 160, true, true, 1),
    Row(5, 960, 160, true, true, 1),
  ]

  /// An inverted residual: widened by 1×1, mixed depthwise, gated by its own means, narrowed by 1×1.
  struct Block: Module {
    let expansion: ConvolutionBlock?
    let mixing: ConvolutionBlock
    let gate: Gate?
    let projection: ConvolutionBlock
    private let isResidual: Bool

    fileprivate init(_ inputs: Int, _ row: Row) {
      let activation = row.isHard ? Activation.hardSwish : .relu
      expansion =
        row.expanded == inputs
        ? nil : ConvolutionBlock(inputs, row.expanded, kernel: 1, activation: activation)
      mixing = ConvolutionBlock(
        row.expanded, row.expanded, kernel: row.kernel, stride: row.stride, groups: row.expanded,
        activation: activation)
      gate = row.squeezes ? Gate(row.expanded) : nil
      projection = ConvolutionBlock(row.expanded, row.outputs, kernel: 1, activation: nil)
      isResidual = row.stride == 1 && inputs == row.outputs
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let mixed = mixing(expansion?(x) ?? x)
      let y = projection(gate?(mixed) ?? mixed)
      return isResidual ? y + x : y
    }
  }

  /// Squeeze and excitation with a hard sigmoid, after Hu and others 2018.
  struct Gate: Module {
    let narrowing: Linear
    let widening: Linear

    init(_ channels: Int) {
      // A quarter, as a multiple of 8 that is not below nine tenths of it.
      let quarter = channels / 4
      let rounded = max(8, (quarter + 4) / 8 * 8)
      let width = Double(rounded) < 0.9 * Double(quarter) ? rounded + 8 : rounded
      narrowing = Linear(channels, width)
      widening = Linear(width, channels)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let means = x.globalAveragePooled()
      let open = widening(narrowing(means).activated(.relu))
      let share = ((open + 3) * (1 / 6)).clamped(to: 0...1)
      return x * share.reshaped(to: [x.shape[0], 1, 1, x.shape[3]])
    }
  }

  init(classCount: Int = 1000) {
    stem = ConvolutionBlock(3, 16, stride: 2, activation: .hardSwish)
    let inputs = [16] + Self.rows.map(\.outputs)
    blocks = zip(inputs, Self.rows).map { Block($0, $1) }
    last = ConvolutionBlock(160, 960, kernel: 1, activation: .hardSwish)
    hidden = Linear(960, 1280)
    output = Linear(1280, classCount)
  }

  /// Pictures `[N, H, W, 3]` → logits `[N, classes]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let features = last(blocks.reduce(stem(x)) { $1($0) })
    return output(hidden(features.globalAveragePooled()).activated(.hardSwish))
  }
}
