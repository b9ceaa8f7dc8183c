package import OkoImaging
import OkoJSON

/// COCO's run lengths of a mask: how many pixels outside, then inside, and so on in turn, column by column.
package enum RunLengths {
  /// The runs of the pixels of `mask` that are not 0; the first may be 0.
  ///
  /// The mask lies with its top left corner at (`x`, `y`) of a picture of `size`; by default it is all of it.
  ///
  /// - Precondition: there is a value for each pixel of the mask, which lies in the picture.
  package static func runs(
    of mask: [UInt8], width: Int, x: Int = 0, y: Int = 0, in size: Size
  ) -> [Int] {
    let height = width > 0 ? mask.count / width : 0
    precondition(
      mask.count == width * height && x >= 0 && y >= 0 && x + width <= size.width
        && y + height <= size.height,
      "RunLengths: \(mask.count) values, \(width) a row, at (\(x), \(y)) of "
        + "\(size.width)×\(size.height)")
    var runs: [Int] = []
    // Where the present run began, and where pixels were last looked at.
    var (start, isInside) = (0, false)
    func change(at place: Int) {
      runs.append(place - start)
      (start, isInside) = (place, !isInside)
    }
    for column in 0..<width {
      let top = (x + column) * size.height + y
      // Above the mask there is nothing, so a run ends unless the column is full.
      if isInside, height < size.height { change(at: top - y - (size.height - y - height)) }
      for row in 0..<height where (mask[row * width + column] != 0) != isInside {
        change(at: top + row)
      }
    }
    let (end, area) = ((x + width - 1) * size.height + y + height, size.width * size.height)
    if isInside, end < area { change(at: end) }
    runs.append(area - start)
    return runs
  }

  /// The runs of COCO's text form, nil where the text is no such thing.
  ///
  /// 5 bits a character, low bits first, from the fourth run on as differences from the run two back.
  package static func runs(in text: String) -> [Int]? {
    var runs: [Int] = []
    var value = 0
    var shift = 0
    for byte in text.utf8 {
      guard (48..<112).contains(byte), shift <= 55 else { return nil }
      let bits = Int(byte) - 48
      value |= (bits & 0x1F) << shift
      shift += 5
      if bits & 0x20 != 0 { continue }
      if bits & 0x10 != 0 { value |= -1 << shift }
      if runs.count > 2 {
        let (sum, overflow) = value.addingReportingOverflow(runs[runs.count - 2])
        guard !overflow else { return nil }
        value = sum
      }
      runs.append(value)
      value = 0
      shift = 0
    }
    return shift == 0 ? runs : nil
  }

  /// COCO's text form of `runs`.
  package static func text(of runs: [Int]) -> String {
    var bytes: [UInt8] = []
    for (index, run) in runs.enumerated() {
      var value = index > 2 ? run - runs[index - 2] : run
      var continues = true
      while continues {
        let bits = value & 0x1F
        value >>= 5
        // The sign is that of the last character's fifth bit.
        continues = bits & 0x10 != 0 ? value != -1 : value != 0
        bytes.append(UInt8(48 + bits + (continues ? 0x20 : 0)))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The mask that `runs` draw, 1 inside, row by row; nil where they do not cover the picture exactly.
  package static func mask(of runs: [Int], size: Size) -> [UInt8]? {
    let area = size.width * size.height
    var mask = [UInt8](repeating: 0, count: area)
    var (place, isInside) = (0, false)
    for run in runs {
      guard run >= 0, run <= area - place else { return nil }
      if isInside {
        for index in place..<(place + run) {
          mask[index % size.height * size.width + index / size.height] = 1
        }
      }
      (place, isInside) = (place + run, !isInside)
    }
    return place == area ? mask : nil
  }

  /// The runs of a picture of `size` as COCO writes them, with the text form.
  static func json(_ runs: [Int], in size: Size) -> JSONValue {
    [
      "size": [.integer(size.height), .integer(size.width)],
      "counts": .string(text(of: runs)),
    ]
  }
}
