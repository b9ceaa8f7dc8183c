import Oko
import Testing

@Suite struct LaplacianPyramidTests {
  /// From SciPy, with `hashed` of HashedFeatures.
  ///
  ///     f = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
  ///     down = lambda p: ndimage.convolve(p, f, mode="mirror")[::2, ::2]
  ///     def up(p, shape):
  ///         z = np.zeros(shape); z[::2, ::2] = p
  ///         return ndimage.convolve(z, f * 4, mode="mirror")
  ///     p = np.floor(hashed(36, 35, 5) * 256)
  ///     q = down(p); l0 = p - up(q, p.shape); r = down(q); l1 = q - up(r, q.shape)
  ///     l0[0, 0], l0[35, 34], l0[17, 20], l1[0, 0], l1[17, 17], l1[9, 4], r[0, 0], r[8, 8], r[3, 5]
  @Test(arguments: [
    (0, 35, 36, [(0, 0, 45.154_785), (35, 34, 24.471_68), (17, 20, 108.064_7)]),
    (1, 18, 18, [(0, 0, 2.350_967), (17, 17, 4.033_31), (9, 4, 13.035_138)]),
    (2, 9, 9, [(0, 0, 130.001_1), (8, 8, 127.849_5), (3, 5, 130.667_88)]),
  ])
  func levelsAreThoseOfSciPy(
    level: Int, width: Int, height: Int, expected: [(y: Int, x: Int, value: Double)]
  ) {
    let plane = LaplacianPyramid.Plane(
      width: 35, height: 36, channels: 1,
      values: HashedFeatures.values(36, 35, set: 5).map { ($0 * 256).rounded(.down) })
    let found = LaplacianPyramid.level(level, of: 3, plane)
    #expect(found.width == width && found.height == height)
    for pixel in expected {
      #expect(abs(Double(found.values[pixel.y * width + pixel.x]) - pixel.value) < 1e-3)
    }
  }

  @Test func channelsStayApart() {
    let gray = HashedFeatures.values(20, 18, set: 1)
    let plane = LaplacianPyramid.Plane(width: 18, height: 20, channels: 1, values: gray)
    let colors = LaplacianPyramid.Plane(
      width: 18, height: 20, channels: 3, values: gray.flatMap { [0, $0, 7] })
    for level in 0..<2 {
      let (one, three) = (
        LaplacianPyramid.level(level, of: 2, plane), LaplacianPyramid.level(level, of: 2, colors)
      )
      for (index, value) in one.values.enumerated() {
        #expect(three.values[3 * index] == 0 && three.values[3 * index + 1] == value)
        #expect(abs(three.values[3 * index + 2] - (level == 0 ? 0 : 7)) < 1e-5)
      }
    }
  }

  @Test(arguments: [(7, 1), (16, 1), (31, 2), (32, 2), (64, 3), (100, 3), (128, 4), (256, 5)])
  func levelsEndAtSixteenPixels(side: Int, count: Int) {
    #expect(LaplacianPyramid.levelCount(side: side) == count)
  }
}
