"""OpenCV's answers: reads {width, height, pixels (base64), scaleFactor, minNeighbors, minSize} a line, writes the boxes found a line."""

import base64
import json
import sys

import cv2
import numpy as np

cv2.setNumThreads(1)
cascade = cv2.CascadeClassifier(sys.argv[1])
if cascade.empty():
    sys.exit(f"OpenCV cannot read the cascade {sys.argv[1]}.")
print(json.dumps({"version": cv2.__version__}), flush=True)
for line in sys.stdin:
    ask = json.loads(line)
    plane = np.frombuffer(base64.b64decode(ask["pixels"]), np.uint8).reshape(ask["height"], ask["width"])
    least = (ask["minSize"], ask["minSize"])
    boxes = cascade.detectMultiScale(plane, ask["scaleFactor"], ask["minNeighbors"], minSize=least)
    print(json.dumps(sorted([int(value) for value in box] for box in boxes)), flush=True)
