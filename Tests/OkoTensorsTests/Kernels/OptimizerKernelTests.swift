import COkoKernels
import TestSupport
import Testing

@Suite struct OptimizerKernelTests {
  @Test(arguments: kernelSets, [false, true]) func stochasticGradientDescentFollowsItsFormula(
    set: String, isNesterov: Bool
  ) {
    var parameter = testNumbers(37), velocity = testNumbers(37, seed: 2)
    let gradient = testNumbers(37, seed: 3)
    let expected = parameter.indices.map { index -> Double in
      let p = Double(parameter[index])
      let g = 0.5 * Double(gradient[index])
      let v = 0.9 * Double(velocity[index]) + g
      return p - 0.1 * (isNesterov ? g + 0.9 * v : v) - 0.1 * 0.02 * p
    }
    var options = oko_sgd_options(
      rate: 0.1, momentum: 0.9, decay: 0.02, gradient_scale: 0.5,
      nesterov: isNesterov ? 1 : 0)
    withKernels(set) { oko_sgd(&options, &parameter, gradient, &velocity, 37) }
    #expect(largestError(parameter, expected) < 1e-6)
  }

  @Test(arguments: kernelSets) func adamFollowsItsFormula(set: String) {
    var parameter = testNumbers(37), first = testNumbers(37, seed: 2)
    var second = testNumbers(37, seed: 4).map { $0 * $0 }
    let gradient = testNumbers(37, seed: 3)
    let expected = parameter.indices.map { index -> Double in
      let p = Double(parameter[index]), g = Double(gradient[index])
      let m = 0.9 * Double(first[index]) + 0.1 * g
      let v = 0.99 * Double(second[index]) + 0.01 * g * g
      return p - 0.1 * (m / 0.271) / ((v / 0.03).squareRoot() + 1e-8) - 0.1 * 0.05 * p
    }
    var options = oko_adam_options(
      rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.05,
      correction1: 0.271, correction2: 0.03, gradient_scale: 1)
    withKernels(set) { oko_adam(&options, &parameter, gradient, &first, &second, 37) }
    #expect(largestError(parameter, expected) < 1e-5)
  }
}
