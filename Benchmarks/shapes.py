"""The shapes of the networks' inputs, in PyTorch's order and without the batch."""

SHAPES = {
    "yolov8n-640": (3, 640, 640),
    "yolov8n-320": (3, 320, 320),
    "resnet18-224": (3, 224, 224),
    "mbv3l-224": (3, 224, 224),
    "unet-512": (3, 512, 512),
    "unet-256": (3, 256, 256),
    "dcganG-64": (100,),
    "crnn-32x128": (1, 32, 128),
}


def noise(name, batch, seed=0):
    """A batch of numbers from 0 to 1 as a NumPy array."""
    import numpy

    return numpy.random.default_rng(seed).random((batch, *SHAPES[name]), dtype=numpy.float32)
