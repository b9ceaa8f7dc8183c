"""One engine with one network in a process of its own: engines.py ENGINE NETWORK BATCH THREADS FILE; see `serving.py`.

An engine makes a function that runs the network once and returns its output. It imports nothing that it does not need,
as the memory of the process is measured as well.
"""

import dataclasses
import os
import sys
import warnings

from serving import serve
from shapes import noise


@dataclasses.dataclass
class Task:
    network: str
    batch: int
    threads: int
    # What `export.py` wrote.
    file: str

    @property
    def inputs(self):
        return noise(self.network, self.batch)


def pytorch(task, is_bf16=False):
    """Channels last, with the normalisations folded in."""
    import torch

    import networks

    torch.set_num_threads(task.threads)
    torch.set_grad_enabled(False)
    network = networks.fused(networks.make(task.network).eval())
    network = network.to(memory_format=torch.channels_last)
    x = torch.from_numpy(task.inputs)
    if x.dim() == 4:
        x = x.to(memory_format=torch.channels_last)

    def run():
        with torch.autocast("cpu", torch.bfloat16, enabled=is_bf16):
            return network(x).float().numpy()

    return run


def onnxruntime(task):
    import onnxruntime as runtime

    options = runtime.SessionOptions()
    options.intra_op_num_threads = task.threads
    options.inter_op_num_threads = 1
    session = runtime.InferenceSession(task.file, options, providers=["CPUExecutionProvider"])
    feed = {session.get_inputs()[0].name: task.inputs}
    return lambda: session.run(None, feed)[0]


def openvino(task, precision="f32"):
    import openvino as runtime

    options = {
        "INFERENCE_NUM_THREADS": task.threads,
        "INFERENCE_PRECISION_HINT": precision,
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": 1,
    }
    compiled = runtime.Core().compile_model(task.file, "CPU", options)
    request, x = compiled.create_infer_request(), task.inputs
    return lambda: request.infer({0: x}, share_inputs=True)[0]


def ncnn(task, is_bf16=False):
    import ncnn as runtime
    import numpy

    network = runtime.Net()
    network.opt.num_threads = task.threads
    network.opt.use_fp16_packed = False
    network.opt.use_fp16_storage = False
    network.opt.use_fp16_arithmetic = False
    network.opt.use_bf16_storage = is_bf16
    if network.load_param(task.file + ".param") or network.load_model(task.file + ".bin"):
        raise OSError(f"ncnn cannot read {task.file}")
    # It does not copy, and does not keep the array either.
    inputs = task.inputs[0]
    x = runtime.Mat(inputs).clone()

    def run():
        extractor = network.create_extractor()
        extractor.input("in0", x)
        return numpy.array(extractor.extract("out0")[1])

    return run


ENGINES = {
    "PyTorch": pytorch,
    "PyTorch bf16": lambda task: pytorch(task, is_bf16=True),
    "ONNX Runtime": onnxruntime,
    "ONNX Runtime int8": onnxruntime,
    "OpenVINO": openvino,
    "OpenVINO bf16": lambda task: openvino(task, "bf16"),
    "OpenVINO int8": openvino,
    "ncnn": ncnn,
    "ncnn bf16": lambda task: ncnn(task, is_bf16=True),
}


def main():
    engine, network, batch, threads, file = sys.argv[1:]
    warnings.filterwarnings("ignore")
    # Read when the libraries are loaded.
    os.environ["OMP_NUM_THREADS"] = threads
    run = ENGINES[engine](Task(network, int(batch), int(threads), file))
    # The mean size of the outputs, by which engines are compared.
    serve(lambda: lambda: float(abs(run()).mean()))


if __name__ == "__main__":
    main()
