"""Writes a network of `networks.py` in the forms that other engines read: export.py NETWORK BATCH FORM FILE.

Forms are `onnx`, `ncnn` (FILE is the stem of two files), and, made of the ONNX file beside it, `onnx-int8` and
`openvino-int8`.
"""

import logging
import os
import shutil
import sys
import tempfile
import warnings

from shapes import noise


def onnx(name, batch, path):
    import torch

    import networks

    network = networks.make(name).eval()
    example = torch.from_numpy(noise(name, batch))
    torch.onnx.export(
        network, (example,), path, dynamo=True, external_data=False, verbose=False
    )


def ncnn(name, batch, path):
    import pnnx
    import torch

    import networks

    # The converter makes Python names of those of layers, which must not begin with a number.
    network = torch.nn.Sequential()
    network.add_module("network", networks.make(name).eval())
    example = torch.from_numpy(noise(name, batch))
    # It writes half a dozen other files as well.
    with tempfile.TemporaryDirectory() as folder:
        stem = os.path.join(folder, "network")
        pnnx.export(network, stem + ".pt", (example,), fp16=False)
        for end in (".bin", ".param"):
            shutil.move(stem + ".ncnn" + end, path + end)


def _samples(name, batch):
    return [noise(name, batch, seed) for seed in range(16)]


def onnx_int8(name, batch, path):
    import onnx
    from onnxruntime import quantization
    from onnxruntime.quantization import shape_inference

    source = path.replace(".int8.onnx", ".onnx")
    key = onnx.load(source).graph.input[0].name

    class Samples(quantization.CalibrationDataReader):
        def __init__(self):
            self.rest = iter(_samples(name, batch))

        def get_next(self):
            sample = next(self.rest, None)
            return None if sample is None else {key: sample}

    with tempfile.TemporaryDirectory() as folder:
        prepared = os.path.join(folder, "prepared.onnx")
        shape_inference.quant_pre_process(source, prepared, skip_symbolic_shape=True)
        quantization.quantize_static(
            prepared,
            path,
            Samples(),
            quant_format=quantization.QuantFormat.QDQ,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
        )


def openvino_int8(name, batch, path):
    import nncf
    import openvino

    model = openvino.Core().read_model(path.replace(".int8.xml", ".onnx"))
    quantized = nncf.quantize(
        model,
        nncf.Dataset(_samples(name, batch)),
        subset_size=16,
        preset=nncf.QuantizationPreset.MIXED,
    )
    openvino.save_model(quantized, path)


FORMS = {
    "onnx": onnx,
    "ncnn": ncnn,
    "onnx-int8": onnx_int8,
    "openvino-int8": openvino_int8,
}

if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    _, network_name, batch_size, form, file = sys.argv
    FORMS[form](network_name, int(batch_size), file)
