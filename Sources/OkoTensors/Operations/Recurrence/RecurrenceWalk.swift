import COkoKernels

/// The walk along time, forward for the states and backward for their gradients.
///
/// Directions and blocks of sequences do not know of one another, so each is a piece of work of its own; within one,
/// every step is a single product of all its states with the matrix, which is packed once.
struct RecurrenceWalk {
  /// Where the inputs of one direction lie.
  struct Direction {
    let projection: UnsafePointer<Float>
    /// Where it is packed or rounded, nobody asks for its scalars.
    let matrix: Tensor
    /// The matrix as the forward takes it, where it was packed beforehand.
    var packed: PackedMatrix?
    /// The matrix of bfloat16, where the forward multiplies by that.
    var rounded: LowPrecisionFilter?
    let recurrentBias: UnsafePointer<Float>?
  }

  /// Sequences that share a product: enough of them to make use of a matrix read from the cache, few enough to
  /// leave work for several threads.
  private static let block = 16

  let cell: RecurrentCell
  let lengths: [Int]
  let steps: Int
  let width: Int
  private var count: Int { lengths.count }
  private var traceWidth: Int { cell.traceSlots * width }
  private var gateWidth: Int { cell.gates * width }
  private var gradientWidth: Int { cell.gradientSlots * width }

  init(cell: RecurrentCell, lengths: [Int], trace: Shape) {
    (self.cell, self.lengths) = (cell, lengths)
    (steps, width) = (trace[1], trace[3] / cell.traceSlots)
  }

  /// One block of sequences in one direction.
  private struct Part {
    let direction: Int
    let sequences: Range<Int>
    var isReversed: Bool { direction == 1 }
  }

  /// Writes the trace of every step.
  func forward(_ directions: [Direction], into trace: UnsafeMutablePointer<Float>) {
    let rounded = directions.compactMap(\.rounded)
    if rounded.count == directions.count {
      return forward(directions, into: trace) { part, states, sums in
        addRounded(rounded[part.direction], rows: part.sequences.count, states, to: sums)
      }
    }
    let shape = product(
      summands: width, columns: gateWidth, rowStride: gateWidth, columnStride: 1,
      from: traceWidth, to: traceWidth)
    withPacked(directions, shape, mayKnow: true) { packed in
      forward(directions, into: trace) { part, states, sums in
        var shape = shape
        shape.m = Int64(part.sequences.count)
        oko_gemm_packed(&shape, states, packed[part.direction], sums, 1, nil)
      }
    }
  }

  /// The same, given what adds the products of the states before with the matrix to the sums of a step.
  private func forward(
    _ directions: [Direction], into trace: UnsafeMutablePointer<Float>,
    addProduct: (Part, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    run(directions.count) { part in
      let direction = directions[part.direction]
      for step in 0..<steps {
        let row = row(step, part)
        let before = step > 0 ? trace + self.row(step - 1, part) * traceWidth : nil
        for index in 0..<part.sequences.count {
          cell.begin(
            trace + (row + index) * traceWidth,
            projection: direction.projection
              + (row + index - part.direction * steps * count) * gateWidth,
            recurrentBias: direction.recurrentBias, width: width)
        }
        if let before {
          addProduct(part, before + cell.hiddenSlot * width, trace + row * traceWidth)
        }
        for (index, sequence) in part.sequences.enumerated() {
          let target = trace + (row + index) * traceWidth
          if time(step, part) < lengths[sequence] {
            cell.step(target, after: before.map { $0 + index * traceWidth }, width: width)
          } else {
            target.update(repeating: 0, count: traceWidth)
          }
        }
      }
    }
  }

  private func addRounded(
    _ matrix: LowPrecisionFilter, rows: Int, _ states: UnsafePointer<Float>,
    to sums: UnsafeMutablePointer<Float>
  ) {
    var product = oko_state_product(
      rows: Int64(rows), width: Int64(width), columns: Int64(gateWidth),
      state_stride: Int64(traceWidth), sum_stride: Int64(traceWidth))
    withScratch(Int(oko_low_state_product_scratch_size(&product))) { scratch in
      matrix.withPanels { oko_low_state_product_add(&product, states, $0, sums, scratch) }
    }
  }

  /// Writes the gradients at the sums in every cell, `[directions, T, N, gradientSlots · H]`.
  ///
  /// `gradient` is that at the trace, of which only the state counts.
  func backward(
    _ directions: [Direction], trace: UnsafePointer<Float>, gradient: UnsafePointer<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let shape = product(
      summands: gateWidth, columns: width, rowStride: 1, columnStride: gateWidth,
      from: gradientWidth, to: width)
    withPacked(directions, shape, mayKnow: false) { packed in
      run(directions.count) { part in
        let rows = part.sequences.count
        withScratch(2 * rows * width) { hidden in
          let memory = hidden + rows * width
          hidden.update(repeating: 0, count: 2 * rows * width)
          for step in (0..<steps).reversed() {
            let row = row(step, part)
            let before = step > 0 ? trace + self.row(step - 1, part) * traceWidth : nil
            for (index, sequence) in part.sequences.enumerated() {
              let (place, target) = (
                (row + index) * traceWidth, sums + (row + index) * gradientWidth
              )
              guard time(step, part) < lengths[sequence] else {
                target.update(repeating: 0, count: gradientWidth)
                continue
              }
              let state = hidden + index * width
              oko_axpy(1, gradient + place + cell.hiddenSlot * width, state, Int64(width))
              cell.stepBack(
                trace + place, after: before.map { $0 + index * traceWidth }, hidden: state,
                memory: memory + index * width, gates: target, width: width)
            }
            guard before != nil else { continue }
            var shape = shape
            shape.m = Int64(rows)
            oko_gemm_packed(
              &shape, sums + row * gradientWidth, packed[part.direction], hidden, 1, nil)
          }
        }
      }
    }
  }

  /// The moment in the sequences at which a part makes its step number `step`.
  private func time(_ step: Int, _ part: Part) -> Int {
    part.isReversed ? steps - 1 - step : step
  }

  /// The first row of a step, counting all directions.
  private func row(_ step: Int, _ part: Part) -> Int {
    (part.direction * steps + time(step, part)) * count + part.sequences.lowerBound
  }

  private func run(_ directions: Int, _ body: (Part) -> Void) {
    let blocks = (count + Self.block - 1) / Self.block
    Workers.shared.run(chunks: directions * blocks) { chunk in
      let first = chunk / directions * Self.block
      body(
        Part(
          direction: chunk % directions, sequences: first..<min(first + Self.block, count)))
    }
  }

  private func product(
    summands: Int, columns: Int, rowStride: Int, columnStride: Int, from: Int, to: Int
  ) -> oko_gemm_shape {
    oko_gemm_shape(
      m: 0, n: Int64(columns), k: Int64(summands), a_row_stride: Int64(from), a_column_stride: 1,
      b_row_stride: Int64(rowStride), b_column_stride: Int64(columnStride),
      c_row_stride: Int64(to))
  }

  /// Calls `body` with every direction's matrix packed for products of `shape`; one that `mayKnow` is taken as it is.
  private func withPacked(
    _ directions: [Direction], _ shape: oko_gemm_shape, mayKnow: Bool,
    _ body: ([UnsafePointer<Float>]) -> Void
  ) {
    let known = directions.compactMap(\.packed)
    if mayKnow, known.count == directions.count {
      return withExtendedLifetime(known) { body(known.map { $0.withPanels { $0 } }) }
    }
    var shape = shape
    let size = Int(oko_gemm_packed_size(&shape))
    withScratch(directions.count * size) { scratch in
      for (index, direction) in directions.enumerated() {
        oko_gemm_pack(&shape, direction.matrix.pointer, scratch + index * size)
      }
      body(directions.indices.map { UnsafePointer(scratch + $0 * size) })
    }
  }
}
