import Foundation
import OkoTensors
import Testing

@Suite struct RandomSourceTests {
  // rotl = lambda x, k: (x << k | x >> 64 - k) & M    # M = 2**64 - 1, s = [1, 2, 3, 4]
  // def next(s):
  //   result = rotl(s[1] * 5 & M, 7) * 9 & M; t = s[1] << 17 & M
  //   s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotl(s[3], 45)
  //   return result
  @Test func theGeneratorIsXoshiro256StarStar() throws {
    let state = Data(#"{"s0": 1, "s1": 2, "s2": 3, "s3": 4}"#.utf8)
    var random = try JSONDecoder().decode(RandomSource.self, from: state)
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
    ]
    #expect(expected.indices.map { _ in random.next() } == expected)
  }

  // The same from s = four outputs of SplitMix64 started at seed ^ (FNV-1a(name) * 0x9e3779b97f4a7c15 & M).
  @Test(
    arguments: [
      (
        0, "",
        [
          0xb957_95aa_f955_5424, 0x853f_68c5_d692_bdc0, 0xf623_93aa_1c87_e4f0,
          0x4294_1ee6_fb0e_a07f,
        ]
      ),
      (
        1, "parameter/head.matrix",
        [
          0xe326_0411_1112_05d1, 0x7904_d97d_5f4c_1645, 0x2f97_751b_905f_2418,
          0xb570_2359_e5af_f283,
        ]
      ),
      (
        UInt64.max, "é",
        [
          0x0fa1_e6e8_ecf3_8764, 0x247b_bd3c_92d3_df71, 0xd11b_2126_a504_e3de,
          0x6df5_d5d0_ce91_7fc9,
        ]
      ),
    ] as [(UInt64, String, [UInt64])])
  func aSeedAndANameStartTheirStream(seed: UInt64, name: String, expected: [UInt64]) {
    var random = RandomSource(seed: seed, stream: name)
    #expect(expected.indices.map { _ in random.next() } == expected)
  }

  // [next(s) >> 40) / 2**24 …], and of two numbers each sqrt(-2 ln(1 - a)) cos(2 pi b), with a and b of 53 bits
  @Test func uniformAndNormalNumbersFollowFromTheBits() {
    var random = RandomSource(seed: 0)
    #expect(random.uniform() == 0.723_992_645_740_509)
    #expect(random.uniform(in: 2...4) == 2 + 2 * 0.520_498_752_593_994_1)
    random = RandomSource(seed: 0)
    let expected: [Float] = [-1.591_282_8, -0.161_409_72, 1.696_382_6]
    for value in expected { #expect(abs(random.normal() - value) < 1e-6) }
  }

  @Test func numbersAreSpreadAsTheyShouldBe() {
    var random = RandomSource(seed: 5, stream: "spread")
    let normal = Tensor(normal: [40_000], deviation: 3, using: &random)
    #expect(abs(normal.mean().scalar) < 0.06)
    #expect(abs(normal.squared().mean().scalar - 9) < 0.3)
    let uniform = Tensor(uniform: [40_000], in: -1...3, using: &random).scalars
    #expect(uniform.allSatisfy { (-1...3).contains($0) })
    #expect(abs(uniform.reduce(0, +) / 40_000 - 1) < 0.03)
    var counts = [0, 0, 0]
    for _ in 0..<3000 { counts[random.index(below: 3)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) })
  }

  @Test func aTensorTakesItsNumbersInOrder() {
    var whole = RandomSource(seed: 9), single = RandomSource(seed: 9)
    let tensor = Tensor(normal: [5], using: &whole)
    #expect(tensor.scalars == (0..<5).map { _ in single.normal() })
    #expect(whole == single)
  }
}
