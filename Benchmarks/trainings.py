"""One training in PyTorch in a process of its own: trainings.py ENGINE TRAINING THREADS; see `serving.py`.

Batches, losses and optimizers are those of `oko bench train`. A step is forward, loss, gradients and update.
"""

import os
import sys
import warnings

from serving import serve
from shapes import noise

# Layout and precision by what the engine is called.
ENGINES = {
    "PyTorch NCHW": (False, False),
    "PyTorch": (True, False),
    "PyTorch NCHW bf16": (False, True),
    "PyTorch bf16": (True, True),
}


class Layout:
    """Where the channels lie, and in which precision layers compute."""

    def __init__(self, is_last, is_bf16):
        self.is_last, self.is_bf16 = is_last, is_bf16

    def __call__(self, value):
        import torch

        return value.to(memory_format=torch.channels_last) if self.is_last else value

    @property
    def autocast(self):
        import torch

        return torch.autocast("cpu", torch.bfloat16, enabled=self.is_bf16)


def classifying(network, inputs, labels, make_optimizer, layout):
    """Steps of cross-entropy, of pictures or of pixels."""
    from torch.nn import functional

    network, inputs = layout(network.train()), layout(inputs)
    optimizer = make_optimizer(network.parameters())

    def step():
        with layout.autocast:
            loss = functional.cross_entropy(network(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


def unet(layout):
    import torch

    import networks

    return classifying(
        networks.make("unet-256"),
        torch.from_numpy(noise("unet-256", 8)),
        torch.randint(0, 21, (8, 256, 256)),
        lambda parameters: torch.optim.Adam(parameters, 1e-3),
        layout,
    )


def resnet(layout):
    import torch

    import networks

    return classifying(
        networks.make("resnet18-224"),
        torch.from_numpy(noise("resnet18-224", 16)),
        torch.randint(0, 1000, (16,)),
        lambda parameters: torch.optim.SGD(parameters, 1e-2, momentum=0.9),
        layout,
    )


def dcgan(layout):
    """One step of each network; every picture is made once."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as entropy

    import networks

    batch = 64
    generator = layout(networks.make("dcganG-64").train())
    discriminator = layout(networks.dcgan_discriminator())
    reals = layout(2 * torch.rand(batch, 3, 64, 64) - 1)
    own, other = (
        torch.optim.Adam(network.parameters(), 2e-4, (0.5, 0.999))
        for network in (generator, discriminator)
    )
    ones, zeros = torch.ones(batch), torch.zeros(batch)

    def score(pictures):
        return discriminator(pictures).float()

    def step():
        with layout.autocast:
            fakes = generator(torch.randn(batch, 100))
            loss = entropy(score(reals), ones) + entropy(score(fakes.detach()), zeros)
        other.zero_grad()
        loss.backward()
        other.step()
        # The discriminator's weights want no gradients of the generator's loss.
        discriminator.requires_grad_(False)
        with layout.autocast:
            loss = entropy(score(fakes), ones)
        own.zero_grad()
        loss.backward()
        own.step()
        discriminator.requires_grad_(True)
        return float(loss.detach())

    return step


def yolo(layout):
    """Ultralytics' network and loss, with seven boxes a picture."""
    import torch

    _mend_torchvision()
    from ultralytics.cfg import get_cfg
    from ultralytics.nn.tasks import DetectionModel

    batch, boxes = 8, 7
    model = DetectionModel("yolov8n.yaml", verbose=False)
    model.args = get_cfg()
    model = layout(model.train())
    places = torch.rand(batch * boxes, 4) * torch.tensor([0.6, 0.6, 0.3, 0.3])
    data = {
        "img": layout(torch.from_numpy(noise("yolov8n-320", batch))),
        "batch_idx": torch.arange(batch).repeat_interleave(boxes).float(),
        "cls": torch.randint(0, 80, (batch * boxes, 1)).float(),
        "bboxes": places + torch.tensor([0.2, 0.2, 0.05, 0.05]),
    }
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trained, 1e-2, momentum=0.937, nesterov=True)

    def step():
        with layout.autocast:
            loss = model(data)[0].sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 10)
        optimizer.step()
        return float(loss.detach())

    return step


def _mend_torchvision():
    """Lets torchvision load where its compiled operators are those of another PyTorch; the steps use none of them."""
    import torch

    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        _mend_torchvision.library = torch.library.Library("torchvision", "FRAGMENT")
        _mend_torchvision.library.define(
            "nms(Tensor boxes, Tensor scores, float threshold) -> Tensor"
        )


def reader(layout):
    """CTC for eight characters a line."""
    import torch
    from torch.nn import functional

    import networks

    batch = 16
    network = layout(networks.make("crnn-32x128").train())
    lines = layout(torch.from_numpy(noise("crnn-32x128", batch)))
    labels = torch.tensor([[1 + (5 * line + 7 * i) % 36 for i in range(8)] for line in range(batch)])
    lengths = torch.full((batch,), 8)
    optimizer = torch.optim.Adam(network.parameters(), 1e-4)

    def step():
        with layout.autocast:
            logits = network(lines)
        steps = torch.full((batch,), logits.shape[0])
        loss = functional.ctc_loss(logits.float().log_softmax(2), labels, steps, lengths)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10)
        optimizer.step()
        return float(loss.detach())

    return step


TRAININGS = {
    "unet-256": unet,
    "resnet18-224": resnet,
    "dcgan-64": dcgan,
    "yolov8n-320": yolo,
    "crnn-32x128": reader,
}


def main():
    engine, training, threads = sys.argv[1:]
    warnings.filterwarnings("ignore")
    os.environ["OMP_NUM_THREADS"] = threads
    import torch

    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    serve(lambda: TRAININGS[training](Layout(*ENGINES[engine])))


if __name__ == "__main__":
    main()
